import { clustersInOutbox } from '@wheelhouse/adapter-postgres';
import { RELOAD_KEYS_MS } from '../keys/signing.reconciler.ts';
import type { StreamGuard } from '../publish/stream-guard.ts';
import type { Ground } from './ground.ts';

/** Keeps a hub that runs in step with what others change: the stream behind a connection that broke, the keys. */
export class Upkeep {
  readonly #ground: Ground;
  readonly #guard: StreamGuard;
  #takenUp: Promise<void> | undefined;
  #watch: (() => void) | undefined;
  #again: (() => void) | undefined;
  #reload: (() => void) | undefined;

  constructor(ground: Ground, guard: StreamGuard) {
    this.#ground = ground;
    this.#guard = guard;
  }

  /** Shards came: their work begins once the stream could be asked. */
  takeUp(): void {
    const { clock, logger } = this.#ground;
    this.#takenUp = this.#takeUp();
    this.#takenUp.catch((error: unknown) => {
      logger.error({ err: error }, 'cannot take up the work yet');
      this.#again = clock.after(1_000, () => this.takeUp());
    });
  }

  /** Once the work of the first shards was taken up. Throws what kept it from that. */
  async start(): Promise<void> {
    await this.#takenUp;
    this.#watchNats();
    this.#reloadKeys();
  }

  stop(): void {
    this.#watch?.();
    this.#again?.();
    this.#reload?.();
    this.#reload = undefined;
  }

  /** What the stream knows better than a restored database comes before anything is decided. */
  async #takeUp(): Promise<void> {
    await this.#guard.check();
    await this.#ground.resumption.resume();
  }

  /** What the stream lost while it was away (or forgot for ever) is published again. */
  #watchNats(): void {
    const { clock, nats, logger } = this.#ground;
    let connected = nats.connected();
    const look = (): void => {
      const before = connected;
      connected = nats.connected();
      if (connected && !before) {
        this.#caughtUp().catch((error: unknown) => {
          connected = false;
          logger.warn({ err: error }, 'cannot compare the stream with the database');
        });
      }
      this.#watch = clock.after(1_000, look);
    };
    this.#watch = clock.after(1_000, look);
  }

  async #caughtUp(): Promise<void> {
    const { wakes, db } = this.#ground;
    await this.#guard.check();
    // What could not be published meanwhile waits longer after each attempt; now there is no reason to.
    wakes.wake('outbox', await clustersInOutbox(db.sql));
  }

  /** Another hub may exchange the signing key. */
  #reloadKeys(): void {
    const { clock, keys, logger } = this.#ground;
    this.#reload = clock.after(RELOAD_KEYS_MS, () => {
      keys
        .reload()
        .catch((error: unknown) => logger.warn({ err: error }, 'cannot read the keys'))
        .finally(() => this.#reload && this.#reloadKeys());
    });
  }
}
