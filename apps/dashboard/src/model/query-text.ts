import type { ApplicationFilter, HealthStatus, SyncStatus, TargetStage } from '../api/operations.generated.ts';

/**
 * The text of the filter box. It is the URL's `q`, and the API's filter: `health:degraded cluster:prod-* checkout`.
 * Terms are AND; values of one key are OR, with commas or by repeating the key; bare words search names; quotes keep
 * spaces together. Keys and values of enums may be written in any case, with `-` or `_`.
 */
export interface ParsedQuery {
  readonly filter: ApplicationFilter;
  /** What could not be understood, as sentences; those terms are left out of the filter. */
  readonly problems: readonly string[];
}

const healths = [
  'HEALTHY',
  'SUSPENDED',
  'PROGRESSING',
  'MISSING',
  'DEGRADED',
  'UNKNOWN',
] as const satisfies HealthStatus[];
const syncs = ['SYNCED', 'OUT_OF_SYNC', 'UNKNOWN'] as const satisfies SyncStatus[];
const stages = ['NOT_SENT', 'HELD', 'IN_FLIGHT', 'SETTLING', 'DONE'] as const satisfies TargetStage[];

type ListKey = 'name' | 'namespace' | 'project' | 'cluster' | 'applicationSet' | 'labels' | 'clusterLabels';
const lists: Readonly<Record<string, ListKey>> = {
  name: 'name',
  namespace: 'namespace',
  project: 'project',
  cluster: 'cluster',
  set: 'applicationSet',
  label: 'labels',
  on: 'clusterLabels',
};
const choices = { health: healths, sync: syncs, stage: stages } as const;
type ChoiceKey = keyof typeof choices;

/** Every key that the filter box knows, in the order in which they are offered. */
export const queryKeys = [
  'health',
  'sync',
  'stage',
  'is',
  'cluster',
  'on',
  'project',
  'set',
  'name',
  'namespace',
  'label',
  'revision',
] as const;

interface Term {
  readonly key: string | undefined;
  readonly value: string;
}

const termPattern = /(?:([A-Za-z]+):)?("(?:[^"\\]|\\.)*"|[^\s"]+)/g;
const unquote = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text);

export const termsOf = (text: string): Term[] =>
  [...text.matchAll(termPattern)].map(([, key, value]) => ({ key: key?.toLowerCase(), value: unquote(value!) }));

type Draft = { -readonly [K in keyof ApplicationFilter]: ApplicationFilter[K] };

const split = (value: string): string[] => value.split(',').filter((part) => part !== '');

function addChoices(draft: Draft, key: ChoiceKey, value: string): string | undefined {
  const known: readonly string[] = choices[key];
  const wanted = split(value).map((part) => part.toUpperCase().replaceAll('-', '_'));
  const wrong = wanted.find((part) => !known.includes(part));
  if (wrong) return `${key}: does not know “${wrong.toLowerCase()}”. It is one of ${known.map(spell).join(', ')}.`;
  (draft as Record<string, unknown>)[key] = [...new Set([...((draft[key] as string[] | undefined) ?? []), ...wanted])];
  return undefined;
}

function addTerm(draft: Draft, { key, value }: Term): string | undefined {
  if (key === undefined) return void (draft.search = draft.search ? `${draft.search} ${value}` : value);
  if (key in choices) return addChoices(draft, key as ChoiceKey, value);
  if (key === 'is')
    return value === 'failing' ? void (draft.failing = true) : `is: knows only “failing”, not “${value}”.`;
  if (key === 'revision') return void (draft.revision = value);
  const list = lists[key];
  if (!list) return `There is no filter “${key}:”. The filters are ${queryKeys.map((k) => `${k}:`).join(' ')}`;
  // A label selector may hold commas of its own: `on:"env in (prod,staging)"`.
  const values = list === 'labels' || list === 'clusterLabels' ? [value] : split(value);
  draft[list] = [...(draft[list] ?? []), ...values];
  return undefined;
}

export function parseQuery(text: string): ParsedQuery {
  const filter: Draft = {};
  const problems = termsOf(text).map((term) => addTerm(filter, term));
  return { filter, problems: problems.filter((problem) => problem !== undefined) };
}

/** `OUT_OF_SYNC` as people type it: `out-of-sync`. */
export const spell = (value: string): string => value.toLowerCase().replaceAll('_', '-');

const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);

/** The text of a filter; `parseQuery(formatQuery(f)).filter` equals `f` where no value holds a comma. */
export function formatQuery(filter: ApplicationFilter): string {
  const terms: string[] = [];
  for (const key of ['health', 'sync', 'stage'] as const)
    if (filter[key]?.length) terms.push(`${key}:${filter[key].map(spell).join(',')}`);
  if (filter.failing) terms.push('is:failing');
  for (const [key, field] of Object.entries(lists))
    for (const value of filter[field] ?? []) terms.push(`${key}:${quoted(value)}`);
  if (filter.revision) terms.push(`revision:${quoted(filter.revision)}`);
  if (filter.search) terms.push(filter.search.split(' ').map(quoted).join(' '));
  return terms.join(' ');
}

/** A link to the applications that a filter finds. */
export const applicationsPath = (filter: ApplicationFilter): string => {
  const text = formatQuery(filter);
  return text
    ? `/applications?q=${encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%20', '+')}`
    : '/applications';
};
