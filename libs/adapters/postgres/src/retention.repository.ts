import type { Database } from './database.ts';
import type { Sql } from './read/sql.ts';

/** How many rows one statement deletes: short transactions, whatever has piled up. */
const BATCH = 10_000;

/** Deletes in batches of `BATCH` what `doomed` selects by its physical address; answers with how many went. */
async function deleteInBatches(sql: Sql, table: string, doomed: string, values: readonly unknown[]): Promise<number> {
  for (let gone = 0; ;) {
    const { rows } = await sql.query<{ n: number }>(
      `WITH gone AS (DELETE FROM ${table} WHERE ctid = ANY(ARRAY(${doomed} LIMIT ${BATCH})) RETURNING 1)
       SELECT count(*)::int AS n FROM gone`,
      [...values],
    );
    gone += rows[0]!.n;
    if (rows[0]!.n < BATCH) return gone;
  }
}

/** Events older than `days`, and of more than `rows` the oldest. */
export async function dropOldEvents(
  sql: Sql,
  { days, rows }: { readonly days: number; readonly rows: number },
): Promise<number> {
  const old = await deleteInBatches(sql, 'event', "SELECT ctid FROM event WHERE at < now() - $1 * interval '1 day'", [
    days,
  ]);
  const many = await deleteInBatches(
    sql,
    'event',
    'SELECT ctid FROM event WHERE id <= (SELECT id FROM event ORDER BY id DESC OFFSET $1 LIMIT 1)',
    [rows],
  );
  return old + many;
}

/** All but the newest `kept` of each Application. */
export const dropOldHistory = (sql: Sql, kept: number): Promise<number> =>
  deleteInBatches(
    sql,
    'application_history',
    `SELECT h.ctid FROM (SELECT application_id FROM application_history GROUP BY 1 HAVING count(*) > $1) AS long
     CROSS JOIN LATERAL (SELECT at FROM application_history n WHERE n.application_id = long.application_id
       ORDER BY at DESC OFFSET $1 - 1 LIMIT 1) AS oldest
     JOIN application_history h ON h.application_id = long.application_id AND h.at < oldest.at`,
    [kept],
  );

/** All but the newest `kept` attempts of each Application. */
export const dropOldOperations = (sql: Sql, kept: number): Promise<number> =>
  deleteInBatches(
    sql,
    'operation',
    `SELECT o.ctid FROM (SELECT application_id FROM operation GROUP BY 1 HAVING count(*) > $1) AS long
     CROSS JOIN LATERAL (SELECT started_at FROM operation n WHERE n.application_id = long.application_id
       ORDER BY started_at DESC OFFSET $1 - 1 LIMIT 1) AS oldest
     JOIN operation o ON o.application_id = long.application_id AND o.started_at < oldest.started_at`,
    [kept],
  );

/** All but the newest `kept` of each owner: also where the setting became smaller. */
export const dropOldReleases = (sql: Sql, kept: number): Promise<number> =>
  deleteInBatches(
    sql,
    'release',
    `SELECT r.ctid FROM (
       SELECT id, row_number() OVER (PARTITION BY set_id, CASE WHEN set_id IS NULL THEN project_id END ORDER BY id DESC) AS age
       FROM release) AS aged JOIN release r ON r.id = aged.id WHERE aged.age > $1`,
    [kept],
  );

/** Older rows of a key are needless once there is a newer one; of clusters that are no more all are. */
export const dropNeedlessOutbox = (sql: Sql): Promise<number> =>
  deleteInBatches(
    sql,
    'outbox',
    `SELECT o.ctid FROM outbox o WHERE EXISTS (
       SELECT 1 FROM outbox n WHERE n.key = o.key AND n.kind = o.kind AND n.id > o.id)
     OR o.kind = 'manifest' AND NOT EXISTS (SELECT 1 FROM cluster c WHERE c.id = o.key)`,
    [],
  );

