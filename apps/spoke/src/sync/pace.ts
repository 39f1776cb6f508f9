import { isKubeError } from '@wheelhouse/adapter-kube';
import type { Clock } from '@wheelhouse/runtime';

export interface PaceOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** Requests at the same time: at first, and at most. Default 8 and 16. */
  readonly first?: number;
  readonly most?: number;
}

/** How long a request is tried again and again, by why it failed. */
const PATIENCE_MS = {
  TOO_MANY_REQUESTS: 120_000,
  UNREACHABLE: 60_000,
  TIMEOUT: 60_000,
  /** A token that was replaced is read anew. */
  UNAUTHORIZED: 15_000,
  SERVER_ERROR: 1_500,
} as const;
/** An API server that was away may not have read its roles and bindings yet: it forbids what it allows a moment later. */
const WARM_UP_MS = 20_000;
const AWAY: readonly string[] = ['UNREACHABLE', 'UNAUTHORIZED'];
const FIRST_MS = 200;
const LONGEST_MS = 5_000;
/** Answers that take so many times what they took at best say that the API server has enough. */
const SLOW = 6;

/**
 * How many requests of all syncs run at once. One more after each round of quick answers, half as many after a refusal (429), one
 * less while answers are slow: as TCP finds its way. What the API server refuses for now, or nobody answered, is tried again.
 */
export class Pace {
  readonly #clock: PaceOptions['clock'];
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;
  #answers = 0;
  #best = Number.POSITIVE_INFINITY;
  #awayAt = Number.NEGATIVE_INFINITY;
  #usual = 0;

  constructor({ clock, first = 8, most = 16 }: PaceOptions) {
    this.#clock = clock;
    this.#limit = first;
    this.#most = most;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Nobody answered: whoever answers next may just have begun. */
  away(): void {
    this.#awayAt = this.#clock.monotonic();
  }

  /** Does the work when it is its turn. Rejects with its last error when patience is over, or the signal aborts. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const began = this.#clock.monotonic();
    for (let nth = 0; ; nth++) {
      await this.#enter();
      try {
        const start = this.#clock.monotonic();
        const result = await work();
        this.#answered(this.#clock.monotonic() - start);
        return result;
      } catch (error) {
        const delay = this.#delayAfter(error, nth, this.#clock.monotonic() - began);
        if (delay === undefined || signal?.aborted) throw error;
        await this.#pause(delay, signal);
        if (signal?.aborted) throw error;
      } finally {
        this.#leave();
      }
    }
  }

  /** Whoever waits to ask again keeps its turn: so the others are held back too. */
  #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return this.#clock.sleep(ms, signal).catch(() => undefined);
  }

  #delayAfter(error: unknown, nth: number, passed: number): number | undefined {
    if (!isKubeError(error)) return undefined;
    if (AWAY.includes(error.code)) this.away();
    const delay = Math.max(error.retryAfterMs ?? 0, Math.min(FIRST_MS * 2 ** nth, LONGEST_MS));
    if (error.code === 'FORBIDDEN') return this.#isWarmingUp ? Math.min(delay, 1_000) : undefined;
    if (!Object.hasOwn(PATIENCE_MS, error.code)) return undefined;
    if (error.code === 'TOO_MANY_REQUESTS') this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    return passed + delay > PATIENCE_MS[error.code as keyof typeof PATIENCE_MS] ? undefined : delay;
  }

  get #isWarmingUp(): boolean {
    return this.#clock.monotonic() - this.#awayAt < WARM_UP_MS;
  }

  #answered(ms: number): void {
    this.#best = Math.min(this.#best * 1.01, ms);
    this.#usual += (ms - this.#usual) / 8;
    if (++this.#answers < this.#limit) return;
    this.#answers = 0;
    const slow = this.#usual > SLOW * this.#best && this.#usual > 50;
    this.#limit = slow ? Math.max(2, this.#limit - 1) : Math.min(this.#most, this.#limit + 1);
  }

  #enter(): Promise<void> {
    if (this.#running < this.#limit) {
      this.#running++;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    this.#running--;
    while (this.#running < this.#limit && this.#waiting.length > 0) {
      this.#running++;
      this.#waiting.shift()?.();
    }
  }
}
