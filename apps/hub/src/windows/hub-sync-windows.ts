import { allSyncWindows, type Database, type SyncWindowRow } from '@wheelhouse/adapter-postgres';
import {
  err,
  globMatches,
  ok,
  parseSyncWindow,
  WHEELHOUSE_API,
  type Result,
  type WindowCalendar,
  yamlText,
} from '@wheelhouse/core-domain';
import {
  clocksOf,
  isWithin,
  judge,
  timeline,
  windowMatches,
  type BookWindow,
  type Interval,
  type WindowBook,
  type WindowTarget,
} from '@wheelhouse/core-windows';
import type { KnownCalendars } from '../calendar/known-calendars.ts';
import { isFleetOrigin } from '../fleet/origin.ts';
import type { HubResources } from '../resources/hub-resources.ts';
import { type Viewer } from '../use-cases.ts';
import {
  SyncWindows,
  type ExceptionRequest,
  type FreezeRequest,
  type TargetVerdict,
  type WindowedTarget,
  type WindowSelection,
  type WindowView,
} from '../window-use-cases.ts';
import type { HubWindows } from './hub-windows.ts';
import { TimelineMemory } from './timeline-memory.ts';
import { FlawMemory, type WindowFlaws } from './window-flaws.ts';

export interface HubSyncWindowsOptions {
  readonly db: Database;
  readonly windows: HubWindows;
  readonly calendars: KnownCalendars;
  readonly resources: HubResources;
  readonly now: () => number;
}

/** What people ask about windows, and the two that they make by a button: freezes and exceptions. */
export class HubSyncWindows extends SyncWindows {
  readonly #options: HubSyncWindowsOptions;
  readonly #flaws = new FlawMemory();
  readonly #known = new WeakMap<WindowBook, TimelineMemory>();

  constructor(options: HubSyncWindowsOptions) {
    super();
    this.#options = options;
  }

  override async list(viewer: Viewer): Promise<readonly WindowView[]> {
    const { db, windows, calendars, now } = this.#options;
    const book = await windows.book();
    const rows = new Map((await allSyncWindows(db.sql)).map((row) => [row.name, row]));
    const views = await calendars.views();
    return book.windows
      .filter((one) => maySee(one, viewer))
      .map((one) => viewOf(one, { now: now(), row: rows.get(one.rule.id), calendars: views }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  override async verdict(target: WindowedTarget, at?: Date): Promise<TargetVerdict> {
    const { windows, now } = this.#options;
    const { windows: all } = await windows.book();
    const verdicts = judge(all, this.#targetOf(target), at?.getTime() ?? now());
    const ids = (indices: readonly number[]): string[] => indices.map((index) => all[index]!.rule.id);
    return { ...verdicts, matching: ids(verdicts.matching), active: ids(verdicts.active) };
  }

  override async timeline(
    asked: WindowedTarget,
    { from, to, most }: { readonly from: Date; readonly to: Date; readonly most: number },
  ): Promise<readonly Interval[]> {
    const target = this.#targetOf(asked);
    const book = await this.#options.windows.book();
    const matching = book.windows.filter((one) => windowMatches(one, target));
    const { timeZone } = target.cluster;
    const key = JSON.stringify([matching.map(({ rule }) => rule.id), timeZone, from, to, most]);
    return this.#lines(book).get(
      key,
      () => timeline(clocksOf(matching, timeZone), from.getTime(), to.getTime(), { most }).intervals,
    );
  }

  #lines(book: WindowBook): TimelineMemory {
    const known = this.#known.get(book) ?? new TimelineMemory();
    this.#known.set(book, known);
    return known;
  }

  override freeze(
    { reason, ticket, until, heal, selection }: FreezeRequest,
    actor: Viewer,
  ): Promise<Result<WindowView>> {
    const from = new Date(this.#options.now()).toISOString();
    const schedule = { from, ...(until && { to: until.toISOString() }) };
    const spec = { kind: 'deny', schedule, emergency: true, heal: heal ? 'allow' : 'deny', reason, ticket };
    return this.#make('freeze', { ...spec, selectors: selectorsOf(selection), owner: actor.name }, actor);
  }

  override except(
    { reason, ticket, from, to, windows, selection }: ExceptionRequest,
    actor: Viewer,
  ): Promise<Result<WindowView>> {
    const begin = from ?? new Date(this.#options.now());
    const schedule = { from: begin.toISOString(), to: to.toISOString() };
    const spec = { kind: 'except', schedule, windows, reason, ticket };
    return this.#make('exception', { ...spec, selectors: selectorsOf(selection), owner: actor.name }, actor);
  }

  override async flaws(): Promise<WindowFlaws> {
    const { windows, now } = this.#options;
    return this.#flaws.of(await windows.book(), now());
  }

  /** Stored and audited like one that is applied, and deleted like one; only admins may apply one. */
  async #make(what: string, spec: object, actor: Viewer): Promise<Result<WindowView>> {
    const name = `${what}-${new Date(this.#options.now())
      .toISOString()
      .toLowerCase()
      .replace(/[^0-9tz]/g, '')}`;
    const manifest = yamlText({ apiVersion: WHEELHOUSE_API, kind: 'SyncWindow', metadata: { name }, spec });
    const applied = await this.#options.resources.apply(manifest, {
      ...{ actor, origin: `api:${actor.name}`, file: what, dryRun: false },
    });
    if (!applied.ok) return applied;
    const made = (await this.list(actor)).find(({ id }) => id === name);
    return made ? ok(made) : err([{ code: 'INVALID_FIELD', message: `the ${what} ${name} is gone already` }]);
  }

  #targetOf({ project, name, labels, namespace, set, cluster, written }: WindowedTarget): WindowTarget {
    const known = cluster && this.#options.windows.clusterOf(cluster);
    const names = [written.name, written.server].filter((one) => one !== null && one !== undefined && one !== '');
    return {
      ...{ project, name, labels, namespace },
      ...(set !== undefined && { applicationSet: set }),
      cluster: known ?? { names: names as string[], labels: {}, timeZone: 'UTC' },
    };
  }
}

