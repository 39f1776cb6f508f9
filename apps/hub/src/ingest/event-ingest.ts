import { EventStream, type Nats } from '@wheelhouse/adapter-nats';
import { addEvents, putOperations, type Database, type ToldOperation } from '@wheelhouse/adapter-postgres';
import type { SpokeEvent } from '@wheelhouse/contract';
import { digestOf, type ShardId } from '@wheelhouse/core-domain';
import { coalesce, type Clock, type Coalescer, type Logger } from '@wheelhouse/runtime';
import type { RefusalCounts } from '../refusal-counts.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { SpokeAllowance } from './spoke-allowance.ts';
import { SyncCounts } from './sync-counts.ts';

export interface EventIngestOptions {
  readonly db: Database;
  readonly nats: Nats;
  /** Names this hub over restarts. */
  readonly instance: string;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refused: RefusalCounts;
  readonly allowance: SpokeAllowance;
}

interface Waiting {
  readonly event: SpokeEvent;
  readonly acknowledge: readonly (() => void)[];
}

const BATCH_MS = 200;
const SHARDS = 64;

/** Takes the events of spokes into Postgres and only then acknowledges them; one that comes twice is one row. */
export class EventIngest {
  readonly counts = new SyncCounts();
  readonly #options: EventIngestOptions;
  readonly #stream: EventStream;
  readonly #pending: Coalescer<string, Waiting>;

  constructor(options: EventIngestOptions) {
    this.#options = options;
    const { nats, instance, clock, logger, refused, allowance } = options;
    this.#stream = new EventStream(nats, {
      name: `hub-${instance}`,
      onEvent: (event, acknowledge) => {
        // What is dropped is acknowledged too: it would come again.
        if (!allowance.takes('event', event.cluster)) return acknowledge();
        this.#pending.add(digestOf(event), { event, acknowledge: [acknowledge] });
      },
      onBad: (cluster, reason) => {
        refused.add('event');
        if (cluster && !allowance.takes('bad', cluster)) return;
        logger.warn({ cluster, reason }, 'an event of a spoke was refused');
      },
      onError: (error) => logger.debug({ err: error }, 'reading of events was interrupted'),
    });
    this.#pending = coalesce<string, Waiting>({
      delayMs: BATCH_MS,
      clock,
      merge: (before, after) => ({ ...after, acknowledge: [...before.acknowledge, ...after.acknowledge] }),
      flush: (batch) => this.#write(batch),
      onError: (error) => logger.warn({ err: error }, 'cannot write down events: they come again'),
    });
  }

  listenTo(owned: readonly number[]): void {
    this.#stream.listenTo([...owned].sort((a, b) => a - b) as ShardId[], SHARDS);
  }

  flush(): Promise<void> {
    return this.#pending.flush();
  }

  async stop(): Promise<void> {
    await this.#stream.stop();
    await this.#pending.stop();
  }

  async #write(batch: ReadonlyMap<string, Waiting>): Promise<void> {
    const events = [...batch].map(([dedupe, { event }]) => ({
      clusterId: event.cluster,
      ...(event.application && { applicationId: event.application }),
      at: new Date(event.at),
      type: event.type,
      reason: event.reason,
      message: event.message,
      dedupe,
    }));
    const { sql } = this.#options.db;
    await putOperations(
      sql,
      [...batch.values()].flatMap(({ event }) => toldOperation(event)),
    );
    const ids = await addEvents(sql, events);
    for (const { event } of batch.values()) this.counts.hear(event);
    for (const { acknowledge } of batch.values()) for (const call of acknowledge) call();
    this.#options.changes.publish({ kind: 'event', ids });
  }
}

const toldOperation = ({ cluster, application, record }: SpokeEvent): ToldOperation[] =>
  application && record ? [{ cluster, application, record }] : [];
