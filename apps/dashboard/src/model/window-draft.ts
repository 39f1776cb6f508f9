import { parse, stringify } from 'yaml';
import { noSelection, type SelectionText } from './window-selection.ts';

/** How the times of a window are said. */
export const hows = ['cron', 'rule', 'dates', 'calendar'] as const;
export type How = (typeof hows)[number];

export interface CalendarDraft {
  readonly name: string;
  /** An address, or a repository and a path in it. */
  readonly url: string;
  readonly repoURL: string;
  readonly revision: string;
  readonly path: string;
}

/** What the editor of windows has in its fields. */
export interface WindowDraft {
  readonly name: string;
  readonly kind: 'allow' | 'deny';
  readonly how: How;
  readonly cron: string;
  readonly rule: string;
  readonly start: string;
  readonly from: string;
  readonly to: string;
  readonly duration: string;
  /** An IANA zone, or `cluster`. */
  readonly timeZone: string;
  readonly selection: SelectionText;
  readonly calendars: readonly CalendarDraft[];
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  readonly heals: boolean;
  /** Over how long what waited starts, once it opens. */
  readonly spread: string;
  /** As it was read: what has no field stays as it is. */
  readonly base: Readonly<Record<string, unknown>>;
}

export const noCalendar: CalendarDraft = { name: '', url: '', repoURL: '', revision: '', path: '' };

export const newDraft = (timeZone: string): WindowDraft => ({
  ...{ name: '', kind: 'deny', how: 'cron', cron: '0 8 * * MON-FRI', rule: '', start: '', from: '', to: '' },
  ...{ duration: '10h', timeZone, selection: noSelection, calendars: [], reason: '', owner: '', ticket: '' },
  ...{ manualSync: false, syncOverrun: false, heals: true, spread: '', base: {} },
});

type Spec = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : '');
const map = (value: unknown): Spec => (typeof value === 'object' && value !== null ? (value as Spec) : {});
const labels = (selector: unknown): string =>
  Object.entries(map(map(selector)['matchLabels']))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');

/** The fields of a stored window. Undefined for what is no SyncWindow, or one that has a dialog of its own. */
export function draftOf(manifest: string): WindowDraft | undefined {
  const base = map(parse(manifest));
  const spec = map(base['spec']);
  const { kind, emergency } = spec;
  if (base['kind'] !== 'SyncWindow' || (kind !== 'allow' && kind !== 'deny') || emergency === true) return undefined;
  const schedule = map(spec['schedule']);
  const selectors = map(spec['selectors']);
  const how = schedule['cron'] ? 'cron' : schedule['rule'] ? 'rule' : schedule['from'] ? 'dates' : 'calendar';
  return {
    ...{ base, kind, how, name: text(map(base['metadata'])['name']) },
    ...{ cron: text(schedule['cron']), rule: text(schedule['rule']), start: text(schedule['start']) },
    ...{ from: text(schedule['from']), to: text(schedule['to']), duration: text(spec['duration']) },
    timeZone: text(spec['timeZone']) || 'UTC',
    selection: {
      ...{ projects: list(selectors['projects']), applicationSets: list(selectors['applicationSets']) },
      ...{ namespaces: list(selectors['namespaces']), clusterLabels: labels(selectors['clusters']) },
      applicationLabels: labels(selectors['applications']),
    },
    calendars: (Array.isArray(spec['calendars']) ? spec['calendars'] : []).map((one) => ({
      ...{ name: text(map(one)['name']), url: text(map(one)['url']), repoURL: text(map(one)['repoURL']) },
      ...{ revision: text(map(one)['revision']), path: text(map(one)['path']) },
    })),
    ...{ reason: text(spec['reason']), owner: text(spec['owner']), ticket: text(spec['ticket']) },
    ...{ manualSync: spec['manualSync'] === true, syncOverrun: spec['syncOverrun'] === true },
    heals: spec['heal'] !== 'deny',
    spread: text(spec['spread']),
  };
}

/** The manifest that the fields mean, as YAML. */
export function manifestOf(draft: WindowDraft): string {
  const { base, kind, timeZone, reason, owner, ticket, manualSync, syncOverrun } = draft;
  const given: Spec = {
    ...{ kind, schedule: scheduleOf(draft), timeZone, selectors: selectorsOf(draft), reason, owner, ticket },
    duration: draft.how === 'cron' || draft.how === 'rule' ? draft.duration : undefined,
    calendars: draft.calendars.length > 0 ? draft.calendars.map(filled) : undefined,
    ...{ manualSync: manualSync || undefined, syncOverrun: syncOverrun || undefined },
    heal: draft.heals ? undefined : 'deny',
    spread: draft.spread,
  };
  const before = map(base['spec']);
  const metadata = { ...map(base['metadata']), name: draft.name };
  return stringify({
    ...{ apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'SyncWindow', metadata },
    spec: filled({ ...before, ...given }),
  });
}

function scheduleOf({ how, cron, rule, start, from, to }: WindowDraft): Spec | undefined {
  if (how === 'cron') return { cron };
  if (how === 'rule') return filled({ rule, start });
  return how === 'dates' ? filled({ from, to }) : undefined;
}

/** Expressions over labels have no field: they stay. */
function selectorsOf({ base, selection }: WindowDraft): Spec | undefined {
  const before = map(map(base['spec'])['selectors']);
  const names = (typed: string): string[] | undefined => orNothing(listOf(typed));
  const pairs = (typed: string, stored: unknown): Spec | undefined => {
    const matchLabels = Object.fromEntries(
      listOf(typed).map((pair) => [pair.split('=')[0]!, pair.split('=').slice(1).join('=')]),
    );
    const selector = { ...map(stored), matchLabels: Object.keys(matchLabels).length > 0 ? matchLabels : undefined };
    return Object.values(selector).some((one) => one !== undefined) ? filled(selector) : undefined;
  };
  const selectors = filled({
    ...{ projects: names(selection.projects), applicationSets: names(selection.applicationSets) },
    ...{ namespaces: names(selection.namespaces), clusters: pairs(selection.clusterLabels, before['clusters']) },
    applications: pairs(selection.applicationLabels, before['applications']),
  });
  return Object.keys(selectors).length > 0 ? selectors : undefined;
}

const listOf = (typed: string): string[] => typed.split(',').flatMap((part) => part.trim() || []);
const orNothing = (names: string[]): string[] | undefined => (names.length > 0 ? names : undefined);

/** Without what is empty. */
const filled = (fields: object): Spec =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
