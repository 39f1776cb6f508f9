import { claimShards, fence, releaseShards, type Claim, type Database, type Sql } from '@wheelhouse/adapter-postgres';
import type { Clock, Logger } from '@wheelhouse/runtime';

/** How long a hub owns its shards without renewing them. */
export const LEASE_MS = 15_000;

/** What is to be written belongs to a shard of another hub; whoever asked looks again later. */
export class NotOwner extends Error {
  constructor(shard: number) {
    super(`shard ${shard} is not owned by this hub now`);
  }
}

export interface ShardsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this hub over restarts: what it owned when it died is its own at once. */
  readonly owner: string;
  readonly leaseMs?: number;
}

/**
 * The shards that this hub owns, each under a term. One hub owns all 64; when another one dies, its leases run out and are
 * taken over under higher terms, which fences off what the dead one may still try to write.
 */
export class Shards {
  readonly #options: ShardsOptions;
  readonly #listeners: ((shards: ReadonlySet<number>) => void)[] = [];
  #claims: ReadonlyMap<number, Claim> = new Map();
  #stop: (() => void) | undefined;

  constructor(options: ShardsOptions) {
    this.#options = options;
  }

  owns(shard: number): boolean {
    return this.#claims.has(shard);
  }

  owned(): readonly number[] {
    return [...this.#claims.keys()];
  }

  /** Told when shards came or went. The work of those that came begins here: all that the database says of them is looked at. */
  onChanged(call: (shards: ReadonlySet<number>) => void): void {
    this.#listeners.push(call);
  }

  /** One transaction under the terms of these shards: rejected with `FencedOff` where another hub has taken one over. */
  async transaction<T>(shards: Iterable<number>, work: (sql: Sql) => Promise<T>): Promise<T> {
    const claims = [...new Set(shards)].map((shard) => this.claimOf(shard));
    return this.#options.db.transaction(async (sql) => {
      await fence(sql, claims);
      return work(sql);
    });
  }

  claimOf(shard: number): Claim {
    const claim = this.#claims.get(shard);
    if (!claim) throw new NotOwner(shard);
    return claim;
  }

  /** Claims what is free and goes on renewing. */
  async start(): Promise<void> {
    await this.claim(true);
    const renew = (): void => {
      this.#stop = this.#options.clock.after(this.#leaseMs / 3, () => {
        this.claim()
          .catch((error: unknown) => this.#options.logger.warn({ err: error }, 'cannot renew the leases of shards'))
          .finally(() => this.#stop && renew());
      });
    };
    renew();
  }

  /** Gives the shards back, so that another hub need not wait for the leases to run out. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    this.#claims = new Map();
    await releaseShards(this.#options.db.sql, this.#options.owner);
  }

  async claim(restarted = false): Promise<void> {
    const { db, owner } = this.#options;
    const before = this.#claims;
    const claims = await claimShards(db.sql, owner, this.#leaseMs, restarted);
    this.#claims = new Map(claims.map((claim) => [claim.shard, claim]));
    const gained = claims.filter(({ shard, term }) => before.get(shard)?.term !== term).map(({ shard }) => shard);
    const lost = [...before.keys()].filter((shard) => !this.#claims.has(shard));
    if (gained.length === 0 && lost.length === 0) return;
    this.#options.logger.info({ shards: claims.length, gained: gained.length, lost: lost.length }, 'owns shards');
    for (const call of this.#listeners) call(new Set(gained));
  }

  get #leaseMs(): number {
    return this.#options.leaseMs ?? LEASE_MS;
  }
}
