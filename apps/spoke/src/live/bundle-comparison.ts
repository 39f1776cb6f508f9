import { refuse } from '@wheelhouse/adapter-nats';
import type { BundleComparison, BundleRef, ObjectComparison } from '@wheelhouse/contract';
import { compare } from '@wheelhouse/core-diff';
import { hookRoleOf, keyOf, keyText, versionOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import { refOf } from '../sync/apply-object.ts';
import { eachOf } from '../sync/each-of.ts';
import { ignoredFields } from '../sync/ignored-fields.ts';
import { desiredObjects } from '../sync/inspect.ts';
import type { Desired } from '../sync/inspect.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';
import type { Target } from '../sync/target.ts';

/** Of the API server at once. */
const AT_ONCE = 16;

/** What a sync to the bundle would change: every object is read and compared, nothing is written. */
export async function bundleComparison(
  target: Target,
  bundle: BundleRef,
  deps: SyncDependencies,
): Promise<BundleComparison> {
  const [wanted, applied] = [await desiredObjects(target, deps, bundle), await desiredObjects(target, deps)];
  if (!wanted.ok) throw refuse(`revision ${bundle.revision.slice(0, 12)} cannot be compared: ${wanted.error.reason}`);
  const objects = [...wanted.value.values()].filter((object) => hookRoleOf(object).kind !== 'hook');
  const found = new Map<string, ObjectComparison>();
  await eachOf(objects, AT_ONCE, async (object) => {
    const compared = await compareOne(target, object, applied.ok ? applied.value : new Map(), deps);
    if (compared) found.set(keyText(keyOf(object)), compared);
  });
  const changed = objects.flatMap((object) => found.get(keyText(keyOf(object))) ?? []);
  return { objects: [...changed, ...pruned(target, wanted.value)], unchanged: objects.length - changed.length };
}

async function compareOne(
  target: Target,
  object: KubeObject,
  applied: Desired,
  deps: SyncDependencies,
): Promise<ObjectComparison | undefined> {
  const key = keyOf(object);
  const told = { ...key, version: versionOf(object.apiVersion) };
  const live = await liveOf(object, deps);
  if (!live) return { ...told, change: 'create', changes: [] };
  const marks = { applicationId: target.id, identity: target.stored.spec.identity };
  const before = applied.get(keyText(key));
  const { changes } = compare(mark(object, marks), live, {
    ignore: ignoredFields(target.spec, deps),
    ...(before ? { applied: mark(before, marks) } : {}),
  });
  return changes.length > 0 ? { ...told, change: 'change', changes } : undefined;
}

/** A kind that the cluster does not know yet has no objects. */
async function liveOf(object: KubeObject, { kube }: SyncDependencies): Promise<KubeObject | undefined> {
  return (await kube.resourceFor(object.apiVersion, object.kind)) && kube.get(refOf(object));
}

/** What is ours and no longer said: it goes where pruning is allowed, and is out of sync where it is not. */
const pruned = ({ stored, records }: Target, wanted: Desired): ObjectComparison[] =>
  stored.inventory
    .filter(({ key }) => !wanted.has(keyText(key)) && records.has(keyText(key)))
    .map(({ key, apiVersion }) => ({ ...key, version: versionOf(apiVersion), change: 'delete', changes: [] }));
