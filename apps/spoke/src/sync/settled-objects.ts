import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '@wheelhouse/core-domain';
import { writeOptionsOf } from '@wheelhouse/core-sync';
import { desiredObjects } from './inspect.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import type { Target } from './target.ts';

/** Whether an object that is to be applied is in the cluster as it is written already, by `keyText` and its text. */
export type IsSettled = (key: string, object: KubeObject) => boolean;

const NEVER: IsSettled = () => false;

/**
 * What the last sync applied, the new bundle says again, and the watch shows as it was left need not be written again: an
 * equal digest means no work. Nothing counts as settled where a person asked for the sync, the last one failed, or marks and
 * rights may differ.
 */
export async function settledObjects(target: Target, job: SyncJob, deps: SyncDependencies): Promise<IsSettled> {
  const { attempted, applied, serviceAccount } = target.stored;
  const same = attempted !== undefined && applied?.bundle === attempted.digest && attempted.spec === job.spec;
  if (!same || job.dryRun || serviceAccount !== target.serviceAccount) return NEVER;
  const { syncOptions } = target.spec.syncPolicy;
  const isAsked = (object: KubeObject): boolean =>
    job.everything === true && !writeOptionsOf(object, syncOptions).applyOutOfSyncOnly;
  if (!deps.bundles.isKept(attempted.digest)) return NEVER;
  const before = await desiredObjects(target, deps);
  if (!before.ok) return NEVER;
  return (key, object) => !isAsked(object) && isDeepStrictEqual(before.value.get(key), object) && isAsLeft(target, key);
}

function isAsLeft({ records, stored, drift, suspects, failures }: Target, key: string): boolean {
  const record = records.get(key);
  const hash = stored.hashes[key];
  if (!record || record.deleting || hash === undefined || record.ownHash !== hash) return false;
  return !drift.has(key) && !suspects.has(key) && !failures.has(key);
}
