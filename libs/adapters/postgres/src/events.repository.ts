import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** What happened, for people. */
export interface NewEvent {
  readonly projectId?: string | null;
  readonly clusterId?: string | null;
  readonly applicationId?: string | null;
  readonly setId?: string | null;
  readonly at?: Date;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly actor?: string;
  /** Of two events with the same text here, one is stored. */
  readonly dedupe?: string;
}

/** Events of applications take their project and set from the row. Answers with the ids of what was added. */
export async function addEvents(sql: Sql, events: readonly NewEvent[]): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO event (project_id, cluster_id, application_id, set_id, at, type, reason, message, actor, dedupe)
     SELECT COALESCE(n."projectId", a.project_id), COALESCE(n."clusterId", a.cluster_id), n."applicationId",
       COALESCE(n."setId", a.set_id), COALESCE(n.at, now()), n.type, n.reason, n.message, COALESCE(n.actor, ''), n.dedupe
     FROM jsonb_to_recordset($1::jsonb) AS n("projectId" text, "clusterId" text, "applicationId" text, "setId" text,
       at timestamptz, type text, reason text, message text, actor text, dedupe text)
     LEFT JOIN application a ON a.id = n."applicationId"
     ON CONFLICT (dedupe) DO NOTHING RETURNING id`,
    [json(events)],
  );
  return rows.map((row) => row.id);
}
