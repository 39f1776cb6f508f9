import { keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import type { SyncPlan } from './plan.ts';
import { sameStep } from './order.ts';
import { taskId } from './sync-task.ts';
import type { SyncPhase, SyncTask, TaskId } from './sync-task.ts';

export const resultCodes = ['Synced', 'SyncFailed', 'Pruned', 'PruneSkipped'] as const;
export type ResultCode = (typeof resultCodes)[number];

/** What became of one object. A hook has one for each phase in which it ran. */
export interface ObjectResult {
  readonly key: ObjectKey;
  readonly code: ResultCode;
  readonly message?: string;
  /** Of a hook: the phase in which it ran. */
  readonly hook?: SyncPhase;
}

/** What is waited for after a write was answered. */
export type Awaited =
  /** A namespace can be filled, a CRD's kind be used. */
  | 'ready'
  /** It is deleted. */
  | 'gone'
  /** It is healthy, or of a kind without health. */
  | 'healthy'
  /** The hook has run. */
  | 'ended';

export interface Awaiting {
  readonly task: SyncTask;
  readonly until: Awaited;
}

/** One attempt to make live equal desired. Plain data: it can be printed, stored and compared. */
export interface SyncState {
  readonly phase: 'Running' | 'Succeeded' | 'Failed';
  /** What it does: its tasks; after a failure the hooks of `SyncFail`; then the hooks that are to go are deleted. */
  readonly stage: 'tasks' | 'failing' | 'tidying' | 'over';
  /** From 1. */
  readonly attempt: number;
  /** Not begun, in order. What a failure kept from running stays here. */
  readonly pending: readonly SyncTask[];
  /** Begun, and not answered. */
  readonly begun: readonly SyncTask[];
  readonly awaiting: readonly Awaiting[];
  readonly results: readonly ObjectResult[];
  /** Run after a failure. */
  readonly onFailure: readonly SyncTask[];
  /** Hooks that were created here and not deleted. */
  readonly hooks: readonly SyncTask[];
  /** Of these, those that did not come to their end. */
  readonly cutOff: readonly TaskId[];
  /** Hooks that are being deleted. */
  readonly removing: readonly TaskId[];
  /** Each phase and wave is waited for: there is more than one. */
  readonly gated: boolean;
  /** Prunes are awaited kind by kind. */
  readonly careful: boolean;
  /** Something newer is desired: it ends where that harms nothing. */
  readonly superseded?: string;
  /** Why it failed, or will. */
  readonly message?: string;
}

export type SyncFact =
  /** Written, deleted, or found gone. */
  | { readonly type: 'done'; readonly id: TaskId; readonly message?: string }
  | { readonly type: 'failed'; readonly id: TaskId; readonly message: string }
  /** Of what has not begun: a dry run says that it would fail. */
  | { readonly type: 'refused'; readonly id: TaskId; readonly message: string }
  /** Not deleted, because it is not ours (any more). */
  | { readonly type: 'skipped'; readonly id: TaskId; readonly message: string }
  /** What was awaited is so. */
  | { readonly type: 'reached'; readonly id: TaskId; readonly message?: string }
  /** It will not be so, or not in time. */
  | { readonly type: 'missed'; readonly id: TaskId; readonly message: string }
  /** A hook was deleted, or could not be: it is not waited for. */
  | { readonly type: 'removed'; readonly id: TaskId }
  | { readonly type: 'terminated'; readonly message: string }
  | { readonly type: 'superseded'; readonly message: string };

export type SyncAction =
  /** Server-side apply, deletion, or the creation of a hook. Answered by `done`, `failed` or `skipped`. */
  | { readonly type: 'apply' | 'prune' | 'hook'; readonly task: SyncTask }
  /** Answered by `reached` or `missed`. */
  | { readonly type: 'await'; readonly task: SyncTask; readonly until: Awaited }
  /** Deletes a hook. Answered by `removed`. */
  | { readonly type: 'remove'; readonly task: SyncTask };

/** Before its first step: `step(startSync(plan), [])` gives the first actions. */
export function startSync(plan: SyncPlan, attempt = 1): SyncState {
  const tasks = plan.tasks.filter(({ phase }) => phase !== 'SyncFail');
  const [first] = tasks;
  return {
    phase: 'Running',
    stage: 'tasks',
    attempt,
    pending: tasks,
    begun: [],
    awaiting: [],
    results: plan.kept.map(({ key, reason }) => ({ key, code: 'PruneSkipped', message: reason })),
    onFailure: plan.tasks.filter(({ phase }) => phase === 'SyncFail'),
    hooks: [],
    cutOff: [],
    removing: [],
    gated: first !== undefined && tasks.some((task) => !sameStep(task, first)),
    careful: plan.removal ?? false,
  };
}

/** A sync that ends before its first write, because of what a dry run of all its tasks says. */
export function refuseSync(
  state: SyncState,
  refused: readonly { readonly task: SyncTask; readonly message: string }[],
): SyncState {
  const results = refused.map(({ task, message }) => resultOf(task, 'SyncFailed', message));
  const failed = { ...state, results: [...state.results, ...results], pending: [] };
  return { ...failed, phase: 'Failed', stage: 'over', message: `nothing was written: ${failureText(failed)}` };
}

export const failuresOf = ({ results }: SyncState): readonly ObjectResult[] =>
  results.filter(({ code }) => code === 'SyncFailed');

export const resultOf = (task: SyncTask, code: ResultCode, message: string | undefined): ObjectResult => ({
  key: task.key,
  code,
  ...(message ? { message } : {}),
  ...(task.action === 'hook' ? { hook: task.phase } : {}),
});

export const isOf = (task: SyncTask, id: TaskId): boolean => taskId(task) === id;

export function failureText(state: SyncState): string {
  const failed = failuresOf(state);
  const [{ key, message }] = failed as [ObjectResult];
  const subject = `${key.kind} ${key.namespace ? `${key.namespace}/` : ''}${key.name}`;
  const more = failed.length > 1 ? `; ${failed.length - 1} more failed` : '';
  const untried = new Set(state.pending.map((task) => keyText(task.key))).size;
  const waiting = untried > 0 ? `; ${untried} not tried` : '';
  return `${subject}: ${message ?? 'failed'}${more}${waiting}`;
}
