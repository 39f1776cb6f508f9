import type { ClusterId } from '@wheelhouse/core-domain';
import { TokenBuckets, type BucketOptions, type Clock } from '@wheelhouse/runtime';
import type { RefusalCounts, SpokeThing } from '../refusal-counts.ts';

export interface SpokeAllowanceOptions {
  readonly clock: Clock;
  readonly eventsPerSecond: number;
  readonly statusesPerSecond: number;
  readonly refused: RefusalCounts;
  /** Told at most once a minute of each cluster and thing, with how many were dropped since. */
  readonly tell: (cluster: ClusterId, what: SpokeThing, dropped: number) => void;
}

/** A sync of all that a large cluster has says one event for each; a minute of quiet pays for a few thousand. */
const EVENTS_BURST_SECONDS = 100;
/** A full report of a large cluster is one message. */
const STATUSES_BURST_SECONDS = 25;
/** One each 15 s is usual; what is new is said at once. */
const HEARTBEATS: BucketOptions = { perSecond: 5, burst: 50 };
/** For a new JWT, or for an epoch: some in a day. */
const REQUESTS: BucketOptions = { perSecond: 1, burst: 30 };
/** Each is a line of the log. */
const BAD: BucketOptions = { perSecond: 0.2, burst: 20 };
const TELL_EVERY_MS = 60_000;

interface Told {
  /** Dropped since it was told. */
  since: number;
  at: number;
}

/** What each spoke may send. One that sends more is heard less; the others, the database and the log are not. */
export class SpokeAllowance {
  readonly #options: SpokeAllowanceOptions;
  readonly #buckets: Readonly<Record<SpokeThing, TokenBuckets>>;
  readonly #told = new Map<string, Told>();

  constructor(options: SpokeAllowanceOptions) {
    this.#options = options;
    const { clock, eventsPerSecond, statusesPerSecond } = options;
    const of = (perSecond: number, seconds: number): TokenBuckets =>
      new TokenBuckets({ perSecond, burst: perSecond * seconds }, clock);
    this.#buckets = {
      event: of(eventsPerSecond, EVENTS_BURST_SECONDS),
      status: of(statusesPerSecond, STATUSES_BURST_SECONDS),
      heartbeat: new TokenBuckets(HEARTBEATS, clock),
      request: new TokenBuckets(REQUESTS, clock),
      bad: new TokenBuckets(BAD, clock),
    };
  }

  /** False: it is to be dropped, and is counted. */
  takes(what: SpokeThing, cluster: ClusterId, cost = 1): boolean {
    if (this.#buckets[what].take(cluster, cost)) return true;
    this.#count(what, cluster);
    return false;
  }

  #count(what: SpokeThing, cluster: ClusterId): void {
    const { clock, refused, tell } = this.#options;
    refused.drop(cluster, what);
    const key = `${cluster} ${what}`;
    const told = this.#told.get(key) ?? { since: 0, at: -Infinity };
    this.#told.set(key, told);
    told.since++;
    if (clock.monotonic() - told.at < TELL_EVERY_MS) return;
    tell(cluster, what, told.since);
    told.since = 0;
    told.at = clock.monotonic();
  }
}
