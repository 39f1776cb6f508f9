import type { Recurrence } from '@wheelhouse/core-domain';
import { HORIZON_YEARS, type Fires } from './fires.ts';
import { DAY, YEAR } from './zone.ts';

/** How much of a rule is unrolled at once: some hundred fires of the common ones. */
const CHUNK_DAYS: Readonly<Record<string, number>> = { MINUTELY: 1, HOURLY: 30, DAILY: 366, WEEKLY: 1461 };
const RARE_DAYS = 3653;

/** When a recurrence rule fires: unrolled piece by piece, in order, and kept. */
export class RuleFires implements Fires {
  readonly #rule: Recurrence;
  readonly #chunk: number;
  /** All fires from `#low` up to `#high`, without it. */
  #known: number[] = [];
  #low = 0;
  #high = 0;

  constructor(rule: Recurrence) {
    this.#rule = rule;
    this.#chunk = (CHUNK_DAYS[rule.options().freq] ?? RARE_DAYS) * DAY;
  }

  after(instant: number): number | undefined {
    if (instant < this.#low || instant >= this.#high) this.#start(instant);
    const index = this.#firstAfter(instant);
    if (index < this.#known.length) return this.#known[index];
    const next = this.#next(this.#high - 1);
    if (next === undefined || next > instant + HORIZON_YEARS * YEAR) return undefined;
    this.#unroll(next + this.#chunk);
    return this.after(instant);
  }

  upTo(instant: number, fire: number): number {
    if (fire < this.#low || fire >= this.#high) this.#start(fire);
    while (this.#high <= instant) {
      const next = this.#next(this.#high - 1);
      if (next === undefined || next > instant) break;
      this.#unroll(next + this.#chunk);
    }
    return Math.max(fire, this.#known[this.#firstAfter(instant) - 1] ?? fire);
  }

  #start(instant: number): void {
    this.#known = [];
    this.#low = instant;
    this.#high = instant;
    this.#unroll(instant + this.#chunk);
  }

  #unroll(upTo: number): void {
    this.#known.push(...this.#between(this.#high, upTo - 1));
    this.#high = upTo;
  }

  #between(from: number, to: number): number[] {
    try {
      return this.#rule.between(new Date(from), new Date(to), true).map((one) => one.epochMilliseconds);
    } catch {
      return [];
    }
  }

  #next(instant: number): number | undefined {
    try {
      return this.#rule.next(new Date(instant))?.epochMilliseconds;
    } catch {
      // The library gives up where a rule names what never comes, such as 30 February.
      return undefined;
    }
  }

  #firstAfter(instant: number): number {
    let [low, high] = [0, this.#known.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#known[middle]! > instant) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
