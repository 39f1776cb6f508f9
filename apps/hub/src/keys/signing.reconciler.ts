import { calls, NatsError, request, type Nats } from '@wheelhouse/adapter-nats';
import {
  activateSigningKey,
  addEvents,
  allClusters,
  clustersInOutbox,
  publishingSince,
  retireSigningKeys,
  signingKeys,
  type ClusterRow,
  type Database,
  type SigningKeyRow,
} from '@wheelhouse/adapter-postgres';
import { subjects } from '@wheelhouse/contract';
import { done, wait, type Clock, type Logger, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { HubKeys } from './hub-keys.ts';

const LOOK_AGAIN_MS = 500;
const WITHIN_MS = 2_000;
/** A spoke that is there and does not say which trust set it goes by is waited for no longer. */
const AWAIT_SPOKES_MS = 5 * 60_000;
/** Hubs read their keys this often. */
export const RELOAD_KEYS_MS = 3_000;
/** By then each hub signs with the new key. */
const RETIRE_AFTER_MS = 2 * RELOAD_KEYS_MS;

/** Versions; as many exchanges were not made since any backup. */
const MOST_AHEAD = 1_000;

export interface SigningReconcilerOptions {
  readonly db: Database;
  readonly nats: Nats;
  readonly keys: HubKeys;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The trust set that a spoke goes by, as it said; undefined while it is away. */
  readonly trustOf: (cluster: ClusterRow) => number | undefined;
  /** The newest that any spoke says, 0 for none. */
  readonly newestTrust: () => number;
}

/**
 * Exchanges the key that signs manifests: spokes get to know the next one, then it signs and everything is published
 * again under it, then the one before leaves the trust set. Spokes that are away learn of it when they are back: the root's
 * signature, not the old key, vouches for the new one.
 */
export class SigningReconciler {
  readonly #options: SigningReconcilerOptions;
  readonly #asked = new Map<string, number>();
  /** Once is enough for a restored database; a spoke that lies has nothing from saying more. */
  #surpassed = false;

  constructor(options: SigningReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(): Promise<Outcome> {
    const { db, keys } = this.#options;
    await keys.reload();
    if (this.#isOutrun()) return this.#surpass();
    const rows = await signingKeys(db);
    const next = rows.find((row) => !row.activatedAt);
    if (next) return this.#introduce(next);
    const active = rows.filter((row) => row.activatedAt).sort((a, b) => Number(a.activatedAt) - Number(b.activatedAt));
    const current = active.at(-1);
    if (!current || active.length < 2) {
      await this.#unknowing();
      return done;
    }
    return this.#retire(current, active.slice(0, -1));
  }

  #isOutrun(): boolean {
    const ahead = this.#options.newestTrust() - this.#options.keys.trustVersion;
    return !this.#surpassed && ahead > 0 && ahead < MOST_AHEAD;
  }

  async #surpass(): Promise<Outcome> {
    const { db, keys, wakes, logger, newestTrust } = this.#options;
    this.#surpassed = true;
    const id = await keys.surpass(newestTrust());
    const message =
      'the database was restored from a backup that is older than an exchange of the signing key, which is lost: ' +
      `manifests are signed with the new key ${id} from now on`;
    await addEvents(db.sql, [{ type: 'Warning', reason: 'SigningKeyLost', message }]);
    logger.warn({ key: id, trust: keys.trustVersion }, 'the signing key was lost: another one signs');
    wakes.wake('outbox', await clustersInOutbox(db.sql));
    return wait(LOOK_AGAIN_MS, 'the clusters get to know the new signing key');
  }

  async #introduce(next: SigningKeyRow): Promise<Outcome> {
    const { db, keys, clock, wakes, logger } = this.#options;
    const unknowing = await this.#unknowing();
    const patient = clock.now() - next.createdAt.getTime() < AWAIT_SPOKES_MS;
    if (unknowing > 0 && patient) return wait(LOOK_AGAIN_MS, `${unknowing} clusters get to know the next signing key`);
    await db.transaction(async (sql) => {
      await activateSigningKey(sql, next.id);
      const message = `manifests are signed with key ${next.id} from now on`;
      await addEvents(sql, [{ type: 'Normal', reason: 'SigningKeyActivated', message }]);
    });
    await keys.reload();
    logger.info({ key: next.id }, 'another key signs manifests');
    wakes.wake('outbox', await clustersInOutbox(db.sql));
    return wait(LOOK_AGAIN_MS, 'manifests are published again');
  }

  async #retire(current: SigningKeyRow, old: readonly SigningKeyRow[]): Promise<Outcome> {
    const { db, keys, clock, logger } = this.#options;
    const since = current.activatedAt!;
    const waiting = await publishingSince(db.sql, since);
    if (waiting > 0) return wait(LOOK_AGAIN_MS, `${waiting} manifests are to be published under the new key`);
    const left = since.getTime() + RETIRE_AFTER_MS - clock.now();
    if (left > 0) return wait(left, 'every hub takes up the new key');
    const ids = old.map(({ id }) => id);
    await db.transaction(async (sql) => {
      await retireSigningKeys(sql, ids);
      const message = `signing key ${ids.join(', ')} is trusted no longer; ${current.id} signs`;
      await addEvents(sql, [{ type: 'Normal', reason: 'SigningKeyRetired', message }]);
    });
    await keys.reload();
    await this.#unknowing();
    logger.info({ retired: ids, key: current.id }, 'the signing key is exchanged');
    return done;
  }

  /** How many spokes that are there go by an older trust set; they are asked to renew it, each every few seconds. */
  async #unknowing(): Promise<number> {
    const { db, keys, trustOf } = this.#options;
    const joined = (await allClusters(db.sql)).filter(({ publicKey }) => publicKey);
    const unknowing = joined.filter((cluster) => (trustOf(cluster) ?? Infinity) < keys.trustVersion);
    await Promise.all(unknowing.map((cluster) => this.#ask(cluster)));
    return unknowing.length;
  }

  async #ask({ id, name }: ClusterRow): Promise<void> {
    const { nats, clock, keys, logger } = this.#options;
    const asked = this.#asked.get(id) ?? -Infinity;
    if (clock.now() - asked < 5_000) return;
    this.#asked.set(id, clock.now());
    try {
      await request(nats, subjects.toSpoke(id, 'renew'), calls.live.renew, {}, WITHIN_MS);
      logger.info({ cluster: name, trust: keys.trustVersion }, 'the spoke is asked to renew its trust set');
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      logger.debug({ cluster: name, failure: error.failure }, 'the spoke renews its trust set when it is back');
    }
  }
}
