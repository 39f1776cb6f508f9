/**
 * The ladder in SQL, once: `a` is application, `s` is application_status (left joined). Agrees with `stageOf` of
 * core-domain; the specs compare the two on every combination of rungs.
 */
const same = (x: string, y: string) => `(${x}_bundle, ${x}_spec) IS NOT DISTINCT FROM (${y}_bundle, ${y}_spec)`;

export const stageSql = `CASE
  WHEN a.desired_bundle IS NULL OR NOT ${same('a.desired', 'a.published')} THEN 'NotSent'
  WHEN NOT ${same('a.published', 'a.admitted')} THEN 'Held'
  WHEN NOT ${same('a.admitted', 's.applied')} THEN 'InFlight'
  WHEN NOT ${same('s.applied', 's.healthy')} THEN 'Settling'
  ELSE 'Done' END`;

export const healthSql = `COALESCE(s.health, 'Unknown')`;
export const syncSql = `COALESCE(s.sync, 'Unknown')`;

/** Wrong on the hub's side, or the last sync failed. */
export const failingSql = `(jsonb_array_length(a.problems) > 0 OR COALESCE(s.phase, '') IN ('Failed', 'Error'))`;

const position = (values: readonly string[], expression: string) =>
  `COALESCE(array_position(ARRAY[${values.map((value) => `'${value}'`).join(',')}]::text[], ${expression}), 0)`;

export const healthRankSql = position(
  ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'],
  healthSql,
);
export const syncRankSql = position(['Synced', 'OutOfSync', 'Unknown'], syncSql);
export const stageRankSql = position(['Done', 'Settling', 'InFlight', 'Held', 'NotSent'], `(${stageSql})`);
