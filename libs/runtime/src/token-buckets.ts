import type { Clock } from './clock.ts';

export interface BucketOptions {
  /** What comes back each second. */
  readonly perSecond: number;
  /** What a key may use at once, after it was quiet. */
  readonly burst: number;
}

interface Bucket {
  level: number;
  /** By the monotonic clock. */
  at: number;
}

/** Buckets that are full again are forgotten once there are so many. */
const REMEMBERED = 10_000;

/**
 * One token bucket per key. What is allowed may cost more than is left and then leaves a debt, so that one large thing is
 * possible and a stream of them is not.
 */
export class TokenBuckets {
  readonly #options: BucketOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: BucketOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes `cost` and says true, or takes nothing and says false. */
  take(key: string, cost = 1): boolean {
    const now = this.#clock.monotonic();
    const level = this.#level(this.#buckets.get(key), now);
    if (level < Math.min(1, cost)) return false;
    this.#buckets.set(key, { level: level - cost, at: now });
    if (this.#buckets.size > REMEMBERED) this.#forget(now);
    return true;
  }

  #level(bucket: Bucket | undefined, now: number): number {
    const { burst, perSecond } = this.#options;
    return bucket ? Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * perSecond) : burst;
  }

  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets)
      if (this.#level(bucket, now) >= this.#options.burst) this.#buckets.delete(key);
    // Many that are in use: the oldest half begins anew, so that this neither grows nor is done at each key.
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= REMEMBERED / 2) break;
      this.#buckets.delete(key);
    }
  }
}
