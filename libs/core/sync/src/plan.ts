import { deleteHooks, err, hookRoleOf, keyOf, keyText, ok, syncHooks, syncWaveOf } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey, Problem, Result } from '@wheelhouse/core-domain';
import type { InventoryEntry } from './inventory.ts';
import { consent, flag } from './options.ts';
import type { Consent } from './options.ts';
import {
  bump,
  compareApplies,
  comparePrunes,
  crdDependency,
  mergeSteps,
  mirrorWaves,
  namespaceDependency,
} from './order.ts';
import { hookTasks } from './plan-hooks.ts';
import type { RunName } from './plan-hooks.ts';
import type { SyncTask } from './sync-task.ts';

export interface SyncPlan {
  /** In the order in which they run. Those of `SyncFail` come last, and run only after a failure. */
  readonly tasks: readonly SyncTask[];
  /** In the inventory, no longer desired, and not pruned. They stay in the inventory. */
  readonly kept: readonly Kept[];
  /** Desired, and never applied: `Skip`, and hooks that nobody knows. */
  readonly leftOut: readonly { readonly key: ObjectKey; readonly reason: string }[];
  /** The application goes: each kind of prunes is awaited before the next. */
  readonly removal?: true;
}

export interface Kept {
  readonly key: ObjectKey;
  readonly reason: string;
  /** It waits for a person. */
  readonly confirm?: true;
}

export interface PlanSyncInput {
  /** The bundle's objects, with namespaces filled in. With a tombstone only their hooks count. */
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
  /** Names the objects of hooks with `generateName`; absent: their name is the prefix alone. */
  readonly run?: RunName;
  /** A sync of chosen objects: only these are applied and pruned, and no hook runs. */
  readonly only?: (key: ObjectKey) => boolean;
  /** Whether a person agreed to deleting what says `Prune=confirm` or `Delete=confirm`; default: nobody did. */
  readonly confirmed?: (entry: InventoryEntry) => boolean;
}

/**
 * Desired × inventory → ordered tasks: phase, wave, prunes before the rest, kind rank, name. Pruned is only what the inventory
 * holds; that it still carries our mark is checked against the live object before it is deleted. Refused: one object twice
 * (`DUPLICATE_OBJECT`), and an empty desired set where something is there (`GUARDRAIL`).
 */
export function planSync(input: PlanSyncInput): Result<SyncPlan, Problem[]> {
  if (input.tombstone) return ok(planRemoval(input, input.tombstone.mode));
  const { only = () => true, syncOptions = [] } = input;
  const problems = [...duplicates(input.objects), ...emptied(input)];
  if (problems.length > 0) return err(problems);
  const desired = new Set(input.objects.map((object) => keyText(keyOf(object))));
  const atLast = flag(syncOptions, 'PruneLast') ?? false;
  const undesired = input.inventory.filter(({ key }) => !desired.has(keyText(key)));
  const gone = undesired
    .filter(({ key }) => only(key))
    .map((entry) => ({ ...entry, pruneLast: entry.pruneLast ?? atLast }));
  const inside = awaitedInside(undesired, input);
  const { prunes, kept } = planPrunes(gone, (entry) => whyKept(entry, input) ?? unlessAwaited(entry, inside));
  const applies = planApplies(input);
  const last = lastWave([...applies, ...prunes]) + 1;
  const pruned = prunes.map((task) => (task.last ? { ...task, wave: last } : task)).map(withoutLast);
  return ok({ tasks: mergeSteps(pruned.sort(comparePrunes), applies), kept, leftOut: leftOutOf(input.objects) });
}

function planApplies({ objects, namespace = '', upToDate, run, only }: PlanSyncInput): SyncTask[] {
  const resources = objects.filter((object) => isResource(object) && (only?.(keyOf(object)) ?? true));
  const hooks = only ? [] : hookTasks(objects, syncHooks, run);
  const tasks = [...resources.map(applyTask), ...hooks].sort(compareApplies);
  const ordered = bump(bump(tasks, namespaceDependency(namespace)), crdDependency);
  return upToDate ? ordered.filter(({ action, object }) => action === 'hook' || !upToDate(object!)) : ordered;
}

const isResource = (object: KubeObject): boolean => hookRoleOf(object).kind === 'resource';

const applyTask = (object: KubeObject): SyncTask => ({
  phase: 'Sync',
  wave: syncWaveOf(object),
  action: 'apply',
  key: keyOf(object),
  apiVersion: object.apiVersion,
  object,
});

const leftOutOf = (objects: readonly KubeObject[]): SyncPlan['leftOut'] =>
  objects.flatMap((object) => {
    const role = hookRoleOf(object);
    return role.kind === 'left-out' ? [{ key: keyOf(object), reason: role.reason }] : [];
  });

