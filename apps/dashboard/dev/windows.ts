import { parseProject, parseSyncWindow } from '@wheelhouse/core-domain';
import {
  clocksOf,
  isWithin,
  judge,
  nativeWindow,
  nextSpans,
  projectWindow,
  timeline,
  windowMatches,
  type BookWindow,
  type Verdict,
  type WindowTarget,
} from '@wheelhouse/core-windows';
import { parse, stringify } from 'yaml';
import type { Target } from './world.ts';

// Made-up windows, judged by the real judge.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Mercurius has checked them against the schema
type Args = Record<string, any>;

interface Kept {
  readonly book: BookWindow;
  readonly schedule: string;
  readonly duration: string | null;
  readonly manifest: string | null;
  readonly createdBy: string | null;
  readonly calendars: object[];
}

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const holidays = () =>
  ['2026-12-25/2026-12-27', '2027-01-01/2027-01-02', '2027-05-01/2027-05-02'].map((one) => ({
    from: one.split('/')[0]!,
    to: one.split('/')[1]!,
  }));

const textOf = (schedule: Args | undefined): string => {
  if (!schedule) return '';
  if (schedule.cron) return schedule.cron;
  if (schedule.rule) return `${schedule.rule} from ${schedule.start}`;
  return schedule.to ? `${schedule.from} to ${schedule.to}` : `from ${schedule.from}`;
};

function native(name: string, spec: Args, createdBy = 'git'): Kept {
  const object = { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'SyncWindow', metadata: { name }, spec };
  const parsed = parseSyncWindow(object);
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  // One that was read, and whose server is away now; what else a calendar holds is made up by nobody.
  const failing = { readAt: ago(3), events: 98, problem: 'https://example.com answers with 503', failingSince: ago(2) };
  const calendars = parsed.value.value.spec.calendars.map(({ name }) => ({
    name,
    place: 'https://example.com',
    ...failing,
  }));
  const book = nativeWindow(parsed.value.value, new Map(calendars.map(({ name }) => [name, holidays()])));
  return {
    calendars,
    book,
    schedule: textOf(spec.schedule),
    duration: spec.duration ?? null,
    manifest: stringify(object),
    createdBy,
  };
}

function ofProject(project: string, syncWindows: Args[]): Kept[] {
  const parsed = parseProject({ metadata: { name: project }, spec: { syncWindows } }, { stored: true } as never);
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  return parsed.value.value.spec.syncWindows.map((window, index) => ({
    book: projectWindow(project, index, window),
    ...{ schedule: window.schedule, duration: window.duration, manifest: null, createdBy: null, calendars: [] },
  }));
}

const prod = { clusters: { matchLabels: { env: 'prod' } } };
const kept: Kept[] = [
  native('business-hours', {
    ...{
      kind: 'deny',
      schedule: { cron: '0 8 * * MON-FRI' },
      duration: '10h',
      timeZone: 'Europe/Berlin',
      selectors: prod,
    },
    ...{ reason: 'People work with it', owner: 'platform', ticket: 'CHG-100', manualSync: true },
  }),
  native('release-nights', {
    ...{ kind: 'allow', schedule: { rule: 'FREQ=WEEKLY;BYDAY=TU,TH', start: '2026-01-01T20:00' }, duration: '10h' },
    ...{ timeZone: 'Europe/Berlin', selectors: { ...prod, projects: ['observability'] }, reason: 'Two nights a week' },
  }),
  native('year-end', {
    ...{ kind: 'deny', schedule: { from: '2026-12-19T00:00', to: '2027-01-04T06:00' }, timeZone: 'cluster' },
    ...{ selectors: { clusters: { matchLabels: { env: 'prod' } } }, reason: 'Nobody is here', owner: 'cto' },
  }),
  native('holidays', {
    ...{ kind: 'deny', calendars: [{ name: 'de', url: 'https://example.com/de.ics' }], timeZone: 'Europe/Berlin' },
    ...{
      selectors: { clusters: { matchLabels: { tier: 'edge' } }, projects: ['platform'] },
      reason: 'Public holidays',
    },
  }),
  ...ofProject('shop', [
    {
      ...{ kind: 'allow', schedule: '0 6 * * *', duration: '16h', timeZone: 'Europe/Berlin', clusters: ['staging-*'] },
      ...{ description: 'Staging by day', manualSync: true },
    },
  ]),
];

const now = (): number => Date.now();
const date = (ms: number | undefined): string | null =>
  ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();
