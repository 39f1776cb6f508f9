import { allGitRepositories, type Database } from '@wheelhouse/adapter-postgres';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Shards } from '../shard/shards.ts';
import { isPrefix } from './repository.reconciler.ts';

/** A repository whose webhooks arrive is polled this much more seldom. */
const SLOWER = 5;
/** A webhook proves that they arrive for so long. */
const PROOF_MS = 24 * 3_600_000;
const JITTER = 0.2;

export interface PollerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  readonly random: () => number;
}

/** Wakes each repository once per interval, spread out; a fetch begins with a look at the remote's refs. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #dueAt = new Map<string, number>();
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, everyMs, logger } = this.#options;
    this.#cancel = clock.after(Math.min(everyMs / 4, 5_000), () => {
      this.poll()
        .catch((error: unknown) => logger.warn({ err: error }, 'cannot look for repositories to poll'))
        .finally(() => !this.#stopped && this.start());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Wakes those that are due. */
  async poll(): Promise<void> {
    const { db, shards, wakes, clock } = this.#options;
    const [now, monotonic] = [clock.now(), clock.monotonic()];
    const known = new Set<string>();
    for (const row of await allGitRepositories(db.sql)) {
      if (!shards.owns(row.shard) || isPrefix(row.manifest)) continue;
      known.add(row.url);
      const proven = row.webhookSeenAt !== null && now - row.webhookSeenAt.getTime() < PROOF_MS;
      const dueAt = this.#dueAt.get(row.url);
      if (dueAt === undefined) this.#dueAt.set(row.url, monotonic + this.#interval(proven));
      else if (dueAt <= monotonic) {
        this.#dueAt.set(row.url, monotonic + this.#interval(proven));
        wakes.wake('repository', row.url);
      }
    }
    for (const url of this.#dueAt.keys()) if (!known.has(url)) this.#dueAt.delete(url);
  }

  #interval(proven: boolean): number {
    const { everyMs, random } = this.#options;
    return everyMs * (proven ? SLOWER : 1) * (1 + JITTER * (2 * random() - 1));
  }
}