/** The highest wave of the Sync phase; at least 0. */
const lastWave = (tasks: readonly SyncTask[]): number =>
  tasks.reduce((highest, { phase, wave }) => (phase === 'Sync' ? Math.max(highest, wave) : highest), 0);

function planRemoval(input: PlanSyncInput, mode: 'prune' | 'orphan'): SyncPlan {
  const { objects, inventory, syncOptions = [], run } = input;
  const waiting = mode === 'prune' ? unconfirmed(input) : [];
  if (waiting.length > 0) return { tasks: [], kept: waiting.map(waits), leftOut: [], removal: true };
  const { prunes, kept } = planPrunes(inventory, (entry) => {
    if (mode === 'orphan') return { reason: 'the application leaves its objects behind' };
    return unlessAllowed(entry.delete ?? consent(syncOptions, 'Delete'), 'Delete', entry, input);
  });
  const hooks = mode === 'prune' ? hookTasks(objects, deleteHooks, run) : [];
  const tasks = mergeSteps(prunes.map(withoutLast).sort(comparePrunes), hooks.sort(compareApplies));
  return { tasks, kept, leftOut: [], removal: true };
}

const waits = ({ key }: InventoryEntry): Kept => ({
  key,
  reason: 'its sync option Delete=confirm waits for a person',
  confirm: true,
});

type WhyKept = Omit<Kept, 'key'> | undefined;

function whyKept(entry: InventoryEntry, input: PlanSyncInput): WhyKept {
  if (!input.policy.prune) return { reason: 'pruning is off' };
  return unlessAllowed(entry.prune ?? consent(input.syncOptions ?? [], 'Prune'), 'Prune', entry, input);
}

function unlessAllowed(
  says: Consent | undefined,
  option: 'Prune' | 'Delete',
  entry: InventoryEntry,
  { confirmed }: PlanSyncInput,
): WhyKept {
  if (says === false) return { reason: `kept by its sync option ${option}` };
  if (says !== 'confirm' || confirmed?.(entry)) return undefined;
  return { reason: `its sync option ${option}=confirm waits for a person`, confirm: true };
}

/**
 * Of what an application that is deleted has here: what a person has to agree to first. While there is any nothing of it goes,
 * as what it needs would go before it. Entries of the inventory, in its order.
 */
export function unconfirmed(input: Pick<PlanSyncInput, 'inventory' | 'syncOptions' | 'confirmed'>): InventoryEntry[] {
  const { inventory, syncOptions = [], confirmed } = input;
  const application = consent(syncOptions, 'Delete');
  return inventory.filter((entry) => (entry.delete ?? application) === 'confirm' && !confirmed?.(entry));
}

type PruneTask = SyncTask & { readonly last?: boolean };

function planPrunes(entries: readonly InventoryEntry[], why: (entry: InventoryEntry) => WhyKept) {
  const prunes: PruneTask[] = [];
  const kept: Kept[] = [];
  for (const entry of entries) {
    const reason = why(entry);
    if (reason === undefined) prunes.push(pruneTask(entry));
    else kept.push({ key: entry.key, ...reason });
  }
  return { prunes: mirrorWaves(prunes) as PruneTask[], kept };
}

/** What goes with a namespace is deleted too: it waits for what in it waits for a person. By namespace, also of what is not chosen. */
function awaitedInside(undesired: readonly InventoryEntry[], input: PlanSyncInput): ReadonlyMap<string, ObjectKey> {
  const waiting = undesired.filter((entry) => entry.key.namespace !== '' && whyKept(entry, input)?.confirm);
  return new Map(waiting.map(({ key }) => [key.namespace, key]));
}

function unlessAwaited({ key }: InventoryEntry, inside: ReadonlyMap<string, ObjectKey>): WhyKept {
  const waiting = key.group === '' && key.kind === 'Namespace' ? inside.get(key.name) : undefined;
  return waiting && { reason: `${waiting.kind} ${waiting.name} in it waits for a person`, confirm: true };
}

const pruneTask = ({ key, apiVersion, wave, uid, pruneLast }: InventoryEntry): PruneTask => ({
  phase: 'Sync',
  wave,
  action: 'prune',
  key,
  apiVersion,
  ...(uid === undefined ? {} : { uid }),
  ...(pruneLast ? { last: true } : {}),
});

const withoutLast = ({ last: _, ...task }: PruneTask): SyncTask => task;

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

/** Hooks alone are nothing that stays. */
const emptied = ({ objects, inventory, policy }: PlanSyncInput): Problem[] =>
  inventory.length === 0 || policy.allowEmpty || objects.some((object) => hookRoleOf(object).kind !== 'hook')
    ? []
    : [
        {
          code: 'GUARDRAIL',
          message: `no object is desired, and ${inventory.length} are there: all of them would go`,
          hint: 'check the source; to allow it, set syncPolicy.automated.allowEmpty, or delete the application',
        },
      ];
