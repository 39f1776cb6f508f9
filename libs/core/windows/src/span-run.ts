import { firstEndingAfter, type Span } from './spans.ts';

/** What lies farther ahead than so many spans is another run. */
const NEAR = 64;
/** Spans that one run keeps. */
const MOST_KEPT = 4_096;

/** Spans found one after the other from an instant on, without a gap. */
export class SpanRun {
  readonly #low: number;
  /** The first span that ends after an instant, found anew. */
  readonly #find: (instant: number) => Span | undefined;
  readonly #known: Span[] = [];
  /** None comes after those that are known. */
  #ended = false;

  constructor(low: number, find: (instant: number) => Span | undefined) {
    this.#low = low;
    this.#find = find;
  }

  /** Whether it can tell of an instant; it reaches out for one that is near. */
  reaches(instant: number): boolean {
    if (instant < this.#low) return false;
    for (let step = 0; step < NEAR && this.#known.length < MOST_KEPT; step++) {
      const last = this.#known[this.#known.length - 1];
      if (this.#ended || (last && instant < last.end)) return true;
      const next = this.#find(last ? last.end : this.#low);
      if (next) this.#known.push(next);
      else this.#ended = true;
    }
    return this.#ended || instant < (this.#known[this.#known.length - 1]?.end ?? -Infinity);
  }

  /** The first span that ends after an instant that it reaches. */
  from(instant: number): Span | undefined {
    return firstEndingAfter(this.#known, instant);
  }
}
