import { coalesce, type Coalescer, type Clock, type Logger } from '@wheelhouse/runtime';
import { ChangeFeed, type Change } from '../use-cases.ts';

const DELAY_MS = 100;

interface Collected {
  readonly kind: Change['kind'];
  readonly removed: boolean;
  readonly ids: Set<string>;
}

/** Changes of 100 ms in one piece, per kind. A listener that throws is logged and harms nobody else. */
export class InProcessChangeFeed extends ChangeFeed {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #pending: Coalescer<string, Collected>;
  readonly #logger: Logger;

  constructor(clock: Clock, logger: Logger) {
    super();
    this.#logger = logger;
    this.#pending = coalesce<string, Collected>({
      delayMs: DELAY_MS,
      idleDelayMs: 5,
      clock,
      merge: (before, after) => ({ ...before, ids: new Set([...before.ids, ...after.ids]) }),
      flush: (batch) => this.#tell(batch.values()),
    });
  }

  override publish(change: Change): void {
    if (change.ids.length === 0 || this.#listeners.size === 0) return;
    const removed = change.removed === true;
    this.#pending.add(`${change.kind}/${removed}`, { kind: change.kind, removed, ids: new Set(change.ids) });
  }

  override subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await this.#pending.stop();
  }

  #tell(batch: Iterable<Collected>): void {
    for (const { kind, ids, removed } of batch) {
      const change: Change = { kind, ids: [...ids], ...(removed && { removed }) };
      for (const listener of this.#listeners) {
        try {
          listener(change);
        } catch (error) {
          this.#logger.error({ err: error }, 'a listener of changes failed');
        }
      }
    }
  }
}
