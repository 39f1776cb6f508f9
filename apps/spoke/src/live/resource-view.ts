import type { BundleRef, LiveRequests } from '@wheelhouse/contract';
import { compare } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import { ignoredFields } from '../sync/ignored-fields.ts';
import { desiredObjects } from '../sync/inspect.ts';
import { refOfKey } from '../sync/prune-object.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';
import type { Target } from '../sync/target.ts';
import { shown, shownBeside } from './mask-secret.ts';

type Asked = Omit<LiveRequests['resource']['request'], 'id'>;

/** One object, live and as desired, where they differ, and what a sync would make of it. Of the application's own objects only. */
export async function resourceView(
  target: Target,
  { key, bundle }: Asked,
  deps: SyncDependencies,
): Promise<LiveRequests['resource']['answer']> {
  const text = keyText(key);
  const entry = target.stored.inventory.find((candidate) => keyText(candidate.key) === text);
  const applied = await objectOf(target, text, deps, undefined);
  const plain = bundle ? await objectOf(target, text, deps, bundle) : applied;
  const apiVersion = plain?.apiVersion ?? entry?.apiVersion;
  if (!apiVersion) return { changes: [] };
  const live = await deps.kube.get(refOfKey(key, apiVersion));
  const desired = plain && { desired: shown(plain) };
  if (!live || !plain) return { changes: [], ...(live ? { live: shown(live) } : {}), ...desired };
  const marks = { applicationId: target.id, identity: target.stored.spec.identity };
  const { changes, predicted } = compare(mark(plain, marks), live, {
    ignore: ignoredFields(target.spec, deps),
    ...(applied ? { applied: mark(applied, marks) } : {}),
  });
  const [before, after] = shownBeside(live, predicted);
  return { changes, live: before, predicted: after, ...desired };
}

async function objectOf(target: Target, key: string, deps: SyncDependencies, bundle: BundleRef | undefined) {
  const objects = await desiredObjects(target, deps, bundle);
  return objects.ok ? objects.value.get(key) : undefined;
}
