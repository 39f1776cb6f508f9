import { clocksOf, contradictionsIn, neverActive, type Contradiction, type WindowBook } from '@wheelhouse/core-windows';

export interface WindowFlaws {
  /** Ids of the windows that are not active any more, whatever comes. */
  readonly neverActive: readonly string[];
  /** Windows that allow and deny the same targets at the same time within the next month. */
  readonly contradictions: readonly Contradiction[];
}

const AHEAD_MS = 31 * 86_400_000;
/** What is found holds so long: time moves slowly beside it. */
const KEPT_MS = 5 * 60_000;

/** What is odd about the windows of a book, for the targets that were judged by it. */
export class FlawMemory {
  #known:
    | { readonly book: WindowBook; readonly groups: number; readonly at: number; readonly flaws: WindowFlaws }
    | undefined;

  of(book: WindowBook, now: number): WindowFlaws {
    const known = this.#known;
    if (known?.book === book && known.groups === book.groups.length && now - known.at < KEPT_MS) return known.flaws;
    const flaws = {
      neverActive: neverActive(clocksOf(book.windows, 'UTC'), now),
      contradictions: contradictionsIn(book.groups, { from: now, to: now + AHEAD_MS }),
    };
    this.#known = { book, groups: book.groups.length, at: now, flaws };
    return flaws;
  }
}
