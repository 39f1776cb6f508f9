import { keyText } from '@wheelhouse/core-domain';
import type { HookDeletePolicy, HookType, KubeObject, ObjectKey } from '@wheelhouse/core-domain';

/** When a task runs: objects and prunes in `Sync`, hooks in their own. */
export type SyncPhase = HookType;

/** In the order in which they run; those around the deletion of an application frame its prunes. */
export const phaseOrder: readonly SyncPhase[] = ['PreDelete', 'PreSync', 'Sync', 'PostSync', 'PostDelete', 'SyncFail'];

export interface SyncTask {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly action: 'apply' | 'prune' | 'hook';
  readonly key: ObjectKey;
  readonly apiVersion: string;
  /** Not of `prune`; without our marks, see `mark`. */
  readonly object?: KubeObject;
  /** Only of `prune`, if known: the one object that may be deleted. */
  readonly uid?: string;
  /** Only of `hook`. */
  readonly deletePolicies?: readonly HookDeletePolicy[];
}

/** Names a task within its plan: one hook may run in several phases. */
export type TaskId = string;

/** Tasks are never changed; of thousands each is asked for its name as often. */
const ids = new WeakMap<object, TaskId>();

export function taskId(task: Pick<SyncTask, 'phase' | 'key'>): TaskId {
  const known = ids.get(task);
  if (known !== undefined) return known;
  const id = `${task.phase} ${keyText(task.key)}`;
  ids.set(task, id);
  return id;
}
