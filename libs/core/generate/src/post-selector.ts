import { isMap, selectorMatches, type LabelSelector } from '@wheelhouse/core-domain';
import { formatPlain, type Params } from '@wheelhouse/core-template';

/**
 * An entry's own `selector`, which looks at the parameters: flattened with dots and as text. Values may be anything, URLs
 * too. A missing key makes `In` false and `NotIn` true.
 */
export const paramsMatch = (selector: LabelSelector, params: Params): boolean =>
  selectorMatches(selector, flatten(params));

export function flatten(params: Params): Record<string, string> {
  const entries: [string, string][] = [];
  const walk = (value: unknown, path: string): void => {
    const members = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
    if (members.length === 0) return void entries.push([path, asText(value)]);
    for (const [key, item] of members) walk(item, path === '' ? String(key) : `${path}.${key}`);
  };
  for (const [key, value] of Object.entries(params)) walk(value, key);
  return Object.fromEntries(entries);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatPlain(value);
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]';
  return typeof value === 'object' ? 'map[]' : String(value);
}
