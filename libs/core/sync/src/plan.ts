import { err, keyOf, keyText, ok, syncWaveOf } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey, Problem, Result } from '@wheelhouse/core-domain';
import { hookOf, syncOption } from './annotations.ts';
import type { InventoryEntry } from './inventory.ts';
import { bump, compareApplies, comparePrunes, crdDependency, mirrorWaves, namespaceDependency } from './order.ts';

export interface SyncTask {
  readonly phase: 'Sync';
  readonly wave: number;
  readonly action: 'apply' | 'prune';
  readonly key: ObjectKey;
  readonly apiVersion: string;
  /** Only of `apply`; without our marks, see `mark`. */
  readonly object?: KubeObject;
  /** Only of `prune`, if known: the one object that may be deleted. */
  readonly uid?: string;
}

export interface SyncPlan {
  /** In the order in which they run: applies, then prunes. */
  readonly tasks: readonly SyncTask[];
  /** In the inventory, no longer desired, and not pruned. They stay in the inventory. */
  readonly kept: readonly { readonly key: ObjectKey; readonly reason: string }[];
}

export interface PlanSyncInput {
  /** The bundle's objects, with namespaces filled in. Not looked at with a tombstone. */
  readonly objects: readonly KubeObject[];
  readonly inventory: readonly InventoryEntry[];
  readonly policy: { readonly prune: boolean; readonly allowEmpty?: boolean };
  /** The application leaves: `prune` deletes what is ours, `orphan` leaves everything where it is. */
  readonly tombstone?: { readonly mode: 'prune' | 'orphan' };
  /** `syncPolicy.syncOptions`, as written. */
  readonly syncOptions?: readonly string[];
  /** The application's destination namespace: cluster-scoped objects count as living there. */
  readonly namespace?: string;
  /** Leaves out of the tasks what is as desired already; absent: apply everything. */
  readonly upToDate?: (object: KubeObject) => boolean;
}

/**
 * Desired × inventory → ordered tasks. Pruned is only what the inventory holds; that it still carries our mark is checked
 * against the live object before it is deleted. Refused: hooks (`NOT_SUPPORTED`), one object twice (`DUPLICATE_OBJECT`), and an
 * empty desired set where something is there (`GUARDRAIL`).
 */
export function planSync(input: PlanSyncInput): Result<SyncPlan, Problem[]> {
  if (input.tombstone) return ok(planRemoval(input, input.tombstone.mode));
  const problems = [...refusedHooks(input.objects), ...duplicates(input.objects), ...emptied(input)];
  if (problems.length > 0) return err(problems);
  const desired = new Set(input.objects.map((object) => keyText(keyOf(object))));
  const gone = input.inventory.filter(({ key }) => !desired.has(keyText(key)));
  const { prunes, kept } = planPrunes(gone, (entry) => whyKept(entry, input));
  return ok({ tasks: [...planApplies(input), ...prunes], kept });
}

function planApplies({ objects, namespace = '', upToDate }: PlanSyncInput): SyncTask[] {
  const tasks = objects.map(applyTask).sort(compareApplies);
  const ordered = bump(bump(tasks, namespaceDependency(namespace)), crdDependency);
  return upToDate ? ordered.filter(({ object }) => !upToDate(object!)) : ordered;
}

const applyTask = (object: KubeObject): SyncTask => ({
  phase: 'Sync',
  wave: syncWaveOf(object),
  action: 'apply',
  key: keyOf(object),
  apiVersion: object.apiVersion,
  object,
});

function planRemoval({ inventory, syncOptions = [] }: PlanSyncInput, mode: 'prune' | 'orphan'): SyncPlan {
  const { prunes, kept } = planPrunes(inventory, (entry) => {
    if (mode === 'orphan') return 'the application leaves its objects behind';
    return (entry.delete ?? syncOption(syncOptions, 'Delete') ?? true) ? undefined : 'kept by its sync option Delete';
  });
  return { tasks: prunes, kept };
}

function whyKept(entry: InventoryEntry, { policy, syncOptions = [] }: PlanSyncInput): string | undefined {
  if (!policy.prune) return 'pruning is off';
  return (entry.prune ?? syncOption(syncOptions, 'Prune') ?? true) ? undefined : 'kept by its sync option Prune';
}

function planPrunes(entries: readonly InventoryEntry[], whyKept: (entry: InventoryEntry) => string | undefined) {
  const prunes: SyncTask[] = [];
  const kept: { key: ObjectKey; reason: string }[] = [];
  for (const entry of entries) {
    const reason = whyKept(entry);
    if (reason === undefined) prunes.push(pruneTask(entry));
    else kept.push({ key: entry.key, reason });
  }
  return { prunes: mirrorWaves(prunes).sort(comparePrunes), kept };
}

const pruneTask = ({ key, apiVersion, wave, uid }: InventoryEntry): SyncTask => ({
  phase: 'Sync',
  wave,
  action: 'prune',
  key,
  apiVersion,
  ...(uid === undefined ? {} : { uid }),
});

const refusedHooks = (objects: readonly KubeObject[]): Problem[] =>
  objects.flatMap((object) => {
    const hook = hookOf(object);
    if (hook === undefined) return [];
    return {
      code: 'NOT_SUPPORTED',
      message: `hooks are not supported yet: ${hook}`,
      where: keyText(keyOf(object)),
      hint: 'remove the annotation, or leave the object out',
    };
  });

function duplicates(objects: readonly KubeObject[]): Problem[] {
  const seen = new Set<string>();
  return objects.flatMap((object): Problem[] => {
    const where = keyText(keyOf(object));
    if (!seen.has(where)) {
      seen.add(where);
      return [];
    }
    return [{ code: 'DUPLICATE_OBJECT', message: 'this object is there twice', where, hint: 'remove one of the two' }];
  });
}

const emptied = ({ objects, inventory, policy }: PlanSyncInput): Problem[] =>
  objects.length > 0 || inventory.length === 0 || policy.allowEmpty
    ? []
    : [
        {
          code: 'GUARDRAIL',
          message: `no object is desired, and ${inventory.length} are there: all of them would go`,
          hint: 'check the source; to allow it, set syncPolicy.automated.allowEmpty, or delete the application',
        },
      ];