function selectorsOf(selection: WindowSelection): object {
  const labels = (pairs: readonly string[]): object | undefined =>
    pairs.length === 0
      ? undefined
      : {
          matchLabels: Object.fromEntries(
            pairs.map((pair) => [pair.split('=')[0]!, pair.split('=').slice(1).join('=')]),
          ),
        };
  const { projects, namespaces, applicationSets } = selection;
  const [clusters, applications] = [labels(selection.clusterLabels), labels(selection.applicationLabels)];
  return {
    ...(clusters && { clusters }),
    ...(applications && { applications }),
    projects,
    namespaces,
    applicationSets,
  };
}

/** Windows of other projects do not exist for a viewer; those of the whole fleet hold for the viewer's too. */
export function maySee(one: BookWindow, { admin, projects }: Viewer): boolean {
  if (admin) return true;
  if ('project' in one) return projects.includes(one.project);
  const patterns = one.selectors.projects;
  return patterns.length === 0 || projects.some((name) => patterns.some((pattern) => globMatches(pattern, name)));
}

interface ViewedAt {
  readonly now: number;
  /** Of a window of our own. */
  readonly row: SyncWindowRow | undefined;
  readonly calendars: Awaited<ReturnType<KnownCalendars['views']>>;
}

function viewOf(one: BookWindow, { now, row, calendars }: ViewedAt): WindowView {
  const { rule } = one;
  const floating = rule.timeZone === 'cluster';
  const [clock] = clocksOf([one], 'UTC');
  const span = clock?.spans.from(now);
  const until = span && (span.start > now ? span.start : span.end);
  const problem = rule.problem ?? clock?.problem;
  return {
    id: rule.id,
    name: rule.id,
    project: 'project' in one ? one.project : null,
    kind: rule.kind,
    schedule: scheduleText(rule.schedule),
    duration:
      'project' in one
        ? one.window.duration
        : ((row?.manifest['spec'] as { duration?: string } | undefined)?.duration ?? null),
    timeZone: rule.timeZone,
    active: floating ? null : clock !== undefined && isWithin(clock.spans, now),
    ...(until !== undefined && until !== Infinity && !floating && { until }),
    manualSync: rule.manualSync,
    syncOverrun: rule.syncOverrun,
    heals: rule.heal === 'allow',
    emergency: rule.emergency,
    why: rule.why,
    problem: problem ?? null,
    createdBy: row?.createdBy || null,
    repository: row && isFleetOrigin(row.origin) ? row.origin : null,
    calendars: row ? calendars(calendarsOf(row.manifest)) : [],
    ...(row && { manifest: row.manifest }),
  };
}

function calendarsOf(manifest: Record<string, unknown>): readonly WindowCalendar[] {
  const parsed = parseSyncWindow(manifest);
  return parsed.ok ? parsed.value.value.spec.calendars : [];
}

function scheduleText(schedule: BookWindow['rule']['schedule']): string {
  if (!schedule) return '';
  if ('cron' in schedule) return schedule.cron;
  if ('rule' in schedule) return `${schedule.rule} from ${schedule.start}`;
  return schedule.to === undefined ? `from ${schedule.from}` : `${schedule.from} to ${schedule.to}`;
}
