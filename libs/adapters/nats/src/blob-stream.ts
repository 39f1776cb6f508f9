import { jetstreamManager } from '@nats-io/jetstream';
import { streams, subjects } from '@wheelhouse/contract';
import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import { directGet } from './direct-get.ts';
import { publishToStream, storeRefusals, unexpectedRefusal } from './jetstream-publish.ts';
import { natsError } from './nats-error.ts';

const { name: STREAM } = streams.blobs;

/** Content by its digest; each is stored once per project. */
export class BlobStream {
  private readonly nats: Nats;

  constructor(nats: Nats) {
    this.nats = nats;
  }

  /** Throws `NatsError` `too-large` where the server takes no message of this size. */
  async put(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const subject = subjects.blob(project, digest);
    const stored = await publishToStream(this.nats, { subject, body: bytes });
    if (stored.ok) return 'stored';
    if (stored.code === storeRefusals.maxPerSubject) return 'exists';
    throw unexpectedRefusal(subject, stored);
  }

  async get(project: ProjectId, digest: Digest): Promise<Uint8Array | undefined> {
    return (await directGet(this.nats, STREAM, subjects.blob(project, digest)))?.body;
  }

  /** Only the collector calls it, after Postgres says `deleting`. */
  async delete(project: ProjectId, digest: Digest): Promise<void> {
    const subject = subjects.blob(project, digest);
    try {
      const manager = await jetstreamManager(this.nats.connection, { checkAPI: false });
      await manager.streams.purge(STREAM, { filter: subject });
    } catch (error) {
      throw natsError(error, `delete ${subject}`);
    }
  }
}
