import { randomUUID } from 'node:crypto';
import type { Commit, Problem } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface FleetSourceRow {
  readonly id: string;
  readonly url: string;
  readonly revision: string;
  readonly path: string;
  readonly commit: Commit | null;
  readonly problems: readonly Problem[];
}

type Configured = Pick<FleetSourceRow, 'url' | 'revision' | 'path'>;

/** Makes the rows those of the configuration. The answer is what is not configured any more; its resources stay. */
export async function configureFleetSources(sql: Sql, wanted: readonly Configured[]): Promise<readonly Configured[]> {
  const columns = [wanted.map((one) => one.url), wanted.map((one) => one.revision), wanted.map((one) => one.path)];
  const { rows: gone } = await sql.query<Configured>(
    `DELETE FROM fleet_source f WHERE NOT EXISTS (SELECT 1 FROM unnest($1::text[], $2::text[], $3::text[]) AS w(url, revision, path)
       WHERE w.url = f.url AND w.revision = f.revision AND w.path = f.path) RETURNING url, revision, path`,
    columns,
  );
  for (const one of wanted) {
    await sql.query(
      'INSERT INTO fleet_source (id, url, revision, path) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [randomUUID(), one.url, one.revision, one.path],
    );
  }
  return gone;
}

export async function fleetSources(sql: Sql): Promise<readonly FleetSourceRow[]> {
  return (
    await sql.query<FleetSourceRow>(
      'SELECT id, url, revision, path, commit, problems FROM fleet_source ORDER BY url, path',
    )
  ).rows;
}

export async function storeFleetSource(
  sql: Sql,
  id: string,
  outcome: { readonly commit: Commit | null; readonly problems: readonly Problem[]; readonly applied: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE fleet_source SET commit = COALESCE($2, commit), problems = $3,
       applied_at = CASE WHEN $4 THEN now() ELSE applied_at END WHERE id = $1`,
    [id, outcome.commit, json(outcome.problems), outcome.applied],
  );
}

/** It is applied at this commit too: none of its files is another one. */
export async function storeFleetCommit(sql: Sql, id: string, commit: Commit): Promise<void> {
  await sql.query('UPDATE fleet_source SET commit = $2, applied_at = now() WHERE id = $1', [id, commit]);
}
