import { safeUrl } from '@wheelhouse/core-domain';
import { KeyedQueue, type Clock, type Logger, type Outcome, type QueueRun } from '@wheelhouse/runtime';
import type { Wakes, WakeKind } from './changes/wakes.ts';
import type { Reader, SourceMemory } from './source/source-memory.ts';

/** Each has a queue; parts of a set, and what the fleet changes of it, wait in the sets' one. */
export type QueueKind = Exclude<WakeKind, 'setParts' | 'setFleet'>;

export type Reconcilers = Readonly<Record<QueueKind, (key: string) => Promise<Outcome | void>>>;

const CONCURRENCY: Readonly<Record<QueueKind, number>> = {
  repository: 8,
  tidy: 1,
  fleetSource: 1,
  set: 4,
  byHand: 2,
  settle: 1,
  calendar: 4,
  facts: 1,
  cluster: 8,
  outbox: 16,
  grants: 1,
  reseal: 2,
  signing: 1,
};

export interface HubQueuesOptions {
  readonly reconcilers: Reconcilers;
  readonly wakes: Wakes;
  /** Who is woken as a whole looks at everything again. */
  readonly memory: Readonly<Record<Reader, Pick<SourceMemory<unknown>, 'forget'>>>;
  readonly onFleetChanged: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** From what is woken to who does it: one queue for each kind of work. */
export class HubQueues {
  readonly #queues: ReadonlyMap<QueueKind, KeyedQueue>;
  readonly #logger: Logger;

  constructor(options: HubQueuesOptions) {
    const { reconcilers, wakes, onFleetChanged } = options;
    this.#logger = options.logger;
    const kinds = Object.keys(CONCURRENCY) as QueueKind[];
    this.#queues = new Map(kinds.map((kind) => [kind, this.#listen(kind, reconcilers[kind], options)]));
    const sets = this.#queues.get('set')!;
    wakes.on('setParts', (key) => sets.add(key));
    wakes.on('setFleet', (key) => {
      onFleetChanged();
      sets.add(key);
    });
  }

  get isEmpty(): boolean {
    return [...this.#queues.values()].every((queue) => queue.size === 0);
  }

  /** Each queue in turn: what one did may have woken another before it. */
  async idle(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.idle();
  }

  /** Whether one is idle at this moment. */
  isIdleNow(): Promise<boolean> {
    return Promise.race([
      ...[...this.#queues.values()].map((queue) => queue.idle().then(() => true)),
      Promise.resolve(false),
    ]);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
  }

  #listen(kind: QueueKind, reconcile: Reconcilers[QueueKind], { wakes, memory, clock }: HubQueuesOptions): KeyedQueue {
    const onRun = (run: QueueRun): void => this.#log(run);
    const queue = new KeyedQueue({ name: kind, reconcile, concurrency: CONCURRENCY[kind], clock, onRun });
    const reader = kind === 'set' || kind === 'byHand' || kind === 'fleetSource' ? memory[kind] : undefined;
    wakes.on(kind, (key, afterMs) => {
      reader?.forget(key);
      queue.add(key, afterMs);
    });
    return queue;
  }

  #log({ queue, key, ms, outcome, error, retryInMs }: QueueRun): void {
    const fields = {
      queue,
      key: safeUrl(key), // Of repositories it is their URL.
      ms: Math.round(ms),
      ...(retryInMs !== undefined && { retryInMs: Math.round(retryInMs) }),
    };
    if (error) this.#logger.warn({ ...fields, err: error }, 'work failed');
    else this.#logger.debug({ ...fields, outcome: outcome?.kind }, 'work done');
  }
}
