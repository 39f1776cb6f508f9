import type { ObjectKey } from '@wheelhouse/core-domain';
import { sameStep } from './order.ts';
import type { SyncPlan } from './plan.ts';
import type { ObjectResult, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';
import type { SyncPhase, SyncTask, TaskId } from './sync-task.ts';

/** In milliseconds of the caller's clock. */
export interface TaskTimes {
  readonly startedAt: number;
  /** Its write was answered. */
  readonly writtenAt?: number;
  /** It came to what it is waited for; without that, as its write was answered. */
  readonly finishedAt?: number;
}

/** When each task of one attempt began and ended. */
export class RunTimes {
  readonly #times = new Map<TaskId, TaskTimes>();
  readonly #open = new Set<TaskId>();
  readonly #awaited = new Set<TaskId>();

  of(id: TaskId): TaskTimes | undefined {
    return this.#times.get(id);
  }

  began(id: TaskId, now: number): void {
    if (this.#times.has(id)) return;
    this.#times.set(id, { startedAt: now });
    this.#open.add(id);
  }

  written(id: TaskId, now: number): void {
    const times = this.#times.get(id);
    if (times && times.writtenAt === undefined) this.#times.set(id, { ...times, writtenAt: now });
  }

  /** What a step of the run says is over is over; what it waits for may go on for long. */
  stepped(state: SyncState, now: number): void {
    const begun = new Set(state.begun.map(taskId));
    const awaited = new Set(state.awaiting.map(({ task }) => taskId(task)));
    for (const id of awaited) this.#awaited.add(id);
    for (const id of this.#open) {
      if (begun.has(id) || awaited.has(id)) continue;
      const times = this.#times.get(id)!;
      const finishedAt = this.#awaited.has(id) ? now : (times.writtenAt ?? now);
      this.#times.set(id, { ...times, finishedAt });
      this.#open.delete(id);
    }
  }
}

export interface RunStep {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly total: number;
  readonly written: number;
  readonly done: number;
  readonly failed: number;
}

export interface RunObject extends ObjectKey {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly action: SyncTask['action'];
  readonly code: ObjectResult['code'] | 'Pending' | 'Running';
  readonly message?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** Each phase and wave of a plan, as far as a run of it came. What runs only after a failure is there once it runs. */
export function stepsOfRun(plan: SyncPlan, state: SyncState, times: RunTimes): RunStep[] {
  const failed = failedTasks(state);
  const steps: { readonly first: SyncTask; readonly tasks: SyncTask[] }[] = [];
  for (const task of shownTasks(plan, times)) {
    const last = steps.at(-1);
    if (last && sameStep(last.first, task)) last.tasks.push(task);
    else steps.push({ first: task, tasks: [task] });
  }
  return steps.map(({ first, tasks }) => {
    const of = tasks.flatMap((task) => times.of(taskId(task)) ?? []);
    const done = of.flatMap(({ finishedAt }) => finishedAt ?? []);
    const isOver = done.length === tasks.length || (state.phase !== 'Running' && done.length > 0);
    return {
      phase: first.phase,
      wave: first.wave,
      ...(of.length > 0
        ? { startedAt: of.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity) }
        : {}),
      ...(isOver ? { finishedAt: done.reduce((most, at) => Math.max(most, at), 0) } : {}),
      total: tasks.length,
      written: of.filter(({ writtenAt }) => writtenAt !== undefined).length,
      done: done.length,
      failed: tasks.filter((task) => failed.has(taskId(task))).length,
    };
  });
}

/** Each object of a plan and what became of it, in the plan's order; then what is kept though it is not desired. */
export function objectsOfRun(plan: SyncPlan, state: SyncState, times: RunTimes): RunObject[] {
  const results = resultsByTask(state);
  const awaited = new Set(state.awaiting.map(({ task }) => taskId(task)));
  const ran = shownTasks(plan, times).map((task): RunObject => {
    const id = taskId(task);
    const { startedAt, finishedAt } = times.of(id) ?? {};
    const result = awaited.has(id) ? undefined : results.get(id);
    const begun = startedAt !== undefined && state.phase === 'Running';
    return {
      ...task.key,
      phase: task.phase,
      wave: task.wave,
      action: task.action,
      code: result?.code ?? (begun ? 'Running' : 'Pending'),
      ...(result?.message === undefined ? {} : { message: result.message }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    };
  });
  const kept = plan.kept.map(({ key, reason }): RunObject => ({
    ...{ ...key, phase: 'Sync', wave: 0, action: 'prune', code: 'PruneSkipped', message: reason },
  }));
  return [...ran, ...kept];
}

const shownTasks = ({ tasks }: SyncPlan, times: RunTimes): readonly SyncTask[] =>
  tasks.filter((task) => task.phase !== 'SyncFail' || times.of(taskId(task)) !== undefined);

const idOfResult = ({ key, hook }: ObjectResult): TaskId => taskId({ phase: hook ?? 'Sync', key });

/** What failed in the end failed, also where its write went well. */
function resultsByTask({ results }: SyncState): ReadonlyMap<TaskId, ObjectResult> {
  const byTask = new Map<TaskId, ObjectResult>();
  for (const result of results) {
    const id = idOfResult(result);
    if (byTask.get(id)?.code !== 'SyncFailed') byTask.set(id, result);
  }
  return byTask;
}

const failedTasks = ({ results }: SyncState): ReadonlySet<TaskId> =>
  new Set(results.filter(({ code }) => code === 'SyncFailed').map(idOfResult));
