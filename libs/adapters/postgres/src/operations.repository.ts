import type { ObjectOutcome, OperationRecord, OperationStatus } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** An attempt that is over, as the spoke of a cluster tells it. */
export interface ToldOperation {
  readonly cluster: ClusterId;
  readonly application: ApplicationId;
  readonly record: OperationRecord;
}

/** Of Applications that are on that cluster. One that is told again replaces what was told before. */
export async function putOperations(sql: Sql, told: readonly ToldOperation[]): Promise<void> {
  if (told.length === 0) return;
  const rows = new Map(
    told.map(({ cluster, application, record: { operation, objects, omitted } }) => {
      const { id, attempt, startedAt } = operation;
      const row = { application, cluster, id, attempt, at: new Date(startedAt), status: operation, objects, omitted };
      return [`${application} ${id} ${attempt}`, row];
    }),
  );
  await sql.query(
    `INSERT INTO operation (application_id, id, attempt, started_at, status, objects, omitted)
     SELECT a.id, n.id, n.attempt, n.at, n.status, n.objects, n.omitted
     FROM jsonb_to_recordset($1::jsonb) AS n(application text, cluster text, id text, attempt int, at timestamptz,
       status jsonb, objects jsonb, omitted int)
     JOIN application a ON a.id = n.application AND a.cluster_id = n.cluster
     ON CONFLICT (application_id, id, attempt) DO UPDATE SET started_at = EXCLUDED.started_at, status = EXCLUDED.status,
       objects = EXCLUDED.objects, omitted = EXCLUDED.omitted`,
    [json([...rows.values()])],
  );
}

/** The newest first, without their objects. */
export async function listOperations(sql: Sql, id: string, limit: number): Promise<readonly OperationStatus[]> {
  const { rows } = await sql.query<{ status: OperationStatus }>(
    'SELECT status FROM operation WHERE application_id = $1 ORDER BY started_at DESC, attempt DESC LIMIT $2',
    [id, limit],
  );
  return rows.map(({ status }) => status);
}

export interface OperationObjects {
  readonly objects: readonly ObjectOutcome[];
  readonly omitted: number;
}

/** Of one attempt; of the last one where none is named. */
export async function operationObjects(
  sql: Sql,
  application: string,
  { id, attempt }: { readonly id: string; readonly attempt?: number | null },
): Promise<OperationObjects | undefined> {
  const { rows } = await sql.query<OperationObjects>(
    `SELECT objects, omitted FROM operation WHERE application_id = $1 AND id = $2 AND ($3::int IS NULL OR attempt = $3)
     ORDER BY attempt DESC LIMIT 1`,
    [application, id, attempt ?? null],
  );
  return rows[0];
}
