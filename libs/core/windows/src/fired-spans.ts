import { HORIZON_YEARS, type Fires } from './fires.ts';
import type { CronFires } from './cron-fires.ts';
import { SpanRun } from './span-run.ts';
import type { Span, Spans } from './spans.ts';
import { YEAR } from './zone.ts';

/** Steps along one span after which it counts as without end: each is at least as long as the duration. */
const MOST_STEPS = 50_000;
/** Runs that are kept: what is asked goes back and forth between now and the edges ahead. */
const MOST_RUNS = 4;

/**
 * The times that begin with each fire and last so long. What was found is kept, because many targets ask the same.
 */
export class FiredSpans implements Spans {
  readonly #fires: Fires & Partial<Pick<CronFires, 'endOfRun'>>;
  readonly #lasting: number;
  /** Those asked last come first. */
  readonly #runs: SpanRun[] = [];

  constructor(fires: Fires & Partial<Pick<CronFires, 'endOfRun'>>, lasting: number) {
    this.#fires = fires;
    this.#lasting = lasting;
  }

  from(instant: number): Span | undefined {
    const runs = this.#runs;
    const place = runs.findIndex((one) => one.reaches(instant));
    if (place === 0) return runs[0]!.from(instant);
    const run = place > 0 ? runs.splice(place, 1)[0]! : new SpanRun(instant, this.#find);
    runs.unshift(run);
    if (runs.length > MOST_RUNS) runs.pop();
    return run.reaches(instant) ? run.from(instant) : undefined;
  }

  /** Whether a fire was less than so long ago, and not at this very instant: what Argo CD calls active. */
  within(instant: number): boolean {
    if (this.#lasting <= 0) return false;
    const fire = this.#fires.after(instant - this.#lasting);
    return fire !== undefined && fire < instant;
  }

  readonly #find = (instant: number): Span | undefined => {
    const start = this.#lasting > 0 ? this.#fires.after(instant - this.#lasting) : undefined;
    return start === undefined ? undefined : { start, end: this.#endOf(start) };
  };

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
