import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  adoptForDeletion,
  blobsWithoutRow,
  collectionCutoff,
  dropLostBlobs,
  publishAgain,
  type BlobName,
  type Database,
} from '@wheelhouse/adapter-postgres';
import type { ClusterId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import { clustersNaming } from './named-by-manifests.ts';

export interface BlobAuditOptions {
  readonly db: Database;
  readonly blobs: Pick<BlobStream, 'all' | 'head'>;
  readonly graceMs: number;
  readonly onLost: (clusters: readonly ClusterId[]) => void;
  readonly logger: Logger;
}

/**
 * Compares the stream's blobs with the rows. A message without a row (a publisher died at the wrong moment, the database was
 * restored, somebody wrote there) is collected once it is old; a row without a message (the stream was restored, a disk was
 * bad) is dropped, and the manifests that name it are published again, which renders it again.
 */
export class BlobAudit {
  readonly #options: BlobAuditOptions;

  constructor(options: BlobAuditOptions) {
    this.#options = options;
  }

  async run(): Promise<{ readonly withoutRow: number; readonly lost: number }> {
    const { db, blobs } = this.#options;
    const began = await collectionCutoff(db.sql, 0);
    const held = (await blobs.all()).map(({ project, digest }) => ({ projectId: project, digest }));
    const lost = await dropLostBlobs(db.sql, held, began);
    if (lost.length > 0) await this.#again(lost);
    const withoutRow = await blobsWithoutRow(db.sql, held);
    for (const one of withoutRow) await this.#adopt(one, began);
    return { withoutRow: withoutRow.length, lost: lost.length };
  }

  async #adopt({ projectId, digest }: BlobName, now: Date): Promise<void> {
    const { db, blobs, graceMs } = this.#options;
    const there = await blobs.head(projectId, digest);
    if (!there || there.time > now.getTime() - graceMs) return;
    await adoptForDeletion(db.sql, { projectId, digest, sequence: there.sequence });
  }

  async #again(lost: readonly BlobName[]): Promise<void> {
    const { db, onLost, logger } = this.#options;
    const clusters = await clustersNaming(db.sql, new Set(lost.map((one) => `${one.projectId}/${one.digest}`)));
    logger.warn({ blobs: lost.length, clusters: clusters.length }, 'the stream lost blobs: they are rendered again');
    for (const cluster of clusters) await publishAgain(db.sql, cluster);
    onLost(clusters);
  }
}
