import { keyText, kindRankOf } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { dependsOn } from './order.ts';
import type { SyncPlan, SyncTask } from './plan.ts';

export const resultCodes = ['Synced', 'SyncFailed', 'Pruned', 'PruneSkipped'] as const;
export type ResultCode = (typeof resultCodes)[number];

export interface ObjectResult {
  readonly key: ObjectKey;
  readonly code: ResultCode;
  readonly message?: string;
}

/** One attempt to make live equal desired. Plain data: it can be printed, stored and compared. */
export interface SyncState {
  readonly phase: 'Running' | 'Succeeded' | 'Failed';
  /** From 1. */
  readonly attempt: number;
  /** Not yet done, in order. What a failure kept from running stays here. */
  readonly pending: readonly SyncTask[];
  /** Applied namespaces and CRDs that pending tasks need and that cannot be used yet. */
  readonly awaiting: readonly ObjectKey[];
  readonly results: readonly ObjectResult[];
  /** Why it failed. */
  readonly message?: string;
}

export type SyncEvent =
  /** Applied, or deleted (also: found gone). `ready: true`, of a namespace or CRD: it can be used already, see `isReady`. */
  | { readonly type: 'done'; readonly key: ObjectKey; readonly message?: string; readonly ready?: boolean }
  | { readonly type: 'failed'; readonly key: ObjectKey; readonly message: string }
  /** Not deleted, because it is not ours (any more). */
  | { readonly type: 'skipped'; readonly key: ObjectKey; readonly message: string }
  /** An awaited CRD is established, or the namespace active. */
  | { readonly type: 'ready'; readonly key: ObjectKey }
  /** It did not become ready in time. */
  | { readonly type: 'notReady'; readonly key: ObjectKey; readonly message: string }
  | { readonly type: 'terminated'; readonly message: string };

export function startSync(plan: SyncPlan, attempt = 1): SyncState {
  const results = plan.kept.map(({ key, reason }): ObjectResult => ({ key, code: 'PruneSkipped', message: reason }));
  return settle({ phase: 'Running', attempt, pending: plan.tasks, awaiting: [], results });
}

/**
 * The tasks that may run now, in parallel: of one action, wave and kind rank. Empty while something is awaited, and at the end.
 * Ask again once each of them had its event; until then the answer repeats those that had none.
 */
export function nextTasks(state: SyncState): readonly SyncTask[] {
  return state.phase === 'Running' && state.awaiting.length === 0 ? currentGroup(state) : [];
}

function currentGroup({ pending }: SyncState): readonly SyncTask[] {
  const end = pending.findIndex((task) => !sameGroup(task, pending[0]!));
  return end < 0 ? pending : pending.slice(0, end);
}

const sameGroup = (a: SyncTask, b: SyncTask): boolean =>
  a.action === b.action && a.wave === b.wave && kindRankOf(a.key.kind) === kindRankOf(b.key.kind);

/** Events for what is not pending or awaited (any more) change nothing, so a repeated event does no harm. */
export function step(state: SyncState, event: SyncEvent): SyncState {
  if (state.phase !== 'Running') return state;
  switch (event.type) {
    case 'terminated':
      return { ...state, phase: 'Failed', awaiting: [], message: event.message };
    case 'ready':
      return settle({ ...state, awaiting: without(state.awaiting, event.key) });
    case 'notReady':
      return notReady(state, event.key, event.message);
    case 'done':
      return finish(state, event.key, { message: event.message, ready: event.ready });
    case 'failed':
      return finish(state, event.key, { code: 'SyncFailed', message: event.message });
    case 'skipped':
      return finish(state, event.key, { code: 'PruneSkipped', message: event.message });
  }
}

interface Outcome {
  readonly code?: ResultCode;
  readonly message?: string | undefined;
  readonly ready?: boolean | undefined;
}

function finish(state: SyncState, key: ObjectKey, { code, message, ready }: Outcome): SyncState {
  const task = currentGroup(state).find((candidate) => sameKey(candidate.key, key));
  if (!task) return state;
  const pending = state.pending.filter((candidate) => candidate !== task);
  const result = { key, code: code ?? (task.action === 'apply' ? 'Synced' : 'Pruned'), ...(message && { message }) };
  const awaited = code === undefined && !ready && pending.some((later) => dependsOn(later, task));
  const next = { ...state, pending, results: [...state.results, result] };
  return settle(awaited ? { ...next, awaiting: [...state.awaiting, key] } : next, task);
}

function notReady(state: SyncState, key: ObjectKey, message: string): SyncState {
  if (!state.awaiting.some((awaited) => sameKey(awaited, key))) return state;
  const results = state.results.map((result): ObjectResult =>
    sameKey(result.key, key) ? { key, code: 'SyncFailed', message } : result,
  );
  return settle({ ...state, results, awaiting: without(state.awaiting, key) });
}

/** Ends the sync where nothing is left, and where a group is over and something in it failed. */
function settle(state: SyncState, last?: SyncTask): SyncState {
  const [next] = state.pending;
  if (last && next && sameGroup(next, last)) return state;
  const failed = state.results.filter(({ code }) => code === 'SyncFailed');
  if (failed.length > 0) return { ...state, phase: 'Failed', awaiting: [], message: failureText(failed, state) };
  return next || state.awaiting.length > 0 ? state : { ...state, phase: 'Succeeded' };
}

function failureText(failed: readonly ObjectResult[], { pending }: SyncState): string {
  const [{ key, message }] = failed as [ObjectResult];
  const subject = `${key.kind} ${key.namespace ? `${key.namespace}/` : ''}${key.name}`;
  const more = failed.length > 1 ? `; ${failed.length - 1} more failed` : '';
  const waiting = pending.length > 0 ? `; ${pending.length} not tried` : '';
  return `${subject}: ${message ?? 'failed'}${more}${waiting}`;
}

const sameKey = (a: ObjectKey, b: ObjectKey): boolean => keyText(a) === keyText(b);
const without = (keys: readonly ObjectKey[], key: ObjectKey): ObjectKey[] =>
  keys.filter((other) => !sameKey(other, key));

/** Whether a live namespace can be filled, or a live CRD's kind be used; true for every other kind. */
export function isReady(live: KubeObject): boolean {
  if (live.kind === 'Namespace') return !live.metadata['deletionTimestamp'];
  if (live.kind !== 'CustomResourceDefinition') return true;
  // Null, not absent, in a CRD that was just created.
  const status = live['status'] as { conditions?: unknown } | null | undefined;
  const conditions: unknown[] = Array.isArray(status?.conditions) ? status.conditions : [];
  return conditions.some((one) => {
    const { type, status: value } = (one ?? {}) as { type?: unknown; status?: unknown };
    return type === 'Established' && value === 'True';
  });
}
