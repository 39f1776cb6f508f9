import type { Problem, ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface SetCondition {
  readonly type: 'ErrorOccurred' | 'ParametersGenerated' | 'ResourcesUpToDate';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  readonly since: string;
  readonly code?: string;
  readonly where?: string;
  readonly hint?: string;
}

export interface HeldShrinking {
  readonly digest: string;
  readonly message: string;
  readonly withdrawn: readonly string[];
  readonly since: string;
}

export interface ApplicationSetRow {
  readonly id: string;
  readonly projectId: ProjectId;
  readonly namespace: string;
  readonly name: string;
  readonly shard: number;
  readonly manifest: Record<string, unknown>;
  readonly origin: string;
  readonly conditions: readonly SetCondition[];
  readonly factsDigest: string | null;
  readonly held: HeldShrinking | null;
  readonly confirmed: string | null;
  readonly repositories: readonly string[];
  readonly deletedAt: Date | null;
}

const select = `SELECT id, project_id AS "projectId", namespace, name, shard, manifest, origin, conditions,
  facts_digest AS "factsDigest", held, confirmed, repositories, deleted_at AS "deletedAt" FROM application_set`;

export async function allApplicationSets(sql: Sql): Promise<readonly ApplicationSetRow[]> {
  return (await sql.query<ApplicationSetRow>(`${select} ORDER BY namespace, name`)).rows;
}

export async function applicationSetById(sql: Sql, id: string): Promise<ApplicationSetRow | undefined> {
  return (await sql.query<ApplicationSetRow>(`${select} WHERE id = $1`, [id])).rows[0];
}

export async function applicationSetByName(
  sql: Sql,
  namespace: string,
  name: string,
): Promise<ApplicationSetRow | undefined> {
  return (await sql.query<ApplicationSetRow>(`${select} WHERE namespace = $1 AND name = $2`, [namespace, name]))
    .rows[0];
}

export type NewApplicationSet = Pick<
  ApplicationSetRow,
  'id' | 'projectId' | 'namespace' | 'name' | 'shard' | 'manifest' | 'origin' | 'repositories'
> & { readonly warnings: readonly Problem[] };

/** One that is there keeps its id; a changed one is expanded anew. */
export async function putApplicationSet(sql: Sql, row: NewApplicationSet): Promise<void> {
  await sql.query(
    `INSERT INTO application_set (id, project_id, namespace, name, shard, manifest, origin, repositories, warnings, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
     ON CONFLICT (namespace, name) DO UPDATE SET project_id = EXCLUDED.project_id, manifest = EXCLUDED.manifest,
       origin = EXCLUDED.origin, repositories = EXCLUDED.repositories, warnings = EXCLUDED.warnings,
       facts_digest = NULL, deleted_at = NULL, updated_at = now()`,
    [
      row.id,
      row.projectId,
      row.namespace,
      row.name,
      row.shard,
      json(row.manifest),
      row.origin,
      row.repositories,
      json(row.warnings),
    ],
  );
}

/** Repositories that generators of a set named only when they ran: from now on their commits concern the set. */
export async function addRepositoriesOfSet(sql: Sql, id: string, urls: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE application_set SET repositories = ARRAY(SELECT DISTINCT unnest(repositories || $2::text[]) ORDER BY 1)
     WHERE id = $1 AND NOT repositories @> $2::text[]`,
    [id, urls],
  );
}

export interface ExpansionOutcome {
  readonly conditions: readonly SetCondition[];
  readonly factsDigest: string | null;
  readonly held: HeldShrinking | null;
  /** The confirmation that was acted on: it counts once. */
  readonly confirmed: string | null;
}

export async function storeExpansion(sql: Sql, id: string, outcome: ExpansionOutcome): Promise<void> {
  await sql.query(
    `UPDATE application_set SET conditions = $2, facts_digest = $3, held = $4::jsonb, confirmed = NULLIF(confirmed, $5),
       updated_at = now() WHERE id = $1`,
    [id, json(outcome.conditions), outcome.factsDigest, outcome.held ? json(outcome.held) : null, outcome.confirmed],
  );
}

/** A set's Applications are as the facts of `next` say; false where somebody wants it expanded anew, and nothing is written. */
export async function advanceFacts(
  sql: Sql,
  id: string,
  { known, next }: { readonly known: string; readonly next: string },
): Promise<boolean> {
  const { rows } = await sql.query<{ id: string }>(
    'UPDATE application_set SET facts_digest = $3, updated_at = now() WHERE id = $1 AND facts_digest = $2 RETURNING id',
    [id, known, next],
  );
  return rows.length > 0;
}

export async function confirmHeld(sql: Sql, id: string, digest: string): Promise<boolean> {
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE application_set SET confirmed = $2, facts_digest = NULL WHERE id = $1 AND held ->> 'digest' = $2 RETURNING id`,
    [id, digest],
  );
  return rows.length > 0;
}

/** Expanded again although nothing seems to have changed. */
export async function forgetExpansion(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('UPDATE application_set SET facts_digest = NULL WHERE id = ANY($1::text[])', [ids]);
}

/** Its Applications are nobody's but the people's from now on. Call it inside `counted` of them. */
export async function releaseApplicationsOfSet(sql: Sql, id: string, origin: string): Promise<void> {
  await sql.query(
    `UPDATE application SET set_id = NULL, origin = $2, warnings = '[]'::jsonb, updated_at = now()
     WHERE set_id = $1 AND removal IS NULL`,
    [id, origin],
  );
}

export async function deleteApplicationSet(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE application SET set_id = NULL WHERE set_id = $1', [id]);
  await sql.query('DELETE FROM application_set WHERE id = $1', [id]);
}
