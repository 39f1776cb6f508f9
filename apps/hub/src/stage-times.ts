import type { Clock } from '@wheelhouse/runtime';

/** How long the stages of one piece of work took, in milliseconds: for the log at debug level. */
export class StageTimes {
  readonly #clock: Clock;
  readonly #times = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for `work`; stages of one name add up. */
  async of<T>(stage: string, work: Promise<T>): Promise<T> {
    const startedAt = this.#clock.monotonic();
    try {
      return await work;
    } finally {
      this.#times.set(stage, (this.#times.get(stage) ?? 0) + this.#clock.monotonic() - startedAt);
    }
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#times].map(([stage, ms]) => [stage, Math.round(ms)]));
  }
}
