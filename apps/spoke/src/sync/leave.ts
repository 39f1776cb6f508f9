import type { Tombstone } from '@wheelhouse/contract';
import { describeProblem, keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import type { InventoryEntry, SyncPlan } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { eachOf } from './each-of.ts';
import { explainError } from './explain-error.ts';
import { impersonated } from './policy.ts';
import { prepareObjects } from './prepare-objects.ts';
import type { Prepared } from './prepare-objects.ts';
import { orphanObject } from './prune-object.ts';
import { deleteHookOf } from './run-hook.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { Run } from './run.ts';
import { SyncRun } from './sync-run.ts';
import type { Target } from './target.ts';

/** The deletion of what an application has here, with its hooks around it. `agreed`: by `keyText`, what a person wants to go. Nothing is done before its first `advance`. */
export async function beginLeaving(
  target: Target,
  tombstone: Tombstone,
  { agreed, ...job }: { readonly attempt: number; readonly startedAt: number; readonly agreed: ReadonlySet<string> },
  deps: SyncDependencies,
): Promise<SyncRun> {
  const { spec, attempted, inventory } = target.stored;
  const prepared = await lastObjects(target, tombstone, deps);
  const plan = planSync({
    objects: prepared.objects,
    inventory,
    policy: { prune: true },
    tombstone,
    syncOptions: spec.syncPolicy.syncOptions,
    namespace: spec.destinationNamespace,
    run: { revision: attempted?.revision ?? '', startedAt: job.startedAt },
    confirmed: ({ key }) => agreed.has(keyText(key)),
  });
  if (!plan.ok) throw new Error(plan.error.map(describeProblem).join('; '));
  const bundle = attempted ?? { project: '', digest: '', revision: '' };
  const more = { bundle: bundle as never, spec: (attempted?.spec ?? '') as never, prune: true, dryRun: false };
  return new SyncRun({
    target,
    job: { ...job, ...more, operation: tombstone.operation },
    plan: plan.value,
    prepared,
    settled: () => false,
    deps,
    removal: true,
  });
}

const NOTHING: Prepared = { objects: [], unknown: new Set(), clusterScoped: [], namespaces: new Set() };

/** Whose hooks run before and after. Without the bundle none can. */
async function lastObjects(target: Target, { mode }: Tombstone, deps: SyncDependencies): Promise<Prepared> {
  const { attempted, spec } = target.stored;
  if (!attempted || mode === 'orphan' || !deps.bundles.isKept(attempted.digest)) return NOTHING;
  const bundle = await deps.bundles.get(attempted);
  if (!bundle.ok) return NOTHING;
  const { destinationNamespace: namespace } = spec;
  return prepareObjects(deps.kube, bundle.value.objects, { namespace, scaledLive: deps.scaledLive });
}

/** True: nothing of it is left here, and its state may go. False: the survivors are in the inventory and in `failures`. */
export async function concludeLeaving(
  target: Target,
  { mode }: Tombstone,
  run: Run,
  deps: SyncDependencies,
): Promise<boolean> {
  const { spec } = target.stored;
  const impersonate = impersonated(target.stored.serviceAccount, spec.destinationNamespace);
  const context = {
    ...deps,
    application: target.id,
    syncOptions: spec.syncPolicy.syncOptions,
    ignoreDifferences: [],
    marks: { applicationId: target.id, identity: spec.identity },
    ...(impersonate ? { impersonate } : {}),
  };
  const { results, phase } = run.state;
  const failures = new Map<string, string>();
  for (const { key, code, message } of results) {
    if (code === 'SyncFailed') failures.set(keyText(key), message ?? 'failed');
  }
  const attempt = async ({ key, apiVersion }: Failing, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      failures.set(keyText(key), explainError(error, { apiVersion, kind: key.kind }, impersonate));
    }
  };
  const spared = keptEntries(target, run.plan.kept);
  await eachOf(spared, 8, (entry) => attempt(entry, () => orphanObject(entry, context)));
  const hooks = phase === 'Succeeded' ? (target.stored.hooks ?? []) : [];
  await eachOf(hooks, 8, (entry) =>
    attempt(entry, () => (mode === 'prune' ? deleteHookOf(entry, context) : orphanObject(entry, context))),
  );
  const done = new Set(results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
  for (const entry of spared) if (!failures.has(keyText(entry.key))) done.add(keyText(entry.key));
  await survive(target, done, failures, deps);
  return phase === 'Succeeded' && target.stored.inventory.length === 0 && failures.size === 0;
}

type Failing = Pick<InventoryEntry, 'key' | 'apiVersion'>;

const keptEntries = (target: Target, kept: SyncPlan['kept']): InventoryEntry[] => {
  const keys = new Set(kept.flatMap(({ key, confirm }) => (confirm ? [] : [keyText(key)])));
  return target.stored.inventory.filter((entry) => keys.has(keyText(entry.key)));
};

/** What could not be removed stays in the inventory, with the reason. */
async function survive(
  target: Target,
  done: ReadonlySet<string>,
  failures: ReadonlyMap<string, string>,
  deps: SyncDependencies,
): Promise<void> {
  const { run: _, ...stored } = target.stored;
  const inventory = stored.inventory.filter((entry) => !done.has(keyText(entry.key)));
  target.failures.clear();
  const named: readonly { key: ObjectKey; apiVersion: string }[] = [...inventory, ...(stored.hooks ?? [])];
  for (const { key, apiVersion } of named) {
    const message = failures.get(keyText(key));
    if (message !== undefined) target.failures.set(keyText(key), { key, apiVersion, message });
  }
  target.drift.clear();
  target.stored = { ...stored, inventory };
  if (inventory.length > 0 || failures.size > 0) await deps.state.saveApplication(target.stored);
}
