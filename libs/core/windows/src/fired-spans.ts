import { HORIZON_YEARS, type Fires } from './fires.ts';
import type { CronFires } from './cron-fires.ts';
import type { Span, Spans } from './spans.ts';
import { YEAR } from './zone.ts';

/** Steps along one span after which it counts as without end: each is at least as long as the duration. */
const MOST_STEPS = 50_000;

/**
 * The times that begin with each fire and last so long. The last answer is kept: it also answers everything between its
 * question and its end, and questions come mostly in order.
 */
export class FiredSpans implements Spans {
  readonly #fires: Fires & Partial<Pick<CronFires, 'endOfRun'>>;
  readonly #lasting: number;
  #asked = Infinity;
  #answer: Span | undefined;

  constructor(fires: Fires & Partial<Pick<CronFires, 'endOfRun'>>, lasting: number) {
    this.#fires = fires;
    this.#lasting = lasting;
  }

  from(instant: number): Span | undefined {
    if (instant >= this.#asked && (!this.#answer || instant < this.#answer.end)) return this.#answer;
    const start = this.#lasting > 0 ? this.#fires.after(instant - this.#lasting) : undefined;
    this.#answer = start === undefined ? undefined : { start, end: this.#endOf(start) };
    this.#asked = instant;
    return this.#answer;
  }

  /** Whether a fire was less than so long ago, and not at this very instant: what Argo CD calls active. */
  within(instant: number): boolean {
    if (this.#lasting <= 0) return false;
    const fire = this.#fires.after(instant - this.#lasting);
    return fire !== undefined && fire < instant;
  }

  #endOf(start: number): number {
    const horizon = start + HORIZON_YEARS * YEAR;
    let fire = start;
    for (let step = 0; step < MOST_STEPS && fire < horizon; step++) {
      const last = this.#fires.endOfRun?.(fire, this.#lasting) ?? fire;
      if (last === Infinity) return Infinity;
      const next = this.#fires.upTo(last + this.#lasting, last);
      if (next === fire) return fire + this.#lasting;
      fire = next;
    }
    return Infinity;
  }
}