const verdictOf = (verdict: Verdict) => ({ ...verdict, until: date(verdict.until), next: date(verdict.next) });

function view({ book, ...rest }: Kept) {
  const { rule } = book;
  const [clock] = clocksOf([book], 'UTC');
  const span = clock!.spans.from(now());
  const floating = rule.timeZone === 'cluster';
  return {
    ...rest,
    repository: null,
    ...{ id: rule.id, name: rule.id, project: 'project' in book ? book.project : null, kind: rule.kind.toUpperCase() },
    ...{ timeZone: rule.timeZone, active: floating ? null : isWithin(clock!.spans, now()) },
    until: floating ? null : date(span && (span.start > now() ? span.start : span.end)),
    ...{ manualSync: rule.manualSync, syncOverrun: rule.syncOverrun, heals: rule.heal === 'allow' },
    ...{ emergency: rule.emergency, why: rule.why, problem: rule.problem ?? clock!.problem ?? null },
  };
}

const targetOf = (t: Target): WindowTarget => ({
  ...{ project: t.project, name: t.name, namespace: 'shop', applicationSet: t.set },
  labels: { app: t.component, env: t.cluster.labels['env']! },
  cluster: { names: [t.cluster.name], labels: t.cluster.labels, timeZone: 'Europe/Berlin' },
});
const books = (): BookWindow[] => kept.map(({ book }) => book);

const labels = (pairs: string[] | undefined) =>
  pairs && { matchLabels: Object.fromEntries(pairs.map((pair) => pair.split('='))) };
const selectorsOf = ({ clusterLabels, applicationLabels, ...lists }: Args = {}) => ({
  ...lists,
  ...(clusterLabels && { clusters: labels(clusterLabels) }),
  ...(applicationLabels && { applications: labels(applicationLabels) }),
});

function make(what: string, spec: Args) {
  const made = native(
    `${what}-${new Date(now())
      .toISOString()
      .toLowerCase()
      .replace(/[^0-9tz]/g, '')}`,
    spec,
    'admin',
  );
  kept.push(made);
  return view(made);
}

const lines = new Map<string, ReturnType<typeof lineOf>>();

const lineOf = (matching: BookWindow[], zone: string, [from, to]: [number, number]) =>
  timeline(clocksOf(matching, zone), from, to, { most: 1000 }).intervals.map((one) => ({
    ...{ from: date(one.from), to: date(one.to) },
    ...{ automatic: verdictOf(one.automatic), manual: verdictOf(one.manual) },
  }));

export const windowFields = {
  verdict: (t: Target, { at }: Args) => {
    const verdicts = judge(books(), targetOf(t), at ? Date.parse(at) : now());
    const ids = (indices: readonly number[]) => indices.map((index) => kept[index]!.book.rule.id);
    const { automatic, manual, heal } = verdicts;
    return {
      ...{ automatic: verdictOf(automatic), manual: verdictOf(manual), heal: verdictOf(heal) },
      ...{ matching: ids(verdicts.matching), active: ids(verdicts.active) },
    };
  },
  windowTimeline: (t: Target, { from, to }: Args) => {
    const target = targetOf(t);
    const matching = books().filter((book) => windowMatches(book, target));
    const key = JSON.stringify([matching.map(({ rule }) => rule.id), from, to]);
    // Most targets have the same windows.
    const known = lines.get(key) ?? lineOf(matching, target.cluster.timeZone, [Date.parse(from), Date.parse(to)]);
    lines.set(key, known);
    return known;
  },
};

export const windowsNow = () => kept.map(view).sort((a, b) => (a.id < b.id ? -1 : 1));

/** The made-up fleet by what windows it has. */
export function windowGroups(targets: readonly Target[], { by, from, to }: Args) {
  const all = books();
  const matchingOf = (t: Target): BookWindow[] => all.filter((book) => windowMatches(book, targetOf(t)));
  const placed = targets.map((t) => ({ t, matching: matchingOf(t) }));
  const nameOf = (t: Target): string => (by === 'PROJECT' ? t.project : by === 'CLUSTER' ? t.cluster.name : '');
  const keyOf = ({ t, matching }: (typeof placed)[number]): string =>
    JSON.stringify([nameOf(t), matching.map(({ rule }) => rule.id)]);
  return [...Map.groupBy(placed, keyOf).values()]
    .map((alike) => {
      const [{ t, matching }] = alike as [(typeof placed)[number]];
      return {
        ...{ name: nameOf(t) || t.name, windows: matching.map(({ rule }) => rule.id), total: alike.length },
        ...{ waiting: alike.filter((one) => one.t.stage === 'HELD').length, clusters: 1, projects: [t.project] },
        example: { name: t.name, namespace: t.namespace, project: t.project },
        intervals: matching.length === 0 ? [] : lineOf(matching, 'Europe/Berlin', [Date.parse(from), Date.parse(to)]),
      };
    })
    .sort((a, b) => b.waiting - a.waiting || b.windows.length - a.windows.length || b.total - a.total);
}

