import type { Tombstone } from '@wheelhouse/contract';
import { describeProblem, keyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { planSync, taskId } from '@wheelhouse/core-sync';
import type { InventoryEntry, SyncAction, SyncFact, SyncPhase } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { explainError } from './explain-error.ts';
import { impersonated, propagationOf } from './policy.ts';
import { awaitGone, orphanObject, pruneObject } from './prune-object.ts';
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
  const fail = (task: Failing, type: 'failed' | 'missed', message: string): SyncFact => {
    failures.set(keyText(task.key), message);
    return { type, id: taskId(task), message };
  };
  const attempt = async (task: Failing, work: () => Promise<SyncFact>, otherwise: 'failed' | 'missed' = 'failed') => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      const subject = { apiVersion: task.apiVersion, kind: task.key.kind };
      return fail(task, otherwise, explainError(error, subject, impersonate));
    }
  };
  const going = new Map<string, KubeObject>();
  const perform = ({ type, task }: SyncAction): Promise<SyncFact> =>
    attempt(
      task,
      async () => {
        const id = taskId(task);
        if (type === 'await') {
          const live = going.get(id);
          const stays = live && (await awaitGone(task, live, context));
          return stays === undefined ? { type: 'reached', id } : fail(task, 'missed', stays);
        }
        const outcome = await pruneObject(task, context);
        if (outcome.kind === 'going') going.set(id, outcome.live);
        return { type: 'done', id };
      },
      type === 'await' ? 'missed' : 'failed',
    );
  const sync = await runPlan(plan.value, { attempt: 1, stopped: () => stopReason(signal), perform });
  const spared = keptEntries(target, plan.value.kept);
  await eachOf(spared, 8, async (entry) => {
    const task = { ...entry, phase: 'Sync' as const };
    await attempt(task, async () => {
      await orphanObject(entry, context);
      return { type: 'done', id: taskId(task) };
    });
  });
  const done = new Set(sync.results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
  for (const entry of spared) if (!failures.has(keyText(entry.key))) done.add(keyText(entry.key));
  await survive(target, done, failures, deps);
  return target.stored.inventory.length === 0;
}

interface Failing {
  readonly phase: SyncPhase;
  readonly key: ObjectKey;
  readonly apiVersion: string;
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
