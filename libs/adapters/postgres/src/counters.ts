import type { Sql } from './read/sql.ts';

interface Count {
  readonly scope: string;
  readonly scope_id: string;
  readonly state: string;
  readonly count: number;
}

/** What the rows of `target_state` count for, one row per scope and state. */
const CONTRIBUTIONS = `
  SELECT scoped.scope, scoped.scope_id, stated.state, count(*)::int AS count
  FROM target_state t
  CROSS JOIN LATERAL (VALUES ('fleet', ''), ('project', t.project_id), ('set', t.set_id), ('cluster', t.cluster_id))
    AS scoped(scope, scope_id)
  CROSS JOIN LATERAL (VALUES ('total'), ('stage:' || t.stage), ('health:' || t.health), ('sync:' || t.sync),
    (CASE WHEN t.failing THEN 'failing' END)) AS stated(state)
  WHERE scoped.scope_id IS NOT NULL AND stated.state IS NOT NULL
  GROUP BY 1, 2, 3`;

/**
 * Does `work`, which may insert, change or delete these applications and their statuses, and moves the counters by what
 * that changed, in the same transaction. The rows are locked in order, so that two such transactions never wait for each
 * other in a circle.
 */
export async function counted<T>(sql: Sql, applicationIds: Iterable<string>, work: () => Promise<T>): Promise<T> {
  const ids = [...new Set(applicationIds)];
  if (ids.length === 0) return work();
  await sql.query('SELECT 1 FROM application WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE', [ids]);
  const before = await standingOf(sql, ids);
  const result = await work();
  await move(sql, before, await standingOf(sql, ids));
  return result;
}

/** Counts everything anew: for a check, and for repair after rows were changed by hand. */
export async function recount(sql: Sql): Promise<void> {
  await sql.query('LOCK TABLE counter IN EXCLUSIVE MODE');
  await sql.query('DELETE FROM counter');
  await sql.query(`INSERT INTO counter (scope, scope_id, state, count) ${CONTRIBUTIONS}`);
}

/** Counters as they would be if they were counted now; the keys are `scope/id/state`. */
export async function countByScanning(sql: Sql): Promise<Map<string, number>> {
  const { rows } = await sql.query<Count>(CONTRIBUTIONS);
  return new Map(rows.map((row) => [keyOf(row), row.count]));
}

/** Counters as they are kept; what is zero is left out. */
export async function keptCounters(sql: Sql): Promise<Map<string, number>> {
  const { rows } = await sql.query<Count>('SELECT scope, scope_id, state, count FROM counter WHERE count <> 0');
  return new Map(rows.map((row) => [keyOf(row), row.count]));
}

const keyOf = (row: Count): string => `${row.scope}/${row.scope_id}/${row.state}`;

/** So many targets stand so. */
interface Standing {
  readonly project: string;
  readonly set: string | null;
  readonly cluster: string | null;
  readonly stage: string;
  readonly health: string;
  readonly sync: string;
  readonly failing: boolean;
  readonly count: number;
}

/** Most changes are of a few targets that stand alike: what they count for is worked out here, not by the server. */
async function standingOf(sql: Sql, ids: readonly string[]): Promise<readonly Standing[]> {
  const { rows } = await sql.query<Standing>(
    `SELECT project_id AS project, set_id AS set, cluster_id AS cluster, stage, health, sync, failing, count(*)::int AS count
     FROM target_state WHERE application_id = ANY($1::text[]) GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [ids],
  );
  return rows;
}

/** As `CONTRIBUTIONS` says it. */
function countsOf({ project, set, cluster, stage, health, sync, failing, count }: Standing): Count[] {
  const scopes: [string, string | null][] = [
    ['fleet', ''],
    ['project', project],
    ['set', set],
    ['cluster', cluster],
  ];
  const states = ['total', `stage:${stage}`, `health:${health}`, `sync:${sync}`, ...(failing ? ['failing'] : [])];
  return scopes.flatMap(([scope, scope_id]) =>
    scope_id === null ? [] : states.map((state) => ({ scope, scope_id, state, count })),
  );
}

async function move(sql: Sql, before: readonly Standing[], after: readonly Standing[]): Promise<void> {
  const deltas = new Map<string, { row: Count; delta: number }>();
  const add = (row: Count, sign: 1 | -1): void => {
    const known = deltas.get(keyOf(row)) ?? { row, delta: 0 };
    known.delta += sign * row.count;
    deltas.set(keyOf(row), known);
  };
  for (const row of before.flatMap(countsOf)) add(row, -1);
  for (const row of after.flatMap(countsOf)) add(row, 1);
  const changed = [...deltas.values()].filter(({ delta }) => delta !== 0);
  if (changed.length === 0) return;
  await addMissing(
    sql,
    changed.filter(({ delta }) => delta > 0),
  );
  await update(sql, changed);
}

/**
 * Before any counter is locked: whoever waits here for another's new counter holds nothing that the other wants. A row that
 * would start below zero cannot be: the update of one that is there is what counts down.
 */
async function addMissing(sql: Sql, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length === 0) return;
  await sql.query(
    `INSERT INTO counter (scope, scope_id, state, count)
     SELECT d.scope, d.scope_id, d.state, 0 FROM unnest($1::text[], $2::text[], $3::text[]) AS d(scope, scope_id, state)
     WHERE NOT EXISTS (SELECT 1 FROM counter c
       WHERE c.scope = d.scope AND c.scope_id = d.scope_id AND c.state = d.state)
     ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
    columnsOf(deltas).slice(0, 3),
  );
}

interface Delta {
  readonly row: Count;
  readonly delta: number;
}

const columnsOf = (deltas: readonly Delta[]): (string | number)[][] => [
  deltas.map(({ row }) => row.scope),
  deltas.map(({ row }) => row.scope_id),
  deltas.map(({ row }) => row.state),
  deltas.map(({ delta }) => delta),
];

/** Locked in order, and then moved. */
async function update(sql: Sql, deltas: readonly Delta[]): Promise<void> {
  await sql.query(
    `WITH d AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS d(scope, scope_id, state, delta)),
     locked AS (SELECT c.scope, c.scope_id, c.state FROM counter c JOIN d USING (scope, scope_id, state)
       ORDER BY 1, 2, 3 FOR UPDATE OF c)
     UPDATE counter SET count = counter.count + d.delta FROM d JOIN locked USING (scope, scope_id, state)
     WHERE counter.scope = d.scope AND counter.scope_id = d.scope_id AND counter.state = d.state`,
    columnsOf(deltas),
  );
}
