import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { parseClusterSubject, streams, subjects } from '@wheelhouse/contract';
import { err, ok } from '@wheelhouse/core-domain';
import type { ClusterId, Result } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import { directGet, headerOf } from './direct-get.ts';
import type { StoredMessage } from './direct-get.ts';
import { publishToStream, storeRefusals, unexpectedRefusal } from './jetstream-publish.ts';
import { natsError } from './nats-error.ts';
import { listen } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export interface ManifestMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The last sequence of the cluster's subject that the publisher knows; 0 for none. */
  readonly expectedSequence: number;
}

export type StoredManifest = StoredMessage;

/** A stored manifest's headers: of the live subject, or of all manifests at once. */
export interface ManifestHead {
  readonly sequence: number;
  readonly header: (name: string) => string | undefined;
}

const { name: STREAM } = streams.manifests;

/** One manifest per cluster, the last one; compare-and-set on the sequence of the cluster's own subject. */
export class ManifestStream {
  private readonly nats: Nats;

  constructor(nats: Nats) {
    this.nats = nats;
  }

  /** `conflict`: another publisher was here; read what is there and decide again. */
  async publish(
    cluster: ClusterId,
    message: ManifestMessage,
  ): Promise<Result<{ readonly sequence: number }, 'conflict'>> {
    const subject = subjects.manifest(cluster);
    const expected = { 'Nats-Expected-Last-Subject-Sequence': String(message.expectedSequence) };
    const stored = await publishToStream(this.nats, {
      subject,
      body: message.body,
      headers: { ...message.headers, ...expected },
    });
    if (stored.ok) return ok({ sequence: stored.sequence });
    if (stored.code === storeRefusals.wrongLastSequence) return err('conflict');
    throw unexpectedRefusal(subject, stored);
  }

  /** Of a cluster of NATS servers, a replica that lags may answer: an older manifest, never another cluster's. */
  get(cluster: ClusterId): Promise<StoredManifest | undefined> {
    return directGet(this.nats, STREAM, subjects.manifest(cluster));
  }

  /** Headers only, and only of what was stored. Says nothing about what was published while disconnected. */
  subscribeLive(cluster: ClusterId, handler: (live: ManifestHead) => void): Subscription {
    return listen(this.nats, subjects.live(cluster), (message) => {
      const header = headerOf(message);
      handler({ sequence: Number(header('Nats-Sequence')), header });
    });
  }

  /** When the cluster is removed. */
  async delete(cluster: ClusterId): Promise<void> {
    const subject = subjects.manifest(cluster);
    await mapped(`delete ${subject}`, async () => {
      const manager = await jetstreamManager(this.nats.connection);
      await manager.streams.purge(STREAM, { filter: subject });
    });
  }

  /** Every cluster's manifest by its headers: for comparing the stream with Postgres after either was restored. */
  async heads(): Promise<ReadonlyMap<ClusterId, ManifestHead>> {
    return mapped('list the manifests', async () => {
      const heads = new Map<ClusterId, ManifestHead>();
      const consumer = await jetstream(this.nats.connection).consumers.get(STREAM, {
        deliver_policy: 'last_per_subject',
        headers_only: true,
      });
      const pending = (await consumer.info(true)).num_pending;
      if (pending === 0) return heads;
      for await (const message of await consumer.consume({ max_messages: 500 })) {
        const cluster = parseClusterSubject(message.subject);
        const header = (name: string) => message.headers?.get(name) || undefined;
        if (cluster) heads.set(cluster, { sequence: message.seq, header });
        if (message.info.pending === 0) break;
      }
      await consumer.delete();
      return heads;
    });
  }
}

async function mapped<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw natsError(error, what);
  }
}
