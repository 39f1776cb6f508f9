import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  addEvents,
  blobsResealed,
  blobsUnderOtherKeys,
  clustersWithKeysOf,
  dropUnusedProjectKeys,
  forgetLostBlobs,
  keysAwaited,
  keysOfProjects,
  unstoredBlobsOf,
  type BlobName,
  type Database,
  type ResealedBlob,
} from '@wheelhouse/adapter-postgres';
import { blobMessage, resealBlob, type BodyOpener, type BodySealer } from '@wheelhouse/contract';
import { describeProblem, type ProjectId } from '@wheelhouse/core-domain';
import { done, wait, type Clock, type Logger, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { BundleStore } from '../publish/bundle-store.ts';
import type { ProjectKeys } from './project-keys.ts';

/** Blobs at once: a batch is over before anybody waits for it. */
const BATCH = 64;
const BETWEEN_BATCHES_MS = 20;
/** A cluster that has not the new key in its manifest by then asks for its manifest when it meets the key. */
const AWAIT_MANIFESTS_MS = 30_000;

export interface ResealReconcilerOptions {
  readonly db: Database;
  readonly keys: ProjectKeys;
  readonly blobs: Pick<BlobStream, 'get'>;
  readonly bundles: BundleStore;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Keys {
  readonly project: ProjectId;
  readonly opener: BodyOpener;
  readonly sealer: BodySealer;
}

/**
 * Brings what a project has stored under its current key, batch by batch, and drops keys that nothing is sealed with. Each
 * blob's new bytes are in its row before the stream's are replaced: a crash between the two loses nothing.
 */
export class ResealReconciler {
  readonly #options: ResealReconcilerOptions;

  constructor(options: ResealReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<Outcome> {
    const { db, keys, clock } = this.#options;
    const project = key as ProjectId;
    const sealer = await keys.sealerOf(db.sql, project);
    const current = (await keysOfProjects(db.sql, [project])).find(({ id }) => id === sealer.keyId);
    const young = current !== undefined && clock.now() - current.createdAt.getTime() < AWAIT_MANIFESTS_MS;
    if (young && (await keysAwaited(db.sql, project, sealer.keyId))) {
      return wait(250, 'the clusters get to know the new key first');
    }
    const opener = await keys.openerOf(db.sql, project);
    const busy = (await this.#storeWaiting(project)) || (await this.#reseal({ project, opener, sealer }));
    if (busy) return wait(BETWEEN_BATCHES_MS, 'there is more to seal anew');
    await this.#drop(project);
    return done;
  }

  /** What the stream has not yet: it is put there as it is, so that one way is enough for the rest. */
  async #storeWaiting(project: ProjectId): Promise<boolean> {
    const { db, bundles } = this.#options;
    const waiting = await unstoredBlobsOf(db.sql, project, BATCH);
    await bundles.sendThese(waiting);
    return waiting.length > 0;
  }

  async #reseal(keys: Keys): Promise<boolean> {
    const { db, blobs, bundles } = this.#options;
    const rows = await blobsUnderOtherKeys(db.sql, {
      ...keys,
      projectId: keys.project,
      keyId: keys.sealer.keyId,
      limit: BATCH,
    });
    if (rows.length === 0) return false;
    const lost: BlobName[] = [];
    const resealed: ResealedBlob[] = [];
    await Promise.all(
      rows.map(async (row) => {
        const bytes = await blobs.get(row.projectId, row.digest);
        const body = bytes && this.#resealed(row, bytes, keys);
        if (body) resealed.push({ ...row, before: row.keyId, keyId: keys.sealer.keyId, body });
        else lost.push(row);
      }),
    );
    await forgetLostBlobs(db.sql, lost);
    await bundles.sendThese(await blobsResealed(db.sql, resealed));
    return true;
  }

  /** Undefined for what nobody can open any more: it is as good as lost. */
  #resealed(name: BlobName, bytes: Uint8Array, { opener, sealer }: Keys): Uint8Array | undefined {
    const { logger } = this.#options;
    const envelope = blobMessage.decode(bytes);
    const same = envelope.ok && envelope.value.project === name.projectId && envelope.value.digest === name.digest;
    const sealed = same ? resealBlob(bytes, opener, sealer) : undefined;
    if (sealed?.ok) return sealed.value;
    const reason = sealed ? sealed.error.map(describeProblem).join('; ') : 'the stream holds something else';
    logger.error({ digest: name.digest, project: name.projectId }, `a blob cannot be sealed anew: ${reason}`);
    return undefined;
  }

  async #drop(project: ProjectId): Promise<void> {
    const { db, wakes, logger } = this.#options;
    const clusters = await clustersWithKeysOf(db.sql, project);
    const dropped = await db.transaction(async (sql) => {
      const ids = await dropUnusedProjectKeys(sql, project);
      const message = `${ids.length === 1 ? `key ${ids[0]} is` : `keys ${ids.join(', ')} are`} gone: everything is sealed with the current one`;
      if (ids.length > 0)
        await addEvents(sql, [{ projectId: project, type: 'Normal', reason: 'ProjectKeyDropped', message }]);
      return ids;
    });
    if (dropped.length === 0) return;
    wakes.wake('cluster', clusters);
    logger.info({ project, keys: dropped }, 'old keys of the project are gone');
  }
}
