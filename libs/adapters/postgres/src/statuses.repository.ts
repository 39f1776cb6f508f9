import type { ApplicationId, ClusterId, OperationPhase, Rung } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** What a spoke says of a target; `detail` is what the columns do not hold. */
export interface StatusRow {
  readonly id: ApplicationId;
  readonly clusterId: ClusterId;
  readonly epoch: number;
  readonly seq: number;
  readonly applied?: Rung;
  readonly healthy?: Rung;
  readonly sync: string;
  readonly syncReason?: string;
  readonly health: string;
  readonly healthMessage?: string;
  readonly phase?: OperationPhase;
  readonly initiatedBy?: string;
  /** Something of it is work for a person, though its last operation did not fail. */
  readonly troubled: boolean;
  readonly detail: unknown;
  readonly hash: string;
}

/** Newest (epoch, seq) wins, within the batch and against the row. */
export function coalesceStatuses(rows: readonly StatusRow[]): readonly StatusRow[] {
  const newest = new Map<string, StatusRow>();
  for (const row of rows) {
    const known = newest.get(row.id);
    if (!known || row.epoch > known.epoch || (row.epoch === known.epoch && row.seq >= known.seq))
      newest.set(row.id, row);
  }
  return [...newest.values()];
}

/**
 * Writes statuses in bulk: only of targets that are on that cluster, and only what is newer than the row. What was applied
 * anew enters the history. Answers with the targets that changed. Call it inside `counted`.
 */
export async function upsertStatuses(sql: Sql, batch: readonly StatusRow[]): Promise<readonly string[]> {
  const rows = coalesceStatuses(batch);
  if (rows.length === 0) return [];
  // History and status are written from the same look at the rows as they were.
  const changed = await sql.query<{ id: string }>(
    `WITH n AS MATERIALIZED (
       SELECT n.* FROM jsonb_to_recordset($1::jsonb) AS n(id text, "clusterId" text, epoch bigint, seq bigint, applied jsonb,
         healthy jsonb, sync text, "syncReason" text, health text, "healthMessage" text, phase text, "initiatedBy" text,
         troubled boolean, detail jsonb, hash text)
       JOIN application a ON a.id = n.id AND a.cluster_id = n."clusterId"),
     history AS (
       INSERT INTO application_history (application_id, at, revision, bundle, spec, initiated_by)
       SELECT n.id, clock_timestamp(), n.applied ->> 'revision', n.applied ->> 'bundle', n.applied ->> 'spec',
         COALESCE(n."initiatedBy", '')
       FROM n LEFT JOIN application_status s ON s.application_id = n.id
       WHERE n.applied IS NOT NULL AND n.applied ->> 'bundle' IS DISTINCT FROM s.applied_bundle
         AND (s.application_id IS NULL OR s.cluster_id <> n."clusterId" OR (n.epoch, n.seq) > (s.epoch, s.seq))
       ON CONFLICT DO NOTHING)
     INSERT INTO application_status AS s (application_id, cluster_id, epoch, seq, applied_bundle, applied_spec, applied_revision,
       healthy_bundle, healthy_spec, healthy_revision, sync, sync_reason, health, health_message, phase, troubled, detail, hash, changed_at)
     SELECT n.id, n."clusterId", n.epoch, n.seq, n.applied ->> 'bundle', n.applied ->> 'spec', n.applied ->> 'revision',
       n.healthy ->> 'bundle', n.healthy ->> 'spec', n.healthy ->> 'revision', n.sync, n."syncReason", n.health,
       n."healthMessage", n.phase, n.troubled, n.detail, n.hash, now()
     FROM n ORDER BY n.id
     ON CONFLICT (application_id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id, epoch = EXCLUDED.epoch, seq = EXCLUDED.seq,
       applied_bundle = EXCLUDED.applied_bundle, applied_spec = EXCLUDED.applied_spec,
       applied_revision = EXCLUDED.applied_revision, healthy_bundle = EXCLUDED.healthy_bundle,
       healthy_spec = EXCLUDED.healthy_spec, healthy_revision = EXCLUDED.healthy_revision, sync = EXCLUDED.sync,
       sync_reason = EXCLUDED.sync_reason, health = EXCLUDED.health, health_message = EXCLUDED.health_message,
       phase = EXCLUDED.phase, troubled = EXCLUDED.troubled, detail = EXCLUDED.detail, hash = EXCLUDED.hash, changed_at = now()
     WHERE s.cluster_id <> EXCLUDED.cluster_id OR (EXCLUDED.epoch, EXCLUDED.seq) > (s.epoch, s.seq)
     RETURNING s.application_id AS id`,
    [json(rows)],
  );
  return changed.rows.map((row) => row.id);
}

/** Targets of a cluster that a full report does not hold: nothing is known of them any more. Inside `counted`. */
export async function forgetStatuses(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql.query('DELETE FROM application_status WHERE application_id = ANY($1::text[])', [ids]);
}

/** Hashes by target: their sum is what the spoke's heartbeat must say. */
export async function statusHashes(sql: Sql, clusterId: ClusterId): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ id: string; hash: string }>(
    'SELECT application_id AS id, hash FROM application_status WHERE cluster_id = $1',
    [clusterId],
  );
  return new Map(rows.map((row) => [row.id, row.hash]));
}

/** The newest report of each cluster that is in the rows. */
export async function newestReport(
  sql: Sql,
  clusterId: ClusterId,
): Promise<{ epoch: number; seq: number } | undefined> {
  const { rows } = await sql.query<{ epoch: string; seq: string }>(
    'SELECT epoch, seq FROM application_status WHERE cluster_id = $1 ORDER BY epoch DESC, seq DESC LIMIT 1',
    [clusterId],
  );
  return rows[0] && { epoch: Number(rows[0].epoch), seq: Number(rows[0].seq) };
}
