import {
  allClusters,
  windowedApplications,
  type Database,
  type WindowedApplication,
} from '@wheelhouse/adapter-postgres';
import {
  contradictionsIn,
  neverActive,
  timeline,
  type BookWindow,
  type Interval,
  type WindowBook,
  type WindowCluster,
  type WindowGroup,
} from '@wheelhouse/core-windows';
import { type Viewer } from '../use-cases.ts';
import { FleetWindows, type GroupedBy, type WindowedGroup, type WindowNotices } from '../window-use-cases.ts';
import type { HubWindows } from './hub-windows.ts';
import { maySee } from './hub-sync-windows.ts';
import { TimelineMemory } from './timeline-memory.ts';

export interface HubFleetWindowsOptions {
  readonly db: Database;
  readonly windows: Pick<HubWindows, 'book' | 'clusterOf'>;
  readonly now: () => number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** An Application with the windows that are for it. */
interface Placed {
  readonly one: WindowedApplication;
  readonly group: WindowGroup;
  readonly cluster: string | null;
}

interface Found {
  readonly book: WindowBook;
  readonly placed: readonly Placed[];
}

/** Each is as large as what a viewer may see. */
const MOST_LOOKS = 4;
const LOOK_MS = 5_000;
const DAY_MS = 86_400_000;
const MOST_GROUPS = 500;
const MOST_INTERVALS = 1_000;
/** How far ahead windows are looked at for contradictions. */
const AHEAD_MS = 90 * DAY_MS;
const NOWHERE: WindowCluster = { names: [], labels: {}, timeZone: 'UTC' };

/** What windows mean for the fleet as a whole: Applications with the same windows are one line. */
export class HubFleetWindows extends FleetWindows {
  readonly #options: HubFleetWindowsOptions;
  readonly #lines = new WeakMap<WindowBook, TimelineMemory>();
  readonly #looks = new Map<
    string,
    { readonly book: WindowBook; readonly at: number; readonly found: Promise<Found> }
  >();

  constructor(options: HubFleetWindowsOptions) {
    super();
    this.#options = options;
  }

  override async groups(viewer: Viewer, by: GroupedBy, asked: Span & { readonly project?: string }) {
    const { book, placed } = await this.#placed(viewer, asked.project);
    const groups = Map.groupBy(placed, ({ one, group, cluster }) =>
      JSON.stringify([by === 'project' ? one.project : by === 'cluster' ? cluster : '', group.id]),
    );
    return [...groups.values()]
      .map((alike) => this.#groupOf(book, by, alike, asked))
      .sort((a, b) => b.waiting - a.waiting || b.windows.length - a.windows.length || b.total - a.total)
      .slice(0, MOST_GROUPS);
  }

  override async notices(viewer: Viewer): Promise<WindowNotices> {
    const { book, placed } = await this.#placed(viewer);
    const now = this.#options.now();
    const waits = placed.flatMap(({ one }) => one.waitsSince ?? []);
    const seen = new Set(book.windows.filter((one) => maySee(one, viewer)).map(({ rule }) => rule.id));
    const groups = [...new Set(placed.map(({ group }) => group))];
    return {
      waiting: waits.length,
      ...(waits.length > 0 && { longestWaitSince: new Date(Math.min(...waits.map((at) => at.getTime()))) }),
      neverActive: neverActive(
        groups.flatMap(({ clocks }) => clocks),
        now,
      ).filter((id) => seen.has(id)),
      contradictions: contradictionsIn(groups, { from: now, to: now + AHEAD_MS }).filter(
        ({ allow, deny }) => seen.has(allow) && seen.has(deny),
      ),
    };
  }

  #groupOf(book: WindowBook, by: GroupedBy, alike: readonly Placed[], { from, to }: Span): WindowedGroup {
    const [{ one, group, cluster }] = alike as [Placed, ...Placed[]];
    const waits = alike.filter((each) => each.one.waitsSince !== null);
    const { name, namespace, project } = one;
    return {
      name: by === 'project' ? project : by === 'cluster' ? (cluster ?? 'no cluster') : name,
      windows: [...group.windows].map((index) => book.windows[index]!.rule.id),
      ...{ total: alike.length, waiting: waits.length },
      clusters: new Set(alike.map((each) => each.cluster)).size,
      projects: [...new Set(alike.map((each) => each.one.project))].sort(),
      example: { name, namespace, project },
      intervals: group.windows.length === 0 ? [] : this.#intervals(book, group, { from, to }),
    };
  }

  #intervals(book: WindowBook, group: WindowGroup, { from, to }: Span): readonly Interval[] {
    const lines = this.#lines.get(book) ?? new TimelineMemory();
    this.#lines.set(book, lines);
    const make = (): readonly Interval[] => timeline(group.clocks, from, to, { most: MOST_INTERVALS }).intervals;
    return lines.get(JSON.stringify([group.id, from, to]), make);
  }

  /** Who looks at a page looks at it with others: for a moment one look at the fleet serves them all. */
  async #placed(viewer: Viewer, project?: string): Promise<Found> {
    const { windows, now } = this.#options;
    const book = await windows.book();
    const key = JSON.stringify([viewer.admin, viewer.projects, project ?? null]);
    const known = this.#looks.get(key);
    if (known?.book === book && now() - known.at < LOOK_MS) return known.found;
    const found = this.#look(book, viewer, project);
    this.#looks.delete(key);
    this.#looks.set(key, { book, at: now(), found });
    if (this.#looks.size > MOST_LOOKS) this.#looks.delete(this.#looks.keys().next().value!);
    found.catch(() => this.#looks.delete(key));
    return found;
  }

  async #look(book: WindowBook, viewer: Viewer, project: string | undefined): Promise<Found> {
    const { db, windows } = this.#options;
    const clusters = new Map(
      (await allClusters(db.sql)).map((row) => [row.id as string, { name: row.name, cluster: windows.clusterOf(row) }]),
    );
    const applications = await windowedApplications(db.sql, viewer, {
      ...(project !== undefined && { project }),
      withDestination: book.windows.some(looksAtNamespaces),
    });
    const placed = applications.map((one): Placed => {
      const { name, project, labels, setName, destinationNamespace: namespace } = one;
      const known = clusters.get(one.clusterId ?? '');
      const cluster = known?.cluster ?? NOWHERE;
      const target = {
        ...{ name, project, labels, namespace, cluster },
        ...(setName !== null && { applicationSet: setName }),
      };
      return { one, group: book.groupOf(target), cluster: known?.name ?? null };
    });
    return { book, placed };
  }
}

const looksAtNamespaces = (one: BookWindow): boolean =>
  ('project' in one ? one.window.namespaces : one.selectors.namespaces).length > 0;
