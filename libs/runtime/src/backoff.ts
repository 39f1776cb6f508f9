export interface BackoffOptions {
  /** The first delay. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** Default 2. */
  readonly factor?: number;
}

/** Growing delays with jitter over their upper half, so that a thousand who failed together do not come back together. */
export class Backoff {
  private readonly options: BackoffOptions;
  private readonly random: () => number;
  private count = 0;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.options = options;
    this.random = random;
  }

  get attempts(): number {
    return this.count;
  }

  next(): number {
    const { baseMs, maxMs, factor = 2 } = this.options;
    // The exponent is capped: beyond it the power would be Infinity.
    const delay = Math.min(maxMs, baseMs * factor ** Math.min(this.count++, 64));
    return Math.round(delay * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.count = 0;
  }
}
