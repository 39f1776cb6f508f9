import { isMap, type RawTemplate } from '@wheelhouse/core-domain';

/** A generator's own template over the set's: its fields win unless they are empty, maps are joined, lists are replaced. */
export const mergeTemplate = (own: RawTemplate | undefined, base: RawTemplate): RawTemplate =>
  own ? (merged(own, base) as RawTemplate) : base;

function merged(own: unknown, base: unknown): unknown {
  if (isMap(own) && isMap(base)) {
    const keys = new Set([...Object.keys(base), ...Object.keys(own)]);
    return Object.fromEntries([...keys].map((key) => [key, merged(member(own, key), member(base, key))]));
  }
  return isEmpty(own) && base !== undefined ? base : own;
}

const member = (map: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(map, key) ? map[key] : undefined;

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '' || value === false || value === 0;
}
