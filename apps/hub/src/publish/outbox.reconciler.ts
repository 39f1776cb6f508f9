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
import type { Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Restored } from '../restore/restored.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { BundleStore } from './bundle-store.ts';
import { bundlesOf, placementsOf } from './bundles-of.ts';
import { packManifest, unpackManifest } from './stored-manifest.ts';

export interface OutboxReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly manifests: ManifestStream;
  readonly bundles: BundleStore;
  readonly restored: Restored;
  readonly signer: Signer;
  readonly compressor: Compressor;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
}

/** Publishes what was decided: the bundles first, each acknowledged, then the manifest with compare-and-set. */
export class OutboxReconciler {
  readonly #options: OutboxReconcilerOptions;

  constructor(options: OutboxReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<void> {
    const { db, shards, manifests, signer, compressor } = this.#options;
    const cluster = await clusterById(db.sql, key);
    if (!cluster || !shards.owns(cluster.shard)) return;
    const [outbox, row] = [await waitingOutbox(db.sql, cluster.id), await manifestOf(db.sql, cluster.id)];
    if (outbox === undefined || !row) return;
    const next = unpackManifest(row.body);
    const base = row.publishedBody ? unpackManifest(row.publishedBody) : undefined;

    await this.#options.bundles.store(bundlesOf(next));
    const sealed = sealManifest(next, { signer, compressor, ...(base && { base }) });
    if (sealed.blob) await this.#options.bundles.storeManifest(sealed.blob);
    const { headers, body } = sealed;
    const published = await manifests.publish(cluster.id, { headers, body, expectedSequence: row.sequence ?? 0 });

    if (published.ok)
      return this.#acknowledged(cluster, { row, next, base, outbox, sequence: published.value.sequence });
    await this.#conflict(cluster, { row, next, base, outbox });
  }

  async #acknowledged(
    cluster: ClusterRow,
    done: {
      row: ManifestRow;
      next: ClusterManifest;
      base: ClusterManifest | undefined;
      outbox: bigint;
      sequence: number;
    },
  ): Promise<void> {
    const { shards, changes, logger } = this.#options;
    const { row, next, base, outbox, sequence } = done;
    const placements = placementsOf(next, base);
    const ids = placements.map((one) => one.id);
    const changed = await shards.transaction([cluster.shard], (sql) =>
      counted(sql, ids, async () => {
        const { generation, body } = row;
        await manifestPublished(sql, { clusterId: cluster.id, generation, body, sequence, outbox });
        return storePlacements(sql, cluster.id, placements);
      }),
    );
    changes.publish({ kind: 'application', ids: changed });
    changes.publish({ kind: 'cluster', ids: [cluster.id] });
    logger.info({ cluster: cluster.name, generation: row.generation, applications: ids.length }, 'manifest published');
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
      return this.#acknowledged(cluster, { ...tried, sequence: stored.sequence });
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
