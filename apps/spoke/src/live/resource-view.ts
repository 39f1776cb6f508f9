import type { LiveRequests } from '@wheelhouse/contract';
import { driftOf } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import { desiredObjects } from '../sync/inspect.ts';
import { refOfKey } from '../sync/prune-object.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';
import type { Target } from '../sync/target.ts';
import { shown } from './mask-secret.ts';

/** One object, live and as desired, and where they differ. Of the application's own objects only. */
export async function resourceView(
  target: Target,
  key: ObjectKey,
  deps: SyncDependencies,
): Promise<LiveRequests['resource']['answer']> {
  const text = keyText(key);
  const entry = target.stored.inventory.find((candidate) => keyText(candidate.key) === text);
  const desired = await desiredObjects(target, deps);
  const plain = desired.ok ? desired.value.get(text) : undefined;
  const apiVersion = entry?.apiVersion ?? plain?.apiVersion;
  if (!apiVersion) return { changes: [] };
  const live = await deps.kube.get(refOfKey(key, apiVersion));
  const object = plain && mark(plain, { applicationId: target.id, identity: target.stored.spec.identity });
  const changes = object ? driftOf(object, live, { ignore: target.stored.spec.ignoreDifferences }).changes : [];
  return { changes, ...(live ? { live: shown(live) } : {}), ...(plain ? { desired: shown(plain) } : {}) };
}
