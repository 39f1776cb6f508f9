import { isKubeError } from '@wheelhouse/adapter-kube';
import type { ObjectRef } from '@wheelhouse/adapter-kube';
import { driftOf, ownFields } from '@wheelhouse/core-diff';
import type { Drift } from '@wheelhouse/core-diff';
import type { BundleRef } from '@wheelhouse/contract';
import { keyOf, keyText, parseKeyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey, Result } from '@wheelhouse/core-domain';
import { ok } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import type { BundleFailure } from '../state/bundle-store.ts';
import { ownerOf, writtenVersion } from '../watch/live-record.ts';
import { refOf } from './apply-object.ts';
import { ignoredFields } from './ignored-fields.ts';
import { prepareObjects } from './prepare-objects.ts';
import { refOfKey } from './prune-object.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { Target } from './target.ts';

/** By `keyText`: what the last sync set out to make, or what another bundle says, without marks. Empty before the first. */
export type Desired = ReadonlyMap<string, KubeObject>;

/** By `keyText`: what a run that is under way has yet to write. */
export type IsHeld = (key: string) => boolean;
export const heldByNone: IsHeld = () => false;

export async function desiredObjects(
  target: Target,
  deps: SyncDependencies,
  of: BundleRef | undefined = target.stored.attempted,
): Promise<Result<Desired, BundleFailure>> {
  if (!of) return ok(new Map());
  const { spec } = target.stored;
  const bundle = await deps.bundles.get(of);
  if (!bundle.ok) return bundle;
  const { objects } = await prepareObjects(deps.kube, bundle.value.objects, {
    namespace: spec.destinationNamespace,
    scaledLive: deps.scaledLive,
    inventory: target.stored.inventory,
  });
  return ok(new Map(objects.map((object) => [keyText(keyOf(object)), object])));
}

/**
 * Looks at every suspect: is it there, and does it still say what we applied? The watch told that something changed; which fields, and
 * who took them, it tells of some kinds, and a GET of the others. Afterwards `target.drift` is true, and nothing is suspect that was not touched meanwhile.
 */
export async function inspect(
  target: Target,
  desired: Desired,
  deps: SyncDependencies,
  isHeld: IsHeld = heldByNone,
): Promise<void> {
  const suspects = new Map([...target.suspects].filter(([key]) => !isHeld(key)));
  for (const key of suspects.keys()) target.suspects.delete(key);
  try {
    for (const [key, why] of suspects) {
      await inspectOne(target, key, { why, object: desired.get(key), deps });
      suspects.delete(key);
    }
  } catch (error) {
    // What could not be looked at is as suspect as before; what the watch says meanwhile counts, too.
    for (const [key, why] of suspects) if (target.suspects.get(key) !== 'gone') target.suspects.set(key, why);
    throw error;
  }
}

async function inspectOne(
  target: Target,
  key: string,
  {
    why,
    object,
    deps,
  }: { readonly why: 'changed' | 'gone'; readonly object: KubeObject | undefined; readonly deps: SyncDependencies },
): Promise<void> {
  const record = target.records.get(key);
  const told = toldOf(target, key);
  if (!target.inventoryHas(parseKeyText(key))) target.drift.delete(key);
  else if (!object) await confirmUndesired(target, key, deps);
  else if (why === 'gone' || !record || record.ownHash !== target.stored.hashes[key]) {
    await look(target, key, object, { ...deps, told: why === 'gone' ? undefined : told });
  } else target.drift.delete(key);
}

async function look(
  target: Target,
  key: string,
  object: KubeObject,
  deps: SyncDependencies & { readonly told: KubeObject | undefined },
): Promise<void> {
  const live = deps.told ?? (await getLive(refOf(object), deps));
  if (live) deps.observed(live);
  else target.records.delete(key);
  // What a sync was refused is not adopted by healing it.
  if (!target.wasWritten(key) && (!live || ownerOf(live) !== target.id)) return void target.drift.delete(key);
  const hash = target.stored.hashes[key];
  const desired = mark(object, { applicationId: target.id, identity: target.stored.spec.identity });
  const drift = driftOf(desired, live, {
    ...(hash === undefined ? {} : { ownHash: hash }),
    ignore: ignoredFields(target.stored.spec, deps),
  });
  note(target, key, drift, live);
}

/** Of a kind that the cluster does not have (any more) there is nothing; the other objects are looked at all the same. */
async function getLive(ref: ObjectRef, { kube }: Pick<SyncDependencies, 'kube'>): Promise<KubeObject | undefined> {
  try {
    return await kube.get(ref);
  } catch (error) {
    if (isKubeError(error, 'UNKNOWN_KIND')) return undefined;
    throw error;
  }
}

/** What the watch told, if nothing newer is known and it is not said to be gone. */
function toldOf({ told, records }: Target, key: string): KubeObject | undefined {
  const object = told.get(key);
  told.delete(key);
  return object?.metadata['resourceVersion'] === records.get(key)?.resourceVersion ? object : undefined;
}

function note(target: Target, key: string, drift: Drift, live: KubeObject | undefined): void {
  if (drift.drifted || (drift.reclaim && selfHeals(target))) {
    const failure = target.drift.get(key)?.failure;
    target.drift.set(key, {
      missing: live === undefined,
      changes: drift.changes,
      ...(live ? { seen: writtenVersion(live) } : {}),
      ...(failure === undefined ? {} : { failure }),
    });
    return;
  }
  target.drift.delete(key);
  // What changed is to be ignored, or says the same as before: from now on this is how it should look.
  const own = live && ownFields(live);
  const hashes = { ...target.stored.hashes };
  if (own) hashes[key] = own.hash;
  else delete hashes[key];
  target.stored = { ...target.stored, hashes };
}

/** Waits to be pruned, or is on its way out: when it is really gone, its key may leave the inventory. */
async function confirmUndesired(target: Target, key: string, deps: SyncDependencies): Promise<void> {
  const entry = target.stored.inventory.find((candidate) => keyText(candidate.key) === key);
  if (!entry || (await mayBeThere(entry, deps))) return;
  target.records.delete(key);
  target.drift.delete(key);
  target.failures.delete(key);
  const { [key]: _, ...hashes } = target.stored.hashes;
  target.stored = {
    ...target.stored,
    hashes,
    inventory: target.stored.inventory.filter((candidate) => candidate !== entry),
    kept: target.stored.kept.filter((kept) => keyText(kept.key) !== key),
  };
  await deps.state.saveApplication(target.stored);
}

/** A kind that cannot be found may come back with its objects: its API may only be away. */
async function mayBeThere(
  { key, apiVersion }: { readonly key: ObjectKey; readonly apiVersion: string },
  { kube }: Pick<SyncDependencies, 'kube'>,
): Promise<boolean> {
  if (!(await kube.resourceFor(apiVersion, key.kind))) return true;
  return (await kube.getMetadata(refOfKey(key, apiVersion))) !== undefined;
}

export const selfHeals = ({ spec, stored }: Target): boolean =>
  !stored.suspended && (spec.syncPolicy.automated?.selfHeal ?? false);
