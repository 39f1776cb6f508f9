import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { blobMessage, parseBlobSubject, streams, subjects } from '@wheelhouse/contract';
import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import { directGet, directGetSequence } from './direct-get.ts';
import { publishToStream, storeRefusals, unexpectedRefusal } from './jetstream-publish.ts';
import { NatsError, natsError } from './nats-error.ts';

const { name: STREAM } = streams.blobs;

/** What the stream holds at a blob's subject. */
export interface StoredBlob {
  /** False: it was there already. */
  readonly isNew: boolean;
  readonly sequence: number;
}

export interface BlobSubject {
  readonly project: ProjectId;
  readonly digest: Digest;
}

/** JetStream's answer where a sequence holds no message (any more): `server/errors.json`. */
const NO_MESSAGE = 10037;

/** Content by its digest; each is stored once per project. */
export class BlobStream {
  private readonly nats: Nats;

  constructor(nats: Nats) {
    this.nats = nats;
  }

  /** One under another key than ours is replaced. Throws `NatsError` `too-large` where the server takes no message of this size. */
  async put(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<StoredBlob> {
    const first = await this.store(project, digest, bytes);
    if (first) return { isNew: true, sequence: first };
    const there = await this.sequenceOf(project, digest, bytes);
    if (there) return { isNew: false, sequence: there };
    // The server answers a client on whatever reply subject the client names, also on a blob's. What such an answer left
    // behind is no envelope of this blob, and must not keep the real one out.
    await this.purge(project, digest);
    const again = await this.store(project, digest, bytes);
    const sequence = again ?? (await this.sequenceOf(project, digest, bytes));
    if (!sequence) throw new NatsError('store', `publish ${subjects.blob(project, digest)}: something else is there`);
    return { isNew: again !== undefined, sequence };
  }

  async get(project: ProjectId, digest: Digest): Promise<Uint8Array | undefined> {
    return (await directGet(this.nats, STREAM, subjects.blob(project, digest)))?.body;
  }

  /** What stands at the subject, whatever it is, without its bytes. */
  async head(project: ProjectId, digest: Digest): Promise<{ sequence: number; time: number } | undefined> {
    return directGet(this.nats, STREAM, subjects.blob(project, digest));
  }

  /**
   * Only the collector calls it, after Postgres says `deleting`; and the publisher, of a message that was to be deleted.
   * By its sequence: one that was stored again since then has another and stays, however late this comes. Nothing is
   * deleted where the sequence holds another subject, as after a loss of the stream.
   */
  async remove(project: ProjectId, digest: Digest, sequence: number): Promise<void> {
    const subject = subjects.blob(project, digest);
    const there = await directGetSequence(this.nats, STREAM, sequence);
    if (there?.subject !== subject) return;
    try {
      const manager = await jetstreamManager(this.nats.connection, { checkAPI: false });
      await manager.streams.deleteMessage(STREAM, sequence, false);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return;
      throw natsError(error, `delete ${subject}`);
    }
  }

  /** Every blob that the stream holds: for comparing it with the database, not for ordinary work. */
  async all(): Promise<readonly BlobSubject[]> {
    try {
      const manager = await jetstreamManager(this.nats.connection, { checkAPI: false });
      const { state } = await manager.streams.info(STREAM, { subjects_filter: '>' });
      return Object.keys(state.subjects ?? {}).flatMap((subject) => parseBlobSubject(subject) ?? []);
    } catch (error) {
      throw natsError(error, 'list the blobs');
    }
  }

  private async purge(project: ProjectId, digest: Digest): Promise<void> {
    const subject = subjects.blob(project, digest);
    try {
      const manager = await jetstreamManager(this.nats.connection, { checkAPI: false });
      await manager.streams.purge(STREAM, { filter: subject });
    } catch (error) {
      throw natsError(error, `delete ${subject}`);
    }
  }

  /** The sequence, or undefined where something is there. */
  private async store(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<number | undefined> {
    const subject = subjects.blob(project, digest);
    const stored = await publishToStream(this.nats, { subject, body: bytes });
    if (stored.ok) return stored.sequence;
    if (stored.code === storeRefusals.maxPerSubject) return undefined;
    throw unexpectedRefusal(subject, stored);
  }

  /** Of what is there and says that it is this blob, sealed with the same key. */
  private async sequenceOf(project: ProjectId, digest: Digest, wanted: Uint8Array): Promise<number | undefined> {
    const there = await directGet(this.nats, STREAM, subjects.blob(project, digest)).catch((error: unknown) => {
      // A copied answer carries the headers of what it answered: it says that it is of another subject.
      if (error instanceof NatsError && error.failure === 'bad-answer') return undefined;
      throw error;
    });
    const [found, ours] = [there?.body, wanted].map((bytes) => bytes && blobMessage.decode(bytes));
    if (!found?.ok || !ours?.ok) return undefined;
    const { value } = found;
    const own = value.project === project && value.digest === digest && value.keyId === ours.value.keyId;
    return own ? there!.sequence : undefined;
  }
}
