import type { Cancel, Clock } from './clock.ts';

export class DeadlineExceeded extends Error {
  constructor(ms: number) {
    super(`not done within ${ms} ms`);
    this.name = 'DeadlineExceeded';
  }
}

/** A moment by which something must be done: ask what remains, or hand its signal on. */
export class Deadline {
  private readonly clock: Clock;
  private readonly at: number;
  private readonly controller = new AbortController();
  private readonly stop: Cancel;

  constructor(clock: Clock, afterMs: number) {
    this.clock = clock;
    this.at = clock.monotonic() + afterMs;
    this.stop = clock.after(afterMs, () => this.controller.abort(new DeadlineExceeded(afterMs)));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds; never negative. */
  remaining(): number {
    return Math.max(0, this.at - this.clock.monotonic());
  }

  expired(): boolean {
    return this.remaining() === 0;
  }

  /** Lets go of the timer; the signal will not fire any more. */
  cancel(): void {
    this.stop();
  }
}