/** Sessions and tokens of programs that are over. */
export async function dropEndedSessions(sql: Sql): Promise<number> {
  const sessions = await deleteInBatches(sql, 'session', 'SELECT ctid FROM session WHERE expires_at < now()', []);
  const tokens = await deleteInBatches(sql, 'api_token', 'SELECT ctid FROM api_token WHERE expires_at < now()', []);
  return sessions + tokens;
}

/** Join tokens that nobody can join with any more; a while longer, so that whoever tries is told why. */
export const dropEndedJoinTokens = (sql: Sql, days: number): Promise<number> =>
  deleteInBatches(sql, 'join_token', "SELECT ctid FROM join_token WHERE expires_at < now() - $1 * interval '1 day'", [
    days,
  ]);

/** Where a bundle came from is kept as long as the bundle is, or as long as somebody may roll back to it. */
export const dropOldRenders = (sql: Sql, graceMs: number): Promise<number> =>
  deleteInBatches(
    sql,
    'render_cache',
    `SELECT r.ctid FROM render_cache r WHERE r.last_used_at < now() - $1 * interval '1 millisecond'
       AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.project_id = r.project_id AND b.digest = r.bundle)
       AND NOT EXISTS (SELECT 1 FROM application_history h JOIN application a ON a.id = h.application_id
         WHERE h.bundle = r.bundle AND a.project_id = r.project_id)
       AND NOT EXISTS (SELECT 1 FROM application a WHERE a.project_id = r.project_id
         AND r.bundle IN (a.desired_bundle, a.published_bundle, a.admitted_bundle, a.operation #>> '{bundle,bundle}'))`,
    [graceMs],
  );

const GONE_SCOPES = `FROM counter c WHERE c.count = 0 AND (
  c.scope = 'set' AND NOT EXISTS (SELECT 1 FROM application_set s WHERE s.id = c.scope_id)
  OR c.scope = 'cluster' AND NOT EXISTS (SELECT 1 FROM cluster k WHERE k.id = c.scope_id)
  OR c.scope = 'project' AND NOT EXISTS (SELECT 1 FROM project p WHERE p.id = c.scope_id))`;

/**
 * Counters of sets, projects and clusters that are no more. Nobody counts meanwhile: a row that is there when somebody begins
 * to count must be there when it is done. Where that is not to be had within a second, a later call does it.
 */
export async function dropGoneCounters(db: Database): Promise<number> {
  const { rows } = await db.sql.query<{ n: number }>(`SELECT count(*)::int AS n ${GONE_SCOPES}`);
  if (rows[0]!.n === 0) return 0;
  return db.transaction(async (sql) => {
    await sql.query("SET LOCAL lock_timeout = '1s'");
    await sql.query('LOCK TABLE counter IN EXCLUSIVE MODE');
    const gone = await sql.query(
      `DELETE FROM counter WHERE ctid = ANY(ARRAY(SELECT c.ctid ${GONE_SCOPES})) RETURNING 1`,
    );
    return gone.rows.length;
  });
}

/**
 * Repositories that nobody declares and nothing reads, with their revisions. What was asked for a moment ago stays: whoever
 * asked may not have written down yet that it does. Answers with the URLs that went.
 */
export async function dropUnusedRepositories(sql: Sql): Promise<readonly string[]> {
  const { rows } = await sql.query<{ url: string }>(
    `DELETE FROM repository r WHERE r.manifest IS NULL AND r.created_at < now() - interval '10 minutes'
       AND NOT EXISTS (SELECT 1 FROM fleet_source f WHERE f.url = r.url)
       AND NOT EXISTS (SELECT 1 FROM application a WHERE a.repositories @> ARRAY[r.url])
       AND NOT EXISTS (SELECT 1 FROM application_set s WHERE s.repositories @> ARRAY[r.url])
       AND NOT EXISTS (
         SELECT 1 FROM sync_window w, jsonb_path_query(w.manifest, '$.spec.calendars[*]') AS calendar
         WHERE calendar ->> 'repoURL' = r.url)
     RETURNING r.url`,
  );
  return rows.map((row) => row.url);
}
