/**
 * The states of a target in SQL: `t` is the view `target_state`, which the counters are counted from too. Its `stage` agrees
 * with `stageOf` of core-domain; the spec compares the two on every combination of rungs.
 */
export const stageSql = 't.stage';
export const healthSql = 't.health';
export const syncSql = 't.sync';
/** Wrong on the hub's side, or the last sync failed. */
export const failingSql = 't.failing';

const position = (values: readonly string[], expression: string) =>
  `COALESCE(array_position(ARRAY[${values.map((value) => `'${value}'`).join(',')}]::text[], ${expression}), 0)`;

export const healthRankSql = position(
  ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'],
  healthSql,
);
export const syncRankSql = position(['Synced', 'OutOfSync', 'Unknown'], syncSql);
export const stageRankSql = position(['Done', 'Settling', 'InFlight', 'Held', 'NotSent'], stageSql);
