/** How far the clock here is ahead of the hub's, and by how much that may be wrong; milliseconds. */
export interface SkewReading {
  readonly skew: number;
  readonly uncertainty: number;
}

export interface RoundTrip {
  /** By the clock here. */
  readonly sent: number;
  readonly answered: number;
  /** What the hub's clock showed in between. */
  readonly there: number;
}

/** Of so many round trips the shortest tells most. */
const KEPT = 8;

/** What round trips to the hub tell of the clock here. What was measured last holds while the hub is away. */
export class ClockSkew {
  readonly #limitMs: number;
  #readings: readonly SkewReading[] = [];

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Undefined before the first. */
  get reading(): SkewReading | undefined {
    const [first, ...others] = this.#readings;
    return first && others.reduce((best, one) => (one.uncertainty < best.uncertainty ? one : best), first);
  }

  get isBeyondLimit(): boolean {
    const { reading } = this;
    return reading !== undefined && Math.abs(reading.skew) + reading.uncertainty > this.#limitMs;
  }

  add({ sent, answered, there }: RoundTrip): void {
    const next = { skew: (sent + answered) / 2 - there, uncertainty: Math.max(0, answered - sent) / 2 };
    const last = this.#readings[0];
    // Somebody set a clock: what was measured before is of another one.
    const isSame =
      last !== undefined && Math.abs(next.skew - last.skew) <= next.uncertainty + last.uncertainty + DRIFT_MS;
    this.#readings = [next, ...(isSame ? this.#readings.slice(0, KEPT - 1) : [])];
  }

  /** The ends of what the time may be; none while the clock is near enough to the hub's, or was never compared. */
  doubts(now: number): readonly number[] {
    const { reading } = this;
    if (!reading || !this.isBeyondLimit) return [];
    const there = now - reading.skew;
    return [there - reading.uncertainty, there + reading.uncertainty];
  }
}

/** What good clocks drift apart between two measurements. */
const DRIFT_MS = 100;