export const windowNotices = (targets: readonly Target[]) => ({
  ...{
    waiting: targets.filter((t) => t.stage === 'HELD').length,
    longestWaitSince: ago(31),
    neverActive: ['winter-2020'],
  },
  contradictions: [
    {
      allow: 'release-nights',
      deny: 'year-end',
      from: date(now() + 86_400_000 * 30),
      to: date(now() + 86_400_000 * 31),
      always: false,
    },
  ],
});

/** What a manifest would do, of the made-up fleet. */
export function previewWindow(manifest: string, targets: readonly Target[]) {
  const parsed = parseSyncWindow(parse(manifest), { strict: true, locate: (path) => path });
  const nothing = {
    problems: [],
    warnings: [],
    timeZone: null,
    openings: [],
    unread: [],
    exists: false,
    repository: null,
  };
  if (!parsed.ok) {
    const problems = parsed.error.map(({ where = '', message, hint }) => ({
      ...{ field: where, message: message.replace(`${where} `, ''), hint: hint ?? null },
    }));
    return { ...nothing, problems, affected: { total: 0, clusters: 0, applications: [] } };
  }
  const { spec, metadata } = parsed.value.value;
  const book = nativeWindow(parsed.value.value, new Map(spec.calendars.map(({ name }) => [name, holidays()])));
  const found = targets.filter((t) => windowMatches(book, targetOf(t)));
  const timeZone = spec.timeZone === 'cluster' ? 'Asia/Kathmandu' : spec.timeZone;
  const [clock] = clocksOf([book], timeZone);
  return {
    ...{ ...nothing, timeZone, exists: kept.some((one) => one.book.rule.id === metadata.name) },
    openings: nextSpans(clock!, now(), 10).map(({ start, end }) => ({ from: date(start), to: date(end) })),
    affected: {
      ...{ total: found.length, clusters: new Set(found.map((t) => t.cluster.name)).size },
      applications: found.slice(0, 100).map((t) => ({
        ...{ id: t.id, name: t.name, namespace: 'argocd', project: t.project, cluster: t.cluster.name },
      })),
    },
  };
}

export const windowMutations = {
  createWindowFeed: () => ({ id: 'feed-1', path: '/api/calendars/made-up-token.ics' }),
  deleteWindowFeed: () => true,
  apply: (_: unknown, { manifests }: Args) => {
    const { metadata, spec } = parse(manifests) as { metadata: { name: string }; spec: Args };
    const index = kept.findIndex(({ book }) => book.rule.id === metadata.name);
    const made = native(metadata.name, spec, 'admin');
    if (index < 0) kept.push(made);
    else kept[index] = made;
    return [{ kind: 'SyncWindow', name: metadata.name, action: index < 0 ? 'created' : 'changed', warnings: [] }];
  },
  freeze: (_: unknown, { input }: Args) =>
    make('freeze', {
      ...{ kind: 'deny', emergency: true, heal: input.heal ? 'allow' : 'deny', owner: 'admin' },
      schedule: { from: new Date(now()).toISOString(), ...(input.until && { to: input.until }) },
      ...{ reason: input.reason, ticket: input.ticket ?? '', selectors: selectorsOf(input.selection ?? {}) },
    }),
  except: (_: unknown, { input }: Args) =>
    make('exception', {
      ...{ kind: 'except', schedule: { from: input.from ?? new Date(now()).toISOString(), to: input.to } },
      ...{ windows: input.windows ?? [], reason: input.reason, ticket: input.ticket },
      ...{ selectors: selectorsOf(input.selection ?? {}), owner: 'admin' },
    }),
  delete: (_: unknown, { kind, name }: Args) => {
    const index = kept.findIndex(({ book }) => book.rule.id === name);
    if (kind !== 'SYNC_WINDOW' || index < 0) throw new Error(`There is no ${kind} ${name}.`);
    kept.splice(index, 1);
    return { kind, name, message: `${name} is deleted.` };
  },
};
