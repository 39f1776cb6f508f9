import type { KubeObject } from '@wheelhouse/core-domain';
import { planSync } from './plan.ts';
import { objectsOfRun, RunTimes, stepsOfRun } from './run-record.ts';
import { step } from './step.ts';
import { startSync } from './sync-state.ts';
import type { SyncFact, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';

const object = (name: string, annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', annotations },
});
const WAVE = 'argocd.argoproj.io/sync-wave';

/** A run whose clock is the number of what was told. */
function runOf(objects: readonly KubeObject[]) {
  const planned = planSync({ objects, inventory: [], policy: { prune: true } });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const plan = planned.value;
  const times = new RunTimes();
  let now = 0;
  let state: SyncState = startSync(plan);
  const tell = (...facts: SyncFact[]): void => {
    now++;
    for (const fact of facts) if (fact.type === 'done') times.written(fact.id, now);
    const next = step(state, facts);
    state = next.state;
    times.stepped(state, now);
    for (const { type, task } of next.actions) if (type !== 'await') times.began(taskId(task), now);
  };
  const idOf = (name: string): string => taskId(plan.tasks.find(({ key }) => key.name === name)!);
  tell();
  return {
    done: (...names: string[]) => tell(...names.map((name) => ({ type: 'done' as const, id: idOf(name) }))),
    reached: (name: string) => tell({ type: 'reached', id: idOf(name) }),
    failed: (name: string) => tell({ type: 'failed', id: idOf(name), message: 'no' }),
    missed: (name: string) => tell({ type: 'missed', id: idOf(name), message: 'ill' }),
    steps: () => stepsOfRun(plan, state, times),
    objects: () =>
      objectsOfRun(plan, state, times).map(({ name, code, message }) => [name, code, message].join(' ').trim()),
    timesOf: (name: string) => times.of(idOf(name)),
  };
}

describe('what became of a run', () => {
  it('in one wave: each object is over when its write is answered', () => {
    const run = runOf([object('a'), object('b')]);
    expect(run.steps()).toEqual([{ phase: 'Sync', wave: 0, startedAt: 1, total: 2, written: 0, done: 0, failed: 0 }]);
    expect(run.objects()).toEqual(['a Running', 'b Running']);
    run.done('a');
    run.done('b');
    expect(run.steps()).toMatchObject([{ startedAt: 1, finishedAt: 3, total: 2, written: 2, done: 2, failed: 0 }]);
    expect(run.objects()).toEqual(['a Synced', 'b Synced']);
    expect(run.timesOf('a')).toEqual({ startedAt: 1, writtenAt: 2, finishedAt: 2 });
  });

  it('in waves: a written object runs until it is healthy, and what comes later is pending', () => {
    const run = runOf([object('a'), object('b', { [WAVE]: '2' })]);
    run.done('a');
    expect(run.steps()).toEqual([
      { phase: 'Sync', wave: 0, startedAt: 1, total: 1, written: 1, done: 0, failed: 0 },
      { phase: 'Sync', wave: 2, total: 1, written: 0, done: 0, failed: 0 },
    ]);
    expect(run.objects()).toEqual(['a Running', 'b Pending']);
    run.reached('a');
    expect(run.steps()).toMatchObject([{ finishedAt: 3, done: 1 }, { startedAt: 3 }]);
    expect(run.objects()).toEqual(['a Synced', 'b Running']);
  });

  it('after a failure: what did not begin stays pending, and the hooks for failures appear', () => {
    const hook = object('help', { 'argocd.argoproj.io/hook': 'SyncFail' });
    const run = runOf([object('a'), object('b', { [WAVE]: '1' }), hook]);
    expect(run.objects()).toEqual(['a Running', 'b Pending']);
    run.done('a');
    run.missed('a');
    expect(run.objects()).toEqual(['a SyncFailed ill', 'b Pending', 'help Running']);
    run.done('help');
    run.reached('help');
    expect(run.objects()).toEqual(['a SyncFailed ill', 'b Pending', 'help Synced']);
    expect(run.steps().map(({ phase, wave, failed, done }) => [phase, wave, failed, done])).toEqual([
      ['Sync', 0, 1, 1],
      ['Sync', 1, 0, 0],
      ['SyncFail', 0, 0, 1],
    ]);
  });

  it('names what is kept though nobody desires it', () => {
    const planned = planSync({
      objects: [],
      inventory: [
        {
          key: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'old' },
          apiVersion: 'v1',
          wave: 0,
        },
      ],
      policy: { prune: false, allowEmpty: true },
    });
    if (!planned.ok) throw new Error();
    expect(objectsOfRun(planned.value, startSync(planned.value), new RunTimes())).toMatchObject([
      { name: 'old', code: 'PruneSkipped', message: 'pruning is off', action: 'prune' },
    ]);
  });
});
