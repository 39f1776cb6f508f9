import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { eventMessage, parseClusterSubject, patterns, streams } from '@wheelhouse/contract';
import type { SpokeEvent } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type { ShardId } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import type { OnBad } from './status-subjects.ts';

const { name: STREAM } = streams.events;
/** What was handed over and not acknowledged comes again after this long. */
const ACK_WAIT_MS = 30_000;
/** One day longer than events are kept: a hub that never comes back leaves nothing behind. */
const FORGOTTEN_AFTER_MS = 8 * 24 * 3_600_000;
const AGAIN_MS = 1_000;
const UNACKNOWLEDGED = 1_000;
const nanos = (ms: number): number => ms * 1e6;

export interface EventReader {
  /** Names the reader over restarts: letters, digits, `-`. What it acknowledged it is not given again. */
  readonly name: string;
  /** `acknowledge` once the event is stored; until then it comes again. */
  readonly onEvent: (event: SpokeEvent, acknowledge: () => void) => void;
  /** Told of a message that cannot be read: it does not come again. */
  readonly onBad: OnBad;
  /** Told why reading was interrupted; it goes on by itself. */
  readonly onError: (error: unknown) => void;
}

/**
 * Reads the events of some shards by a durable pull consumer, so that what came while nobody read is there afterwards. A
 * reader that gets more shards reads the stream from its beginning again: whoever had them may not have come to their end.
 */
export class EventStream {
  readonly #nats: Nats;
  readonly #reader: EventReader;
  #subjects: readonly string[] = [];
  #messages: ConsumerMessages | undefined;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(nats: Nats, reader: EventReader) {
    this.#nats = nats;
    this.#reader = reader;
  }

  /** Reads exactly these shards from now on; none ends it. */
  listenTo(shards: readonly ShardId[], all: number): void {
    const subjects = shards.length === all ? [patterns.eventsOf('*')] : shards.map((one) => patterns.eventsOf(one));
    if (subjects.join() === this.#subjects.join()) return;
    this.#subjects = subjects;
    this.#interrupt();
    if (subjects.length > 0) this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async stop(): Promise<void> {
    this.#subjects = [];
    this.#interrupt();
    await this.#running;
  }

  #interrupt(): void {
    this.#messages?.stop();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (this.#subjects.length > 0) {
      const subjects = this.#subjects;
      try {
        await this.#read(subjects);
      } catch (error) {
        if (this.#subjects.length > 0) this.#reader.onError(error);
      }
      if (subjects === this.#subjects) await this.#pause();
    }
  }

  async #read(subjects: readonly string[]): Promise<void> {
    const consumer = await this.#consumer(subjects);
    if (subjects !== this.#subjects) return;
    const messages = await consumer.consume({ max_messages: UNACKNOWLEDGED, abort_on_missing_resource: true });
    this.#messages = messages;
    if (subjects !== this.#subjects) messages.stop();
    for await (const message of messages) this.#take(message);
  }

  async #consumer(subjects: readonly string[]): Promise<Consumer> {
    const { consumers } = await jetstreamManager(this.#nats.connection);
    const { name } = this.#reader;
    const known = await consumers.info(STREAM, name).catch(() => undefined);
    const read = known?.config.filter_subjects ?? [known?.config.filter_subject ?? ''];
    const reads = (subject: string): boolean => read.includes(subject) || read.includes(patterns.eventsOf('*'));
    if (known && !subjects.every(reads)) await consumers.delete(STREAM, name);
    const filter = { filter_subjects: [...subjects] };
    if (known && subjects.every(reads)) await consumers.update(STREAM, name, filter);
    else
      await consumers.add(STREAM, {
        ...filter,
        durable_name: name,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ack_wait: nanos(ACK_WAIT_MS),
        max_ack_pending: UNACKNOWLEDGED,
        inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
      });
    return jetstream(this.#nats.connection).consumers.get(STREAM, name);
  }

  #take(message: JsMsg): void {
    const cluster = parseClusterSubject(message.subject);
    const decoded = eventMessage.decode(message.data);
    const foreign = decoded.ok && decoded.value.cluster !== cluster;
    if (decoded.ok && !foreign) return this.#reader.onEvent(decoded.value, () => message.ack());
    message.term();
    const reason = decoded.ok
      ? `an event of ${decoded.value.cluster} came on the subject of another cluster`
      : decoded.error.map(describeProblem).join('; ');
    this.#reader.onBad(cluster, reason);
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, AGAIN_MS);
      this.#wake = () => (clearTimeout(timer), resolve());
    });
    this.#wake = undefined;
  }
}
