import type { StatusCounts } from '@wheelhouse/adapter-postgres';
import type { Change, ChangeFeed } from '../use-cases.ts';

export interface ListFigures {
  readonly counts: StatusCounts;
  readonly totalCount: number;
}

/** One page of a list, as a subscription follows it. */
export interface FollowedPage<Row> {
  /** Kinds of changes after which the page is read again. */
  readonly kinds: readonly Change['kind'][];
  read(): Promise<readonly Row[]>;
  idOf(row: Row): string;
  /** What of a row is shown: equal means not changed. */
  fingerprint(row: Row): string;
  /** Of the whole list, beyond the page. */
  figures(): Promise<ListFigures>;
}

export interface PageChange<Row> extends ListFigures {
  readonly changed: Row[];
  readonly removed: string[];
  readonly stale: boolean;
}

/** At most four a second. */
const MIN_INTERVAL_MS = 250;

/**
 * Follows one page: first all of it, so that nothing is missed between a list's reading and its subscription, also after a
 * connection came back; then it is read again after changes, and what differs is yielded. Rows that are new on the page are not sent as
 * changed: `stale` says that asking again would show other rows. Beyond the page only the counts move.
 */
export function followPage<Row>(feed: ChangeFeed, page: FollowedPage<Row>): AsyncGenerator<PageChange<Row>, void> {
  const signal: Signal = { dirty: false, stopped: false, wake: () => undefined };
  const changes = follow(feed, page, signal);
  // `return()` of a generator that waits takes effect only at its next value: a closed subscription must not wait for one.
  const finish = changes.return.bind(changes);
  changes.return = (value) => {
    signal.stopped = true;
    signal.wake();
    return finish(value);
  };
  return changes;
}

interface Signal {
  dirty: boolean;
  stopped: boolean;
  wake: () => void;
}

async function* follow<Row>(
  feed: ChangeFeed,
  page: FollowedPage<Row>,
  signal: Signal,
): AsyncGenerator<PageChange<Row>, void> {
  const unsubscribe = feed.subscribe((change) => {
    if (!page.kinds.includes(change.kind)) return;
    signal.dirty = true;
    signal.wake();
  });
  try {
    const first = await page.read();
    let known = fingerprints(page, first);
    let figures = await page.figures();
    yield { changed: [...first], removed: [], stale: false, ...figures };
    while (!signal.stopped) {
      if (!signal.dirty) await new Promise<void>((resolve) => (signal.wake = resolve));
      if (signal.stopped) return;
      signal.dirty = false;
      const started = performance.now();
      const rows = await page.read();
      const now = fingerprints(page, rows);
      const changed = rows.filter(
        (row) => known.has(page.idOf(row)) && known.get(page.idOf(row)) !== now.get(page.idOf(row)),
      );
      const removed = [...known.keys()].filter((id) => !now.has(id));
      const stale = [...now.keys()].some((id) => !known.has(id)) || orderChanged(known, now);
      const newFigures = await page.figures();
      const moved = JSON.stringify(newFigures) !== JSON.stringify(figures);
      if (changed.length > 0 || removed.length > 0 || stale || moved) yield { changed, removed, stale, ...newFigures };
      known = now;
      figures = newFigures;
      await pause(MIN_INTERVAL_MS - (performance.now() - started));
    }
  } finally {
    unsubscribe();
  }
}

const fingerprints = <Row>(page: FollowedPage<Row>, rows: readonly Row[]): Map<string, string> =>
  new Map(rows.map((row) => [page.idOf(row), page.fingerprint(row)]));

const orderChanged = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean => {
  const common = [...before.keys()].filter((id) => after.has(id));
  const now = [...after.keys()].filter((id) => before.has(id));
  return common.some((id, i) => now[i] !== id);
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
