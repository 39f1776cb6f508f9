import { kindRankOf } from '@wheelhouse/core-domain';
import { abandon, end, noteFact } from './note-fact.ts';
import { sameStep } from './order.ts';
import { failuresOf, failureText } from './sync-state.ts';
import type { SyncAction, SyncFact, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';
import type { SyncTask } from './sync-task.ts';

export interface Step {
  readonly state: SyncState;
  /** New ones only: each is begun once, and all of them may run at the same time. */
  readonly actions: readonly SyncAction[];
}

/**
 * The next step of a sync, given what came out since the last. Groups of one phase, wave, action and kind rank run in parallel;
 * between waves it waits for what was written, and within one for the namespaces and CRDs that what follows needs. After a failure its
 * group ends, nothing more of the plan begins, and the hooks of `SyncFail` run. At the end hooks are deleted as their policy
 * says. Steps are a function of plan and facts: who repeats the facts of a sync that was cut off is where it was.
 */
export function step(state: SyncState, facts: readonly SyncFact[]): Step {
  if (state.phase !== 'Running') return { state, actions: [] };
  const noted = facts.reduce(noteFact, state);
  const next = advance(noted);
  return { state: next, actions: actionsBetween(state, next) };
}

/** What a sync that goes on elsewhere has to begin again: all that is begun, awaited or being deleted. */
export function openActions(state: SyncState): readonly SyncAction[] {
  return state.phase === 'Running' ? actionsBetween({ ...state, begun: [], awaiting: [], removing: [] }, state) : [];
}

function actionsBetween(before: SyncState, after: SyncState): SyncAction[] {
  const begun = new Set(before.begun.map(taskId));
  const awaited = new Set(before.awaiting.map(({ task }) => taskId(task)));
  const removing = new Set(before.removing);
  return [
    ...after.begun.filter((task) => !begun.has(taskId(task))).map((task) => ({ type: task.action, task })),
    ...after.awaiting
      .filter(({ task }) => !awaited.has(taskId(task)))
      .map(({ task, until }) => ({ type: 'await' as const, task, until })),
    ...after.hooks
      .filter((task) => after.removing.includes(taskId(task)) && !removing.has(taskId(task)))
      .map((task) => ({ type: 'remove' as const, task })),
  ];
}

/** Begins what may begin now. */
function advance(state: SyncState): SyncState {
  if (state.begun.length > 0) return state;
  if (state.stage === 'tidying') return tidy(state);
  if (state.stage === 'tasks' && failuresOf(state).length > 0) return advance(fail(state));
  if (state.stage === 'failing' && hasFailedHook(state)) return tidy(end({ ...state, pending: [] }, state.message!));
  const [next] = state.pending;
  if (mustWait(state, next)) return mayGiveWay(state) ? tidy(end(state, state.superseded!)) : state;
  if (!next) return tidy({ ...state, stage: 'tidying' });
  const group = groupOf(state.pending, next);
  return { ...state, pending: state.pending.slice(group.length), begun: group };
}

/** Something that is awaited has to come first. */
const mustWait = (state: SyncState, next: SyncTask | undefined): boolean =>
  state.awaiting.some(({ task, until }) => {
    if (until === 'ready' || !next || !sameStep(task, next)) return true;
    return until === 'gone' && state.careful && task.action === next.action;
  });

/** What waits for health while something newer is desired gives way to it; a hook that runs comes to its end. */
const mayGiveWay = ({ superseded, stage, awaiting }: SyncState): boolean =>
  superseded !== undefined && stage === 'tasks' && awaiting.every(({ until }) => until === 'healthy');

const groupOf = (pending: readonly SyncTask[], first: SyncTask): readonly SyncTask[] => {
  const end = pending.findIndex((task) => !sameGroup(task, first));
  return end < 0 ? pending : pending.slice(0, end);
};

const sameGroup = (a: SyncTask, b: SyncTask): boolean =>
  sameStep(a, b) &&
  (a.action === 'prune') === (b.action === 'prune') &&
  kindRankOf(a.key.kind) === kindRankOf(b.key.kind);

/** Hooks that still run are deleted, and those of `SyncFail` begin. */
function fail(state: SyncState): SyncState {
  const next = abandon(state);
  const { onFailure: pending, cutOff: removing } = next;
  return { ...next, stage: 'failing', message: failureText(state), removing, pending, onFailure: [] };
}

const hasFailedHook = ({ results }: SyncState): boolean =>
  results.some(({ code, hook }) => code === 'SyncFailed' && hook === 'SyncFail');

/** Deletes the hooks whose policy says so, waits for it, and is over. */
function tidy(state: SyncState): SyncState {
  const phase = state.message === undefined && failuresOf(state).length === 0 ? 'Succeeded' : 'Failed';
  const removing = state.hooks.filter((task) => isRemoved(state, task, phase)).map(taskId);
  if (removing.length > 0) return { ...state, removing };
  const message = phase === 'Failed' ? { message: state.message ?? failureText(state) } : {};
  return { ...state, ...message, phase, stage: 'over' };
}

/** A hook that was cut off must not go on; one of an application that goes has nobody to delete it later. */
const isRemoved = ({ cutOff, careful }: SyncState, task: SyncTask, phase: 'Succeeded' | 'Failed'): boolean =>
  cutOff.includes(taskId(task)) ||
  (careful && phase === 'Succeeded') ||
  (task.deletePolicies?.includes(phase === 'Succeeded' ? 'HookSucceeded' : 'HookFailed') ?? false);
