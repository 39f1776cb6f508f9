import type { ObjectKey } from '@wheelhouse/core-domain';
import { nextTasks, startSync, step } from '@wheelhouse/core-sync';
import type { SyncEvent, SyncPlan, SyncState, SyncTask } from '@wheelhouse/core-sync';

export interface RunPlanOptions {
  readonly attempt: number;
  /** Does one task; its failures are events, not rejections. */
  readonly perform: (task: SyncTask) => Promise<SyncEvent>;
  readonly awaitReady: (key: ObjectKey) => Promise<SyncEvent>;
  /** Why it was asked to end; the task at hand is finished first. */
  readonly stopped: () => string | undefined;
  /** Tasks at the same time; default 8. */
  readonly parallel?: number;
}

/** Carries a plan out, group by group; what may be done in which order is `core-sync`'s to say. */
export async function runPlan(plan: SyncPlan, options: RunPlanOptions): Promise<SyncState> {
  let state = startSync(plan, options.attempt);
  const feed = (event: SyncEvent): void => void (state = step(state, event));
  while (state.phase === 'Running') {
    const stopped = options.stopped();
    if (stopped !== undefined) return step(state, { type: 'terminated', message: stopped });
    const tasks = nextTasks(state);
    if (tasks.length > 0)
      await eachOf(tasks, options.parallel ?? 8, async (task) => feed(await perform(task, options)));
    else await Promise.all(state.awaiting.map(async (key) => feed(await options.awaitReady(key))));
  }
  return state;
}

async function perform(task: SyncTask, { perform: act, stopped }: RunPlanOptions): Promise<SyncEvent> {
  const reason = stopped();
  return reason === undefined ? act(task) : { type: 'failed', key: task.key, message: reason };
}

/** Runs `work` for each item, at most `limit` at a time. The first rejection rejects, after the others have ended. */
export async function eachOf<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++] as T);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane));
  const failed = lanes.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Why a signal says to stop: its reason, where that is a text. */
export function stopReason(signal: AbortSignal): string | undefined {
  if (!signal.aborted) return undefined;
  return typeof signal.reason === 'string' ? signal.reason : 'this spoke stops';
}
