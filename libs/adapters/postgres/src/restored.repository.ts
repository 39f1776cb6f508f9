import type { ApplicationId, ClusterId, Digest, Rung } from '@wheelhouse/core-domain';
import { json, type StoredProblemRow } from './json.ts';
import type { Sql } from './read/sql.ts';

/**
 * What a manifest that was published later than this database is old says of targets that have a row: they are to be that, on that
 * cluster. Whether they were leaving, and what was asked of them, is of before. Inside `counted` of these ids.
 */
export async function adoptRungs(
  sql: Sql,
  cluster: { readonly id: ClusterId; readonly shard: number },
  rows: readonly { readonly id: ApplicationId; readonly rung: Rung }[],
): Promise<void> {
  const columns = [
    rows.map((row) => row.id),
    rows.map((row) => row.rung.bundle),
    rows.map((row) => row.rung.spec),
    rows.map((row) => row.rung.revision),
  ];
  await sql.query(
    `UPDATE application a SET cluster_id = $5, shard = $6, desired_bundle = n.bundle, desired_spec = n.spec,
       desired_revision = n.revision, operation = NULL, removal = NULL, removal_op = NULL, updated_at = now()
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n(id, bundle, spec, revision) WHERE a.id = n.id`,
    [...columns, cluster.id, cluster.shard],
  );
  await sql.query('DELETE FROM tombstone WHERE application_id = ANY($1::text[]) AND cluster_id = $2', [
    columns[0],
    cluster.id,
  ]);
}

/** They left their cluster after the backup: nothing is wished of them until somebody says it again. Inside `counted`. */
export async function forgetRungs(sql: Sql, ids: readonly string[], problem: StoredProblemRow): Promise<void> {
  await sql.query(
    `UPDATE application SET desired_bundle = NULL, desired_spec = NULL, desired_revision = NULL, published_bundle = NULL,
       published_spec = NULL, published_revision = NULL, admitted_bundle = NULL, admitted_spec = NULL, admitted_revision = NULL,
       gates = '[]', operation = NULL, problems = $2::jsonb, updated_at = now() WHERE id = ANY($1::text[])`,
    [ids, json([problem])],
  );
}

/** What was read from Git is of before as well: every revision is resolved, and every set expanded, anew. */
export async function forgetReadings(sql: Sql): Promise<void> {
  await sql.query('UPDATE repository_revision SET commit = NULL, problem = NULL, resolved_at = NULL');
  await sql.query('UPDATE application_set SET facts_digest = NULL');
}

export async function decidedGeneration(sql: Sql, clusterId: ClusterId): Promise<number> {
  const { rows } = await sql.query<{ generation: string }>('SELECT generation FROM manifest WHERE cluster_id = $1', [
    clusterId,
  ]);
  return Number(rows[0]?.generation ?? 0);
}

/** The generation that was decided last for each cluster, 0 for none. */
export async function decidedGenerations(sql: Sql): Promise<ReadonlyMap<ClusterId, number>> {
  const { rows } = await sql.query<{ id: ClusterId; generation: string | null }>(
    'SELECT c.id, m.generation FROM cluster c LEFT JOIN manifest m ON m.cluster_id = c.id',
  );
  return new Map(rows.map(({ id, generation }) => [id, Number(generation ?? 0)]));
}

/**
 * Nobody knows what was published for a cluster: of this generation, and empty. Nothing of it is to be sent, no order to leave
 * that the backup has is given again, and the next manifest is no change of one that is known.
 */
export async function presumeManifest(
  sql: Sql,
  presumed: {
    readonly clusterId: ClusterId;
    readonly generation: number;
    readonly digest: Digest;
    readonly body: Buffer;
    readonly sequence: number;
  },
): Promise<void> {
  const { clusterId, generation, digest, body, sequence } = presumed;
  await sql.query(
    `INSERT INTO manifest (cluster_id, generation, digest, body, sequence) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (cluster_id) DO UPDATE SET generation = EXCLUDED.generation, digest = EXCLUDED.digest, body = EXCLUDED.body,
       sequence = EXCLUDED.sequence, published_generation = NULL, published_body = NULL`,
    [clusterId, generation, digest, body, sequence],
  );
  await sql.query("DELETE FROM outbox WHERE kind = 'manifest' AND key = $1", [clusterId]);
  await sql.query('DELETE FROM tombstone WHERE cluster_id = $1', [clusterId]);
  await sql.query('UPDATE application SET removal = NULL, removal_op = NULL WHERE cluster_id = $1', [clusterId]);
}

/** These sets are expanded anew, whatever they were expanded from. */
export async function forgetExpansions(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('UPDATE application_set SET facts_digest = NULL WHERE id = ANY($1::text[])', [ids]);
}

/** Whether something of the cluster is declared in Git and was not read since the database was restored. */
export async function anyAwaitsGit(sql: Sql, clusterId: ClusterId): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM application WHERE cluster_id = $1 AND desired_bundle IS NULL AND (set_id IS NOT NULL OR origin LIKE 'fleet:%')
       AND problems @> '[{"code": "RESTORED"}]' LIMIT 1`,
    [clusterId],
  );
  return rows.length > 0;
}
