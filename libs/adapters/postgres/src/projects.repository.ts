import { projectId, type ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface ProjectRow {
  readonly id: ProjectId;
  readonly name: string;
  readonly manifest: Record<string, unknown>;
  readonly origin: string;
}

const select = 'SELECT id, name, manifest, origin FROM project';
const toRow = (row: ProjectRow): ProjectRow => ({ ...row, id: projectId(row.id) });

export async function allProjects(sql: Sql): Promise<readonly ProjectRow[]> {
  return (await sql.query<ProjectRow>(`${select} ORDER BY name`)).rows.map(toRow);
}

export async function projectByName(sql: Sql, name: string): Promise<ProjectRow | undefined> {
  const { rows } = await sql.query<ProjectRow>(`${select} WHERE name = $1`, [name]);
  return rows[0] && toRow(rows[0]);
}

export async function projectsById(sql: Sql, ids: readonly ProjectId[]): Promise<readonly ProjectRow[]> {
  if (ids.length === 0) return [];
  return (await sql.query<ProjectRow>(`${select} WHERE id = ANY($1::text[])`, [ids])).rows.map(toRow);
}

/** True where the project was not there. One that is there keeps its id. */
export async function putProject(sql: Sql, row: ProjectRow): Promise<void> {
  await sql.query(
    `INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (name) DO UPDATE SET manifest = EXCLUDED.manifest, origin = EXCLUDED.origin, updated_at = now()`,
    [row.id, row.name, json(row.manifest), row.origin],
  );
}

/** False where Applications or sets are in it still. */
export async function deleteProject(sql: Sql, id: ProjectId): Promise<boolean> {
  const { rows } = await sql.query<{ id: string }>(
    `DELETE FROM project p WHERE p.id = $1
       AND NOT EXISTS (SELECT 1 FROM application a WHERE a.project_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM application_set s WHERE s.project_id = p.id) RETURNING id`,
    [id],
  );
  return rows.length > 0;
}
