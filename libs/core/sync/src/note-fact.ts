import { keyText } from '@wheelhouse/core-domain';
import { dependsOn } from './order.ts';
import { isOf, resultOf } from './sync-state.ts';
import type { Awaited, ObjectResult, SyncFact, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';
import type { SyncTask, TaskId } from './sync-task.ts';

/**
 * What a fact makes of the state, before anybody asks what comes next. Facts about what is not begun or awaited (any more)
 * change nothing, so a repeated or late fact does no harm.
 */
export function noteFact(state: SyncState, fact: SyncFact): SyncState {
  switch (fact.type) {
    case 'terminated':
      return isEnding(state) ? state : end(state, fact.message);
    case 'superseded':
      return { ...state, superseded: fact.message };
    case 'removed':
      return {
        ...state,
        removing: state.removing.filter((id) => id !== fact.id),
        hooks: without(state.hooks, fact.id),
      };
    case 'refused':
      return refused(state, fact.id, fact.message);
    case 'reached':
      return reached(state, fact.id, fact.message);
    case 'missed':
      return missed(state, fact.id, fact.message);
    default:
      return answered(state, fact);
  }
}

const isEnding = ({ stage }: SyncState): boolean => stage === 'tidying' || stage === 'over';

/** Nothing more begins; what is begun is waited for. */
export const end = (state: SyncState, message: string): SyncState => ({ ...abandon(state), stage: 'tidying', message });

/** What is awaited is awaited no longer. Hooks that run are to be deleted. */
export function abandon(state: SyncState): SyncState {
  const running = state.awaiting.filter(({ until }) => until === 'ended').map(({ task }) => task);
  return {
    ...state,
    awaiting: [],
    cutOff: [...state.cutOff, ...running.map(taskId)],
    results: [...state.results, ...running.map(interrupted)],
  };
}

const interrupted = (task: SyncTask): ObjectResult => resultOf(task, 'SyncFailed', 'ended before it was over');

function refused(state: SyncState, id: TaskId, message: string): SyncState {
  const task = state.pending.find((one) => isOf(one, id));
  if (!task) return state;
  const results = [...state.results, resultOf(task, 'SyncFailed', message)];
  return { ...state, results, pending: without(state.pending, id) };
}

type Answer = Extract<SyncFact, { type: 'done' | 'failed' | 'skipped' }>;

function answered(state: SyncState, fact: Answer): SyncState {
  const task = state.begun.find((one) => isOf(one, fact.id));
  if (!task) return state;
  const next = { ...state, begun: without(state.begun, fact.id) };
  if (fact.type !== 'done') {
    const code = fact.type === 'failed' ? 'SyncFailed' : 'PruneSkipped';
    return { ...next, results: [...state.results, resultOf(task, code, fact.message)] };
  }
  if (task.action === 'hook') return hookBegun(next, task);
  const until = awaitedAfter(state, task);
  // Only what is gone is pruned.
  const result = task.action === 'prune' ? [] : [resultOf(task, codeOf(task), fact.message)];
  const awaiting = until ? [...state.awaiting, { task, until }] : state.awaiting;
  return { ...next, results: [...state.results, ...result], awaiting };
}

function hookBegun(state: SyncState, task: SyncTask): SyncState {
  const awaiting = [...state.awaiting, { task, until: 'ended' as const }];
  const next = { ...state, hooks: [...state.hooks, task], awaiting };
  return isEnding(state) ? abandon(next) : next;
}

const codeOf = ({ action }: SyncTask): 'Pruned' | 'Synced' => (action === 'prune' ? 'Pruned' : 'Synced');

function awaitedAfter(state: SyncState, task: SyncTask): Awaited | undefined {
  if (isEnding(state)) return undefined;
  if (task.action === 'prune') return 'gone';
  if (state.pending.some((later) => dependsOn(later, task))) return 'ready';
  return state.gated ? 'healthy' : undefined;
}

function reached(state: SyncState, id: TaskId, message: string | undefined): SyncState {
  const found = state.awaiting.find(({ task }) => isOf(task, id));
  if (!found) return state;
  const awaiting = state.awaiting.filter((one) => one !== found);
  const { task } = found;
  if (task.action === 'apply') return { ...state, awaiting };
  return { ...state, awaiting, results: [...state.results, resultOf(task, codeOf(task), message)] };
}

function missed(state: SyncState, id: TaskId, message: string): SyncState {
  const found = state.awaiting.find(({ task }) => isOf(task, id));
  if (!found) return state;
  const { task } = found;
  const key = keyText(task.key);
  const failed = resultOf(task, 'SyncFailed', message);
  const others = state.results.filter((result) => result.hook !== failed.hook || keyText(result.key) !== key);
  return { ...state, awaiting: state.awaiting.filter((one) => one !== found), results: [...others, failed] };
}

const without = (tasks: readonly SyncTask[], id: TaskId): SyncTask[] => tasks.filter((task) => taskId(task) !== id);
