import type { Sql } from './read/sql.ts';

export interface WindowWaits {
  /** Targets whose published state a window holds. */
  readonly waiting: number;
  /** Since when the first of them does; null: none waits. */
  readonly since: Date | null;
}

export async function windowWaits(sql: Sql): Promise<WindowWaits> {
  const { rows } = await sql.query<WindowWaits>(
    `SELECT count(DISTINCT a.id)::int AS waiting, min((g->>'since')::timestamptz) AS since
     FROM application a CROSS JOIN LATERAL jsonb_array_elements(a.gates) AS g
     WHERE a.gates <> '[]' AND g->>'kind' = 'window'`,
  );
  return rows[0]!;
}

export interface ClockSkews {
  /** Of all connected clusters the one that is farthest from the hub's clock, in milliseconds; 0: none is connected. */
  readonly largest: number;
  /** Clusters that are farther than the limit. */
  readonly beyond: number;
}

export async function clockSkews(sql: Sql, limitMs: number): Promise<ClockSkews> {
  const { rows } = await sql.query<ClockSkews>(
    `SELECT COALESCE(max(abs(clock_skew)), 0)::int AS largest, count(*) FILTER (WHERE abs(clock_skew) > $1)::int AS beyond
     FROM cluster_status WHERE connected`,
    [limitMs],
  );
  return rows[0]!;
}
