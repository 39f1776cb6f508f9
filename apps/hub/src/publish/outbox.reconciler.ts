import type { ManifestStream, StoredManifest } from '@wheelhouse/adapter-nats';
import {
  clusterById,
  counted,
  manifestOf,
  manifestPublished,
  putManifest,
  setSequence,
  storePlacements,
  waitingOutbox,
  type ClusterRow,
  type Database,
  type ManifestRow,
  type PublishedManifest,
} from '@wheelhouse/adapter-postgres';
import {
  decodeManifestHeaders,
  manifestDigest,
  manifestMessage,
  sealManifest,
  type ClusterManifest,
  type Compressor,
  type Signer,
} from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Restored } from '../restore/restored.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { BundleStore } from './bundle-store.ts';
import { bundlesOf, newBundlesOf, placementsOf } from './bundles-of.ts';
import type { Handed, Handover } from './handover.ts';
import { packManifest, unpackManifest } from './stored-manifest.ts';

export interface OutboxReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly manifests: ManifestStream;
  readonly bundles: BundleStore;
  readonly restored: Restored;
  readonly handover: Handover;
  readonly signer: Signer;
  readonly compressor: Compressor;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
}

interface Acknowledged extends PublishedManifest {
  readonly next: ClusterManifest;
  readonly base: ClusterManifest | undefined;
}

/** Publishes what was decided: the bundles first, each acknowledged, then the manifest with compare-and-set. */
export class OutboxReconciler {
  readonly #options: OutboxReconcilerOptions;

  constructor(options: OutboxReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<void> {
    const { db, shards, handover } = this.#options;
    const handed = handover.take(key as ClusterId);
    if (handed && shards.owns(handed.cluster.shard) && (await this.#publishHanded(handed))) return;
    handover.forget(key as ClusterId);
    const cluster = await clusterById(db.sql, key);
    if (!cluster || !shards.owns(cluster.shard)) return;
    const [outbox, row] = [await waitingOutbox(db.sql, cluster.id), await manifestOf(db.sql, cluster.id)];
    if (outbox === undefined || !row) return;
    const next = unpackManifest(row.body);
    const base = row.publishedBody ? unpackManifest(row.publishedBody) : undefined;
    await this.#options.bundles.store(bundlesOf(next));
    const sequence = await this.#publish(cluster, next, { base, sequence: row.sequence ?? 0 });
    const tried = { row, next, base, outbox };
    if (sequence === undefined) return this.#conflict(cluster, tried);
    await this.#acknowledged(cluster, { ...row, next, base, outbox: [0n, outbox], sequence });
  }

  /** From what is at hand. False: the stream has another message than we know, and the database is to be asked. */
  async #publishHanded(handed: Handed): Promise<boolean> {
    const { cluster, next, base, generation, body, outbox } = handed;
    // What the base names is held by the stream since that was published, and is not collected as long as it is named.
    await this.#options.bundles.store(newBundlesOf(next, base));
    const sequence = await this.#publish(cluster, next, handed);
    if (sequence === undefined) return false;
    const rows = [outbox - 1n, outbox] as const;
    await this.#acknowledged(cluster, { clusterId: cluster.id, generation, body, next, base, outbox: rows, sequence });
    return true;
  }

  /** The sequence of the message, or undefined where another one than expected is the last. */
  async #publish(
    cluster: ClusterRow,
    next: ClusterManifest,
    { base, sequence }: { readonly base: ClusterManifest | undefined; readonly sequence: number },
  ): Promise<number | undefined> {
    const { manifests, signer, compressor, bundles, logger } = this.#options;
    const sealed = sealManifest(next, { signer, compressor, ...(base && { base }) });
    if (sealed.blob) await bundles.storeManifest(sealed.blob);
    const { headers, body } = sealed;
    const published = await manifests.publish(cluster.id, { headers, body, expectedSequence: sequence });
    if (!published.ok) return undefined;
    logger.debug({ cluster: cluster.name, generation: next.generation }, 'manifest is in the stream');
    return published.value.sequence;
  }

  async #acknowledged(cluster: ClusterRow, done: Acknowledged): Promise<void> {
    const { shards, changes, logger, handover } = this.#options;
    const { next, base, sequence, generation } = done;
    const placements = placementsOf(next, base);
    const ids = placements.map((one) => one.id);
    const changed = await shards.transaction([cluster.shard], (sql) =>
      counted(sql, ids, async () => {
        await manifestPublished(sql, done);
        return storePlacements(sql, cluster.id, placements);
      }),
    );
    handover.published(cluster.id, { sequence, manifest: next });
    changes.publish({ kind: 'application', ids: changed });
    changes.publish({ kind: 'cluster', ids: [cluster.id] });
    logger.info({ cluster: cluster.name, generation, applications: ids.length }, 'manifest published');
  }

  /** Somebody else was here, or we were and died before it was written down. The stream says which. */
  async #conflict(
    cluster: ClusterRow,
    tried: { row: ManifestRow; next: ClusterManifest; base: ClusterManifest | undefined; outbox: bigint },
  ): Promise<void> {
    const { manifests, shards, wakes, restored } = this.#options;
    const stored = await manifests.get(cluster.id);
    const said = stored && this.#said(cluster, stored);
    if (said && said.digest === tried.row.digest) {
      const { row, next, base, outbox } = tried;
      return this.#acknowledged(cluster, { ...row, next, base, outbox: [0n, outbox], sequence: stored.sequence });
    }
    if (await restored.takeOver(cluster.id)) return wakes.wake('cluster', cluster.id);
    const generation = Math.max(tried.row.generation, (said?.generation ?? 0) + 1);
    const manifest = { ...tried.next, generation };
    await shards.transaction([cluster.shard], async (sql) => {
      const { shard, term } = shards.claimOf(cluster.shard);
      const digest = manifestDigest(manifestMessage.encode(manifest));
      await putManifest(sql, { clusterId: cluster.id, generation, digest, body: packManifest(manifest), shard, term });
      await setSequence(sql, cluster.id, stored?.sequence ?? 0);
    });
    wakes.wake('outbox', cluster.id);
  }

  #said(cluster: ClusterRow, stored: StoredManifest): { digest: string; generation: number } | undefined {
    const headers = decodeManifestHeaders(cluster.id, stored.header);
    return headers.ok ? headers.value.statement : undefined;
  }
}
