import type { Tombstone } from '@wheelhouse/contract';
import { describeProblem, keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import type { InventoryEntry, SyncEvent, SyncTask } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { explainError } from './explain-error.ts';
import { impersonated, propagationOf } from './policy.ts';
import { orphanObject, pruneObject } from './prune-object.ts';
import { eachOf, runPlan, stopReason } from './run-plan.ts';
import type { SyncDependencies } from './sync-application.ts';
import type { Target } from './target.ts';

/** True: nothing of it is left here, and its state may go. False: the survivors are in the inventory and in `failures`. */
export async function leave(
  target: Target,
  tombstone: Tombstone,
  deps: SyncDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const { spec } = target.stored;
  const impersonate = impersonated(target.stored.serviceAccount, spec.destinationNamespace);
  const context = {
    ...deps,
    application: target.id,
    signal,
    propagation: propagationOf(spec.syncPolicy.syncOptions),
    ...(impersonate ? { impersonate } : {}),
  };
  const plan = planSync({
    objects: [],
    inventory: target.stored.inventory,
    policy: { prune: true },
    tombstone,
    syncOptions: spec.syncPolicy.syncOptions,
  });
  if (!plan.ok) throw new Error(plan.error.map(describeProblem).join('; '));
  const failures = new Map<string, string>();
  const fail = (key: ObjectKey, message: string): SyncEvent => {
    failures.set(keyText(key), message);
    return { type: 'failed', key, message };
  };
  const attempt = async (entry: { key: ObjectKey; apiVersion: string }, work: () => Promise<SyncEvent>) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      return fail(entry.key, explainError(error, { apiVersion: entry.apiVersion, kind: entry.key.kind }, impersonate));
    }
  };
  const prune = (task: SyncTask): Promise<SyncEvent> =>
    attempt(task, async () => {
      const outcome = await pruneObject(task, context);
      return outcome.kind === 'pending' ? fail(task.key, outcome.reason) : { type: 'done', key: task.key };
    });
  const awaitReady = async (key: ObjectKey): Promise<SyncEvent> => ({ type: 'ready', key });
  const sync = await runPlan(plan.value, {
    attempt: 1,
    stopped: () => stopReason(signal),
    perform: prune,
    awaitReady,
  });
  const spared = keptEntries(target, plan.value.kept);
  await eachOf(spared, 8, async (entry) => {
    await attempt(entry, async () => {
      await orphanObject(entry, context);
      return { type: 'done', key: entry.key };
    });
  });
  const done = new Set(sync.results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
  for (const entry of spared) if (!failures.has(keyText(entry.key))) done.add(keyText(entry.key));
  await survive(target, done, failures, deps);
  return target.stored.inventory.length === 0;
}

const keptEntries = (target: Target, kept: readonly { readonly key: ObjectKey }[]): InventoryEntry[] => {
  const keys = new Set(kept.map(({ key }) => keyText(key)));
  return target.stored.inventory.filter((entry) => keys.has(keyText(entry.key)));
};

/** What could not be removed stays in the inventory, with the reason. */
async function survive(
  target: Target,
  done: ReadonlySet<string>,
  failures: ReadonlyMap<string, string>,
  deps: SyncDependencies,
): Promise<void> {
  const inventory = target.stored.inventory.filter((entry) => !done.has(keyText(entry.key)));
  target.failures.clear();
  for (const { key, apiVersion } of inventory) {
    const message = failures.get(keyText(key));
    if (message !== undefined) target.failures.set(keyText(key), { key, apiVersion, message });
  }
  target.drift.clear();
  target.stored = { ...target.stored, inventory };
  if (inventory.length > 0) await deps.state.saveApplication(target.stored);
}
