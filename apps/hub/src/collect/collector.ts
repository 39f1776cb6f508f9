import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  dropEndedJoinTokens,
  dropEndedSessions,
  dropGoneCounters,
  dropNeedlessOutbox,
  dropOldEvents,
  dropOldHistory,
  dropOldOperations,
  dropOldReleases,
  dropOldRenders,
  dropUnusedRepositories,
  type Database,
} from '@wheelhouse/adapter-postgres';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { HubConfig } from '../config.ts';
import type { Shards } from '../shard/shards.ts';
import { BlobAudit } from './blob-audit.ts';
import { BlobCollector } from './blob-collector.ts';

export type Collecting = Pick<
  HubConfig,
  'collectEverySeconds' | 'collectAfterSeconds' | 'keepReleases' | 'keepHistory' | 'keepEventsDays' | 'keepEvents'
>;

export interface CollectorOptions {
  readonly db: Database;
  readonly blobs: BlobStream;
  readonly shards: Shards;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Collecting;
  /** Takes away what else is kept of repositories that nothing reads any more; answers with how many. */
  readonly forgetMirrors: () => Promise<number>;
}

/** Of several hubs the owner of this shard collects. */
const COLLECTORS_SHARD = 0;
/** Attempts of each Application whose steps and objects are kept. */
const MOST_OPERATIONS = 20;
/** The stream's blobs are compared with the rows at the first sweep and at each of this many. */
const SWEEPS_PER_AUDIT = 12;

/** Everything that grows has a bound: what nobody needs any more goes, a little at a time. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #blobs: BlobCollector;
  readonly #audit: BlobAudit;
  #cancel: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #sweeps = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { db, blobs, wakes, logger, config } = options;
    const graceMs = config.collectAfterSeconds * 1000;
    this.#blobs = new BlobCollector({ db, blobs, graceMs });
    this.#audit = new BlobAudit({ db, blobs, graceMs, logger, onLost: (clusters) => wakes.wake('outbox', clusters) });
  }

  start(): void {
    const { clock, config } = this.#options;
    this.#cancel = clock.after(config.collectEverySeconds * 1000, () => {
      this.#running = this.sweep().finally(() => this.#stopped || this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#running;
  }

  /** Each kind by itself: what fails is logged, and holds up nothing else. */
  async sweep(): Promise<void> {
    const { shards, logger, clock, forgetMirrors } = this.#options;
    // Each hub has mirrors of its own; the rest is everybody's.
    const kinds = shards.owns(COLLECTORS_SHARD)
      ? { ...this.#kinds(), mirrors: forgetMirrors }
      : { mirrors: forgetMirrors };
    const started = clock.monotonic();
    const gone: Record<string, number> = {};
    for (const [kind, collect] of Object.entries(kinds)) {
      if (this.#stopped) return;
      try {
        gone[kind] = await collect();
      } catch (error) {
        logger.warn({ err: error, kind }, 'cannot collect');
      }
    }
    this.#sweeps += 1;
    const some = Object.fromEntries(Object.entries(gone).filter(([, count]) => count > 0));
    if (Object.keys(some).length > 0)
      logger.info({ ...some, ms: Math.round(clock.monotonic() - started) }, 'collected');
  }

  /** Releases before blobs: what they alone name goes with them. Blobs before renders: what is there can be rendered again. */
  #kinds(): Readonly<Record<string, () => Promise<number>>> {
    const { db, config } = this.#options;
    const { sql } = db;
    const graceMs = config.collectAfterSeconds * 1000;
    return {
      outbox: () => dropNeedlessOutbox(sql),
      releases: () => dropOldReleases(sql, config.keepReleases),
      history: () => dropOldHistory(sql, config.keepHistory),
      operations: () => dropOldOperations(sql, Math.min(config.keepHistory, MOST_OPERATIONS)),
      lostBlobs: () => this.#compare(),
      blobs: () => this.#blobs.sweep(),
      renders: () => dropOldRenders(sql, graceMs),
      events: () => dropOldEvents(sql, { days: config.keepEventsDays, rows: config.keepEvents }),
      joinTokens: () => dropEndedJoinTokens(sql, config.keepEventsDays),
      sessions: () => dropEndedSessions(sql),
      counters: () => dropGoneCounters(db),
      repositories: async () => (await dropUnusedRepositories(sql)).length,
    };
  }

  async #compare(): Promise<number> {
    if (this.#sweeps % SWEEPS_PER_AUDIT !== 0) return 0;
    return (await this.#audit.run()).lost;
  }
}
