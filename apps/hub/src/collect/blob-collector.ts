import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  blobsDeleted,
  collectionCutoff,
  deletingBlobs,
  markDeleting,
  touchBlobs,
  touchNamedBlobs,
  unnamedBlobs,
  type Database,
  type DeletingBlob,
} from '@wheelhouse/adapter-postgres';
import { Slots } from '@wheelhouse/runtime';
import { namedByManifests } from './named-by-manifests.ts';

export interface BlobCollectorOptions {
  readonly db: Database;
  readonly blobs: Pick<BlobStream, 'remove'>;
  /** How long a blob is kept that nothing names, in milliseconds. */
  readonly graceMs: number;
}

/** Of one sweep; what is more waits for the next. */
const MOST = 20_000;
/** Deletions under way at a time: publishing goes on beside them. */
const AT_ONCE = 16;
/** Rows that go in one statement. */
const BATCH = 500;

/**
 * Collects blobs: marks `deleting` what no manifest, target, kept Release or operation names and nobody used for `graceMs`, deletes
 * it in the stream, then its row. Whatever dies in between, the next sweep goes on with what is marked.
 */
export class BlobCollector {
  readonly #options: BlobCollectorOptions;
  readonly #deletions = new Slots(AT_ONCE);

  constructor(options: BlobCollectorOptions) {
    this.#options = options;
  }

  /** Answers with how many were collected. */
  async sweep(): Promise<number> {
    const { db, graceMs } = this.#options;
    const cutoff = await collectionCutoff(db.sql, graceMs);
    await touchNamedBlobs(db.sql, graceMs);
    const unnamed = await unnamedBlobs(db.sql, cutoff, MOST);
    if (unnamed.length > 0) {
      const named = await namedByManifests(db.sql);
      const isNamed = (one: (typeof unnamed)[number]): boolean => named.has(`${one.projectId}/${one.digest}`);
      await touchBlobs(db.sql, unnamed.filter(isNamed));
      await markDeleting(
        db.sql,
        unnamed.filter((one) => !isNamed(one)),
        cutoff,
      );
    }
    return this.#delete(await deletingBlobs(db.sql));
  }

  async #delete(doomed: readonly DeletingBlob[]): Promise<number> {
    const { db } = this.#options;
    let gone = 0;
    for (let at = 0; at < doomed.length; at += BATCH) {
      const batch = doomed.slice(at, at + BATCH);
      await Promise.all(batch.map((one) => this.#deletions.use(() => this.#deleteOne(one))));
      gone += await blobsDeleted(db.sql, batch);
    }
    return gone;
  }

  /** One that was never stored has no message; what stands at its subject nevertheless is found by the audit. */
  async #deleteOne({ projectId, digest, sequence }: DeletingBlob): Promise<void> {
    if (sequence !== null) await this.#options.blobs.remove(projectId, digest, sequence);
  }
}
