/** What a spoke says of itself. `requires` of a manifest is checked against `FEATURES`. */
export const VERSION = '0.1.0';
export const WIRE = { min: 1, max: 1 } as const;
export const FEATURES: readonly string[] = [
  'cluster-kinds',
  'delta',
  'dependencies',
  'moved-manifest',
  'operations',
  'tombstones',
  'windows',
];
