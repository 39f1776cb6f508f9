import type { ApplicationId, ClusterId, ObjectKey, OperationId, ProjectId } from '@wheelhouse/core-domain';
import type { Sql } from './read/sql.ts';

export interface TombstoneRow {
  readonly applicationId: ApplicationId;
  readonly clusterId: ClusterId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly mode: 'prune' | 'orphan';
  readonly operation: OperationId;
  /** What a person agreed to delete of what says `Delete=confirm`. */
  readonly confirmed?: readonly ObjectKey[] | null;
}

/** Of a spoke: what the order removed is gone. */
export interface ObeyedOrder {
  readonly id: ApplicationId;
  readonly operation: OperationId;
}

export async function tombstonesOf(sql: Sql, clusterId: ClusterId): Promise<readonly TombstoneRow[]> {
  const { rows } = await sql.query<TombstoneRow>(
    `SELECT application_id AS "applicationId", cluster_id AS "clusterId", project_id AS "projectId", name, mode, operation, confirmed
     FROM tombstone WHERE cluster_id = $1 ORDER BY application_id`,
    [clusterId],
  );
  return rows;
}

/** Orders these to leave; a later order of the same target replaces the earlier one. */
export async function buryApplications(sql: Sql, rows: readonly TombstoneRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = [
    rows.map((row) => row.applicationId),
    rows.map((row) => row.clusterId),
    rows.map((row) => row.projectId),
    rows.map((row) => row.name),
    rows.map((row) => row.mode),
    rows.map((row) => row.operation),
    rows.map((row) => (row.confirmed ? JSON.stringify(row.confirmed) : null)),
  ];
  await sql.query(
    `INSERT INTO tombstone (application_id, cluster_id, project_id, name, mode, operation, confirmed)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
     ON CONFLICT (cluster_id, application_id)
     DO UPDATE SET mode = EXCLUDED.mode, operation = EXCLUDED.operation, confirmed = EXCLUDED.confirmed`,
    columns,
  );
  await sql.query(
    `UPDATE application a SET removal = n.mode, removal_op = n.operation, operation = NULL, updated_at = now()
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n(id, cluster, mode, operation)
     WHERE a.id = n.id AND a.cluster_id = n.cluster`,
    [columns[0], columns[1], columns[4], columns[5]],
  );
}

/** The clusters that an Application is leaving; one that moves leaves one and stays on another. */
export async function clustersLeft(sql: Sql, applicationId: ApplicationId): Promise<readonly ClusterId[]> {
  const { rows } = await sql.query<{ id: ClusterId }>(
    'SELECT cluster_id AS id FROM tombstone WHERE application_id = $1 ORDER BY cluster_id',
    [applicationId],
  );
  return rows.map(({ id }) => id);
}

/** A person agreed that these go with it, beside what was agreed before. False: it does not leave that cluster. */
export async function confirmTombstone(
  sql: Sql,
  { applicationId, clusterId }: Pick<TombstoneRow, 'applicationId' | 'clusterId'>,
  resources: readonly ObjectKey[],
): Promise<boolean> {
  const { rows } = await sql.query(
    `UPDATE tombstone SET confirmed = (
       SELECT jsonb_agg(DISTINCT key) FROM jsonb_array_elements(coalesce(confirmed, '[]'::jsonb) || $3::jsonb) AS key
     ) WHERE application_id = $1 AND cluster_id = $2 RETURNING application_id`,
    [applicationId, clusterId, JSON.stringify(resources)],
  );
  return rows.length > 0;
}

/**
 * The spoke obeyed these orders: their tombstones go, and the rows that were leaving it. An Application that came back and leaves
 * again is under another order than the one that a late report is about. Inside `counted` of these ids.
 * Answers with the applications whose rows went.
 */
export async function completeTombstones(
  sql: Sql,
  clusterId: ClusterId,
  obeyed: readonly ObeyedOrder[],
): Promise<readonly string[]> {
  if (obeyed.length === 0) return [];
  const buried = await sql.query<{ id: string }>(
    `DELETE FROM tombstone t USING unnest($2::text[], $3::text[]) AS n(id, operation)
     WHERE t.cluster_id = $1 AND t.application_id = n.id AND t.operation = n.operation RETURNING t.application_id AS id`,
    [clusterId, obeyed.map(({ id }) => id), obeyed.map(({ operation }) => operation)],
  );
  const { rows } = await sql.query<{ id: string }>(
    'DELETE FROM application WHERE cluster_id = $1 AND id = ANY($2::text[]) AND removal IS NOT NULL RETURNING id',
    [clusterId, buried.rows.map((row) => row.id)],
  );
  return rows.map((row) => row.id);
}
