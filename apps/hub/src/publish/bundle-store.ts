import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  blobsStored,
  claimBlobs,
  putBlobs,
  TOUCHES_PER_GRACE,
  unstoredBlobs,
  type BlobName,
  type Database,
  type StoredBlobRow,
  type UnstoredBlob,
} from '@wheelhouse/adapter-postgres';
import type { SealedManifest } from '@wheelhouse/contract';

export interface BundleStoreOptions {
  readonly db: Database;
  readonly blobs: Pick<BlobStream, 'put' | 'remove'>;
  /** Puts back the rows of bundles that are lost, as far as it can. */
  readonly restorer: { restore(lost: readonly BlobName[]): Promise<void> };
  /** How long what is claimed stays, in milliseconds. */
  readonly graceMs: number;
  /** In milliseconds; default: this process's. */
  readonly monotonic?: () => number;
}

/** For so long all who name a bundle share one claim of it: the manifests of one Release, a small part of the grace. */
const SHARED_MS = 2_000;
/** A Release with more is left to its manifests, each with its own part. */
const MOST_AHEAD = 64;

interface Shared {
  readonly until: number;
  readonly done: Promise<void>;
}

/** Has the stream hold what a manifest names, before the manifest is published. */
export class BundleStore {
  readonly #options: BundleStoreOptions;
  readonly #shared = new Map<string, Shared>();

  constructor(options: BundleStoreOptions) {
    this.#options = options;
  }

  /** Claims these bundles, renders again what was collected or lost, and resolves when the stream has acknowledged all. */
  async store(named: readonly BlobName[]): Promise<void> {
    const { graceMs, monotonic = () => performance.now() } = this.#options;
    const now = monotonic();
    for (const [key, { until }] of this.#shared) if (until <= now) this.#shared.delete(key);
    const begun = new Set(named.flatMap((one) => this.#shared.get(keyOf(one))?.done ?? []));
    const fresh = named.filter((one) => !this.#shared.has(keyOf(one)));
    const done = this.#store(fresh);
    const shared = { done, until: now + Math.min(SHARED_MS, graceMs / TOUCHES_PER_GRACE) };
    for (const one of fresh) this.#shared.set(keyOf(one), shared);
    try {
      await Promise.all([done, ...begun]);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** What a Release has just made is on its way before any manifest names it. Whoever publishes one is told what fails. */
  storeAhead(named: readonly BlobName[]): void {
    if (named.length <= MOST_AHEAD) this.store(named).catch(() => undefined);
  }

  /** The stream may have lost what it had. */
  forget(): void {
    this.#shared.clear();
  }

  async #store(named: readonly BlobName[]): Promise<void> {
    if (named.length === 0) return;
    const { db, restorer, graceMs } = this.#options;
    const missing = await claimBlobs(db.sql, named, graceMs);
    if (missing.length > 0) await restorer.restore(missing);
    await this.#send(named);
  }

  /** A manifest that is too large for a message is a blob of its own: it has a row like the others, and is collected like them. */
  async storeManifest({ project, digest, bytes }: NonNullable<SealedManifest['blob']>): Promise<void> {
    const name = { projectId: project, digest };
    await putBlobs(this.#options.db.sql, [
      { ...name, kind: 'manifest', size: bytes.length, parts: [], body: bytes, keyId: '' },
    ]);
    await this.#send([name]);
  }

  async #send(named: readonly BlobName[]): Promise<void> {
    await this.sendThese(await unstoredBlobs(this.#options.db.sql, named));
  }

  /** Rows whose bytes wait for the stream; resolves when it has them. */
  async sendThese(waiting: readonly UnstoredBlob[]): Promise<void> {
    const { sql } = this.#options.db;
    await blobsStored(sql, await Promise.all(waiting.map((one) => this.#sendOne(one))));
  }

  /** What the collector was deleting goes first: its message would be taken for this one. */
  async #sendOne({ projectId, digest, body, keyId, doomed, createdAt }: UnstoredBlob): Promise<StoredBlobRow> {
    const { blobs } = this.#options;
    if (doomed !== null) await blobs.remove(projectId, digest, doomed);
    const { sequence } = await blobs.put(projectId, digest, body);
    return { projectId, digest, createdAt, keyId, sequence };
  }
}

const keyOf = ({ projectId, digest }: BlobName): string => `${projectId}/${digest}`;
