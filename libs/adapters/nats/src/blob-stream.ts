import { jetstreamManager } from '@nats-io/jetstream';
import { blobMessage, streams, subjects } from '@wheelhouse/contract';
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

  /**
   * `exists`: a blob that says it is this one is there. Throws `NatsError` `too-large` where the server takes no message of
   * this size.
   */
  async put(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const first = await this.store(project, digest, bytes);
    if (first === 'stored' || (await this.isBlob(project, digest))) return first;
    // The server answers a client on whatever reply subject the client names, also on a blob's. What such an answer left
    // behind is no envelope of this blob, and must not keep the real one out.
    await this.delete(project, digest);
    return this.store(project, digest, bytes);
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
  private async store(project: ProjectId, digest: Digest, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const subject = subjects.blob(project, digest);
    const stored = await publishToStream(this.nats, { subject, body: bytes });
    if (stored.ok) return 'stored';
    if (stored.code === storeRefusals.maxPerSubject) return 'exists';
    throw unexpectedRefusal(subject, stored);
  }

  private async isBlob(project: ProjectId, digest: Digest): Promise<boolean> {
    const bytes = await this.get(project, digest);
    const decoded = bytes && blobMessage.decode(bytes);
    return decoded?.ok === true && decoded.value.project === project && decoded.value.digest === digest;
  }
}
