import type { Scope, Sql } from './sql.ts';

/** Counts of targets by stage, health and sync, as the dashboard shows them. */
export interface StatusCounts {
  total: number;
  done: number;
  settling: number;
  inFlight: number;
  held: number;
  notSent: number;
  healthy: number;
  suspended: number;
  progressing: number;
  missing: number;
  degraded: number;
  unknown: number;
  synced: number;
  outOfSync: number;
  syncUnknown: number;
  failing: number;
}

/** Counter states (`stage:Done`, `health:Healthy`, …) and the field that shows each. */
const fieldOf: Readonly<Record<string, keyof StatusCounts>> = {
  total: 'total',
  failing: 'failing',
  'stage:Done': 'done',
  'stage:Settling': 'settling',
  'stage:InFlight': 'inFlight',
  'stage:Held': 'held',
  'stage:NotSent': 'notSent',
  'health:Healthy': 'healthy',
  'health:Suspended': 'suspended',
  'health:Progressing': 'progressing',
  'health:Missing': 'missing',
  'health:Degraded': 'degraded',
  'health:Unknown': 'unknown',
  'sync:Synced': 'synced',
  'sync:OutOfSync': 'outOfSync',
  'sync:Unknown': 'syncUnknown',
};

export const noCounts = (): StatusCounts => ({
  total: 0,
  done: 0,
  settling: 0,
  inFlight: 0,
  held: 0,
  notSent: 0,
  healthy: 0,
  suspended: 0,
  progressing: 0,
  missing: 0,
  degraded: 0,
  unknown: 0,
  synced: 0,
  outOfSync: 0,
  syncUnknown: 0,
  failing: 0,
});

export const countsFromStates = (rows: Iterable<{ state: string; count: number }>): StatusCounts => {
  const counts = noCounts();
  for (const { state, count } of rows) {
    const field = fieldOf[state];
    if (field) counts[field] += Number(count);
  }
  return counts;
};

export type CounterScope = 'fleet' | 'project' | 'set' | 'cluster';

/** Counters of many things of one scope, by id; what has no row has no targets. */
export async function readCounters(
  sql: Sql,
  scope: CounterScope,
  ids: readonly string[],
): Promise<Map<string, StatusCounts>> {
  const { rows } = await sql.query<{ scope_id: string; state: string; count: number }>(
    'SELECT scope_id, state, count FROM counter WHERE scope = $1 AND scope_id = ANY($2::text[])',
    [scope, [...ids]],
  );
  const byId = Map.groupBy(rows, (row) => row.scope_id);
  return new Map(ids.map((id) => [id, countsFromStates(byId.get(id) ?? [])]));
}

/** The whole fleet's counters; for a viewer of some projects the sum of theirs. */
export async function readFleetCounters(sql: Sql, scope: Scope): Promise<StatusCounts> {
  const { rows } = scope.admin
    ? await sql.query<{ state: string; count: number }>(
        "SELECT state, sum(count)::int AS count FROM counter WHERE scope = 'project' GROUP BY state",
      )
    : await sql.query<{ state: string; count: number }>(
        `SELECT state, sum(count)::int AS count FROM counter JOIN project ON project.id = counter.scope_id
         WHERE scope = 'project' AND project.name = ANY($1::text[]) GROUP BY state`,
        [[...scope.projects]],
      );
  return countsFromStates(rows);
}

/** The worst health that occurs among counted targets; `Healthy` without targets. */
export const worstOfCounts = (counts: StatusCounts): string =>
  counts.unknown > 0
    ? 'Unknown'
    : counts.degraded > 0
      ? 'Degraded'
      : counts.missing > 0
        ? 'Missing'
        : counts.progressing > 0
          ? 'Progressing'
          : counts.suspended > 0
            ? 'Suspended'
            : 'Healthy';
