import { isMap } from '@wheelhouse/core-domain';
import { formatG, formatPlain, type NumberFormat, type Params } from '@wheelhouse/core-template';

/** Nested parameters as texts under dotted names (`a.b`, `a.0`); empty maps and lists have none. */
export function flatten(params: Params, numberFormat: NumberFormat = 'plain'): Record<string, string> {
  const entries: [string, string][] = [];
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${path}.${index}`));
    else if (isMap(value)) for (const [key, item] of Object.entries(value)) walk(item, `${path}.${key}`);
    else entries.push([path, asText(value, numberFormat)]);
  };
  for (const [key, value] of Object.entries(params)) walk(value, key);
  return Object.fromEntries(entries);
}

/** One value as Go's `%v` prints it; numbers as plain decimals unless told otherwise. */
export function asText(value: unknown, numberFormat: NumberFormat = 'plain'): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberFormat === 'go' ? formatG(value) : formatPlain(value);
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map((item) => asText(item, numberFormat)).join(' ')}]`;
  if (!isMap(value)) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([key, item]) => `${key}:${asText(item, numberFormat)}`).join(' ')}]`;
}
