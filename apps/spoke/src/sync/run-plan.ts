import { startSync, step } from '@wheelhouse/core-sync';
import type { SyncAction, SyncFact, SyncPlan, SyncState } from '@wheelhouse/core-sync';
import { taskId } from '@wheelhouse/core-sync';

export interface RunPlanOptions {
  readonly attempt: number;
  /** Does one thing; its failures are facts, not rejections. */
  readonly perform: (action: SyncAction) => Promise<SyncFact>;
  /** Why it was asked to end; what is at hand is finished first. */
  readonly stopped: () => string | undefined;
  /** Actions at the same time; default 8. */
  readonly parallel?: number;
}

/** Carries a plan out, step by step; what may be done in which order is `core-sync`'s to say. */
export async function runPlan(plan: SyncPlan, options: RunPlanOptions): Promise<SyncState> {
  let { state, actions } = step(startSync(plan, options.attempt), []);
  const open = new Map<string, Promise<SyncFact>>();
  while (state.phase === 'Running') {
    const stopped = options.stopped();
    if (stopped !== undefined) ({ state, actions } = step(state, [{ type: 'terminated', message: stopped }]));
    if (state.phase !== 'Running') break;
    const facts: SyncFact[] = [];
    const awaits = actions.filter(({ type }) => type === 'await');
    for (const action of awaits) open.set(taskId(action.task), options.perform(action));
    const writes = actions.filter(({ type }) => type !== 'await');
    await eachOf(writes, options.parallel ?? 8, async (action) => void facts.push(await perform(action, options)));
    if (writes.length === 0 && open.size > 0) {
      const fact = await Promise.race(open.values());
      if ('id' in fact) open.delete(fact.id);
      facts.push(fact);
    }
    ({ state, actions } = step(state, facts));
  }
  return state;
}

async function perform(action: SyncAction, { perform: act, stopped }: RunPlanOptions): Promise<SyncFact> {
  const reason = stopped();
  return reason === undefined ? act(action) : { type: 'failed', id: taskId(action.task), message: reason };
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
