import { allProjects, allSyncWindows, type ClusterRow, type Sql } from '@wheelhouse/adapter-postgres';
import { LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER, parseSyncWindow, readProjectWindows } from '@wheelhouse/core-domain';
import {
  nativeWindow,
  projectWindow,
  WindowBook,
  type BookWindow,
  type WindowCluster,
  type WindowTarget,
} from '@wheelhouse/core-windows';
import { calendarSources } from '../calendar/calendar-source.ts';
import type { KnownCalendars } from '../calendar/known-calendars.ts';
import type { Wakes } from '../changes/wakes.ts';

export interface HubWindowsOptions {
  readonly sql: Sql;
  readonly wakes: Wakes;
  readonly localCluster: string | undefined;
  readonly calendars: KnownCalendars;
}

/** Every window of the fleet, as Postgres has them: read once, and again after one of them changed. */
export class HubWindows {
  readonly #sql: Sql;
  readonly #wakes: Wakes;
  readonly #localCluster: string | undefined;
  readonly #calendars: KnownCalendars;
  #book: Promise<WindowBook> | undefined;
  /** Up to where calendars are unrolled in the book. */
  #year = 0;
  /** One object per cluster and its row's content: the book remembers by it. */
  readonly #clusters = new Map<string, { readonly key: string; readonly cluster: WindowCluster }>();

  constructor(options: HubWindowsOptions) {
    this.#sql = options.sql;
    this.#wakes = options.wakes;
    this.#localCluster = options.localCluster;
    this.#calendars = options.calendars;
  }

  /** A project's windows, a SyncWindow or what its calendars hold changed, and that is stored: every target is judged anew. */
  async changed(): Promise<void> {
    this.#book = undefined;
    const { rows } = await this.#sql.query<{ id: string }>('SELECT id FROM cluster WHERE removed_at IS NULL');
    this.#wakes.wake(
      'cluster',
      rows.map(({ id }) => id),
    );
    this.#wakes.wake('calendar', await calendarSources(this.#sql));
  }

  book(): Promise<WindowBook> {
    if (this.#year !== this.#calendars.year) this.#book = undefined;
    const book = (this.#book ??= this.#read());
    book.catch(() => {
      if (this.#book === book) this.#book = undefined;
    });
    return book;
  }

  clusterOf(row: Pick<ClusterRow, 'name' | 'server' | 'labels' | 'timeZone'> & { readonly id: string }): WindowCluster {
    const { id, name, server, labels, timeZone } = row;
    const key = JSON.stringify([name, server, labels, timeZone]);
    const known = this.#clusters.get(id);
    if (known?.key === key) return known.cluster;
    const local = name === this.#localCluster ? [LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER] : [];
    const cluster = { names: [name, server, ...local].filter(Boolean), labels, timeZone: timeZone || 'UTC' };
    this.#clusters.set(id, { key, cluster });
    return cluster;
  }

  async #read(): Promise<WindowBook> {
    this.#year = this.#calendars.year;
    const spansOf = await this.#calendars.all();
    const [projects, windows] = [await allProjects(this.#sql), await allSyncWindows(this.#sql)];
    const all: BookWindow[] = projects.flatMap(({ name, manifest }) =>
      readProjectWindows(manifest).map((window, index) => projectWindow(name, index, window)),
    );
    for (const { name, manifest } of windows) {
      const parsed = parseSyncWindow(manifest);
      all.push(
        parsed.ok
          ? nativeWindow(parsed.value.value, spansOf(parsed.value.value.spec.calendars))
          : unreadable(name, parsed.error[0]?.message ?? 'is invalid'),
      );
    }
    return new WindowBook(all);
  }
}

/** Checked when it came in; one that can not be read any more blocks everything, and says so. */
const unreadable = (name: string, problem: string): BookWindow => ({
  selectors: { projects: [], namespaces: [], applicationSets: [] },
  rule: {
    ...{ id: name, title: `the window ${name}`, kind: 'deny', openEnds: false, durationMs: 0, timeZone: 'UTC' },
    ...{
      spans: [],
      exceptions: [],
      windows: [],
      manualSync: false,
      syncOverrun: false,
      heal: 'deny',
      emergency: false,
    },
    ...{ why: '', problem },
  },
});

/** What windows look at of a target of a cluster. */
export const windowTarget = (
  spec: {
    readonly identity: { readonly project: string; readonly name: string };
    readonly destinationNamespace: string;
  },
  row: { readonly labels: Readonly<Record<string, string>>; readonly setName: string | null },
  cluster: WindowCluster,
): WindowTarget => ({
  project: spec.identity.project,
  name: spec.identity.name,
  namespace: spec.destinationNamespace,
  labels: row.labels,
  ...(row.setName !== null && { applicationSet: row.setName }),
  cluster,
});
