import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { inventoryEntry } from './inventory.ts';
import { isReady } from './is-ready.ts';
import { planSync } from './plan.ts';
import type { PlanSyncInput } from './plan.ts';
import { openActions, step } from './step.ts';
import { refuseSync, startSync } from './sync-state.ts';
import type { SyncAction, SyncFact, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';

const object = (apiVersion: string, kind: string, name: string, spec?: unknown, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace && { namespace }) },
  ...(spec === undefined ? {} : { spec }),
});
const namespace = object('v1', 'Namespace', 'shop');
const [a, b] = ['a', 'b'].map((name) => object('v1', 'ConfigMap', name, undefined, 'shop')) as [KubeObject, KubeObject];
const deployment = object('apps/v1', 'Deployment', 'd', undefined, 'shop');
const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', {
  group: 'example.com',
  names: { kind: 'Widget' },
});
const widget = object('example.com/v1', 'Widget', 'w');
const annotated = (o: KubeObject, annotations: Record<string, string>): KubeObject => ({
  ...o,
  metadata: { ...o.metadata, annotations },
});
const inWave = (o: KubeObject, wave: number) => annotated(o, { 'argocd.argoproj.io/sync-wave': `${wave}` });
const hook = (name: string, type: string, policy = 'BeforeHookCreation'): KubeObject =>
  annotated(object('batch/v1', 'Job', name, undefined, 'shop'), {
    'argocd.argoproj.io/hook': type,
    'argocd.argoproj.io/hook-delete-policy': policy,
  });

/** A sync whose facts are told one by one, by the names of the objects. */
class Sync {
  state: SyncState;
  readonly #input: Partial<PlanSyncInput>;

  constructor(input: Partial<PlanSyncInput>) {
    this.#input = input;
    const plan = planSync({ objects: [], inventory: [], policy: { prune: true }, ...input });
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    this.state = startSync(plan.value);
  }

  /** What is begun, as `apply a`, `await d healthy`. */
  tell(...facts: SyncFact[]): string[] {
    const { state, actions } = step(this.state, facts);
    this.state = state;
    return actions.map(text);
  }

  done = (...names: string[]): string[] => this.tell(...names.map((name) => this.#fact('done', name)));
  failed = (name: string): string[] => this.tell({ ...this.#fact('failed', name), message: 'refused' } as SyncFact);
  reached = (...names: string[]): string[] => this.tell(...names.map((name) => this.#fact('reached', name)));
  missed = (name: string, message = 'it is degraded'): string[] =>
    this.tell({ ...this.#fact('missed', name), message } as SyncFact);
  removed = (...names: string[]): string[] => this.tell(...names.map((name) => this.#fact('removed', name)));

  get codes(): string[] {
    return this.state.results.map(({ code, key, hook: phase }) => `${phase ? `${phase} ` : ''}${code} ${key.name}`);
  }

  /** `a`, or with its phase: `PreSync a`. */
  #fact(type: 'done' | 'failed' | 'reached' | 'missed' | 'removed', text: string): SyncFact {
    const [name, phase] = text.split(' ').reverse() as [string, string | undefined];
    const { begun, awaiting, hooks } = this.state;
    const tasks = [...begun, ...awaiting.map(({ task }) => task), ...hooks];
    const task = tasks.find((one) => one.key.name === name && (!phase || one.phase === phase));
    if (!task) throw new Error(`nothing of ${text} is open in ${JSON.stringify(this.#input)}`);
    return { type, id: taskId(task) } as SyncFact;
  }
}

const text = (action: SyncAction): string =>
  `${action.type} ${action.task.key.name}${action.type === 'await' ? ` ${action.until}` : ''}`;

describe('a sync in one wave', () => {
  it('runs groups of one kind rank, one after the other, and waits for no health', () => {
    const sync = new Sync({ objects: [deployment, a, b] });
    expect(sync.tell()).toEqual(['apply a', 'apply b']);
    expect(sync.done('b')).toEqual([]);
    expect(sync.done('a')).toEqual(['apply d']);
    expect(sync.done('d')).toEqual([]);
    expect(sync.state).toMatchObject({ phase: 'Succeeded', stage: 'over', pending: [] });
    expect(sync.codes).toEqual(['Synced b', 'Synced a', 'Synced d']);
  });

  it('ends at once where there is nothing to do', () => {
    const sync = new Sync({});
    expect([sync.tell(), sync.state.phase]).toEqual([[], 'Succeeded']);
  });

  it('a failure lets its group finish, and stops what comes later', () => {
    const sync = new Sync({ objects: [deployment, a, b] });
    sync.tell();
    expect(sync.failed('a')).toEqual([]);
    expect(sync.state.phase).toBe('Running');
    expect(sync.done('b')).toEqual([]);
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'ConfigMap shop/a: refused; 1 not tried' });
  });

  it('asks what is to go to go first, applies meanwhile, and ends when it is gone', () => {
    const sync = new Sync({ objects: [deployment], inventory: [inventoryEntry(a)] });
    expect(sync.tell()).toEqual(['prune a']);
    expect(sync.done('a')).toEqual(['apply d', 'await a gone']);
    expect(sync.done('d')).toEqual([]);
    expect(sync.codes).toEqual(['Synced d']);
    sync.reached('a');
    expect([sync.state.phase, sync.codes]).toEqual(['Succeeded', ['Synced d', 'Pruned a']]);
  });

  it('what does not go is a failure, and was not pruned', () => {
    const sync = new Sync({ objects: [deployment], inventory: [inventoryEntry(a)] });
    sync.tell();
    sync.done('a');
    sync.done('d');
    sync.missed('a', 'it waits for finalizers');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'ConfigMap shop/a: it waits for finalizers' });
    expect(sync.codes).toEqual(['Synced d', 'SyncFailed a']);
  });

  it('waits until an applied CRD is established before the first object of its kind', () => {
    const sync = new Sync({ objects: [crd, widget, a] });
    sync.tell();
    sync.done('a');
    expect(sync.done(crd.metadata.name)).toEqual([`await ${crd.metadata.name} ready`]);
    expect(sync.reached(crd.metadata.name)).toEqual(['apply w']);
  });

  it('does not begin what follows where a later dry run refuses something', () => {
    const sync = new Sync({ objects: [namespace, a, deployment] });
    sync.tell();
    sync.done('shop');
    const [ready, late] = [sync.state.awaiting[0]!.task, sync.state.pending.at(-1)!];
    const refusal = { type: 'refused' as const, id: taskId(late), message: 'spec.x is unknown' };
    expect(sync.tell(refusal, { type: 'reached', id: taskId(ready) })).toEqual([]);
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'Deployment shop/d: spec.x is unknown; 1 not tried' });
  });

  it('refused before it begins, it says that nothing was written', () => {
    const { state } = new Sync({ objects: [a, b] });
    const refused = refuseSync(state, [{ task: state.pending[1]!, message: 'no' }]);
    expect(refused).toMatchObject({ phase: 'Failed', message: 'nothing was written: ConfigMap shop/b: no' });
  });

  it('does not wait for what nothing needs', () => {
    const sync = new Sync({ objects: [crd] });
    sync.tell();
    sync.done(crd.metadata.name);
    expect(sync.state.phase).toBe('Succeeded');
  });

  it('fails where a namespace does not become ready', () => {
    const sync = new Sync({ objects: [namespace, a] });
    sync.tell();
    sync.done('shop');
    sync.missed('shop', 'it is being deleted');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'Namespace shop: it is being deleted; 1 not tried' });
  });

  it('tells apart pruned, skipped and kept', () => {
    const inventory = [a, b].map((o) => inventoryEntry(o));
    const sync = new Sync({ objects: [deployment], inventory });
    sync.tell();
    sync.tell({ type: 'skipped', id: taskId(sync.state.begun[1]!), message: 'not ours any more' });
    sync.done('a');
    sync.done('d');
    sync.reached('a');
    expect([sync.state.phase, sync.codes]).toEqual(['Succeeded', ['PruneSkipped b', 'Synced d', 'Pruned a']]);
    const kept = new Sync({ objects: [deployment], inventory, policy: { prune: false } });
    expect(kept.codes).toEqual(['PruneSkipped a', 'PruneSkipped b']);
  });
});

describe('waves and phases', () => {
  const waves = { objects: [inWave(a, -1), deployment, inWave(b, 1)] };

  it('waits for the health of each wave, of the last too', () => {
    const sync = new Sync(waves);
    expect(sync.tell()).toEqual(['apply a']);
    expect(sync.done('a')).toEqual(['await a healthy']);
    expect(sync.reached('a')).toEqual(['apply d']);
    expect(sync.done('d')).toEqual(['await d healthy']);
    expect(sync.reached('d')).toEqual(['apply b']);
    expect(sync.done('b')).toEqual(['await b healthy']);
    expect(sync.state.phase).toBe('Running');
    sync.reached('b');
    expect(sync.state.phase).toBe('Succeeded');
  });

  it('a wave in the middle that fails stops what comes after it', () => {
    const sync = new Sync(waves);
    sync.tell();
    sync.done('a');
    sync.reached('a');
    sync.done('d');
    expect(sync.missed('d')).toEqual([]);
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'Deployment shop/d: it is degraded; 1 not tried' });
    expect(sync.codes).toEqual(['Synced a', 'SyncFailed d']);
  });

  it('runs hooks in their phases, each to its end', () => {
    const sync = new Sync({ objects: [hook('before', 'PreSync'), a, hook('after', 'PostSync')] });
    expect(sync.tell()).toEqual(['hook before']);
    expect(sync.done('before')).toEqual(['await before ended']);
    expect(sync.reached('before')).toEqual(['apply a']);
    sync.done('a');
    expect(sync.reached('a')).toEqual(['hook after']);
    sync.done('after');
    sync.reached('after');
    expect(sync.state.phase).toBe('Succeeded');
    expect(sync.codes).toEqual(['PreSync Synced before', 'Synced a', 'PostSync Synced after']);
  });

  it('a hook in two phases runs twice', () => {
    const sync = new Sync({ objects: [hook('both', 'PreSync,PostSync'), a] });
    sync.tell();
    sync.done('both');
    sync.reached('both');
    sync.done('a');
    expect(sync.reached('a')).toEqual(['hook both']);
    expect(sync.done('PostSync both')).toEqual(['await both ended']);
    sync.reached('PostSync both');
    expect(sync.state.phase).toBe('Succeeded');
  });

  it('a hook that fails ends the sync; then the hooks for failures run', () => {
    const sync = new Sync({ objects: [hook('before', 'PreSync'), a, hook('rescue', 'SyncFail')] });
    sync.tell();
    sync.done('before');
    expect(sync.missed('before', 'it failed')).toEqual(['hook rescue']);
    expect(sync.state).toMatchObject({ phase: 'Running', stage: 'failing' });
    expect(sync.done('rescue')).toEqual(['await rescue ended']);
    sync.reached('rescue');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'Job shop/before: it failed; 1 not tried' });
    expect(sync.codes).toEqual(['PreSync SyncFailed before', 'SyncFail Synced rescue']);
  });

  it('hooks for failures do not run where nothing fails', () => {
    const sync = new Sync({ objects: [a, hook('rescue', 'SyncFail')] });
    sync.tell();
    sync.done('a');
    expect([sync.state.phase, sync.codes]).toEqual(['Succeeded', ['Synced a']]);
  });

  it('a hook that runs beside what fails is cut off', () => {
    const sync = new Sync({ objects: [deployment, hook('beside', 'Sync'), inWave(b, 1)] });
    sync.tell();
    expect(sync.done('d')).toEqual(['hook beside', 'await d healthy']);
    sync.done('beside');
    expect(sync.missed('d')).toEqual(['remove beside']);
    expect(sync.state.phase).toBe('Running');
    sync.removed('beside');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: expect.stringContaining('Deployment shop/d') });
  });
});

describe('the end of hooks', () => {
  it.each<[string, string, boolean, string[]]>([
    ['HookSucceeded, of what succeeded', 'HookSucceeded', true, ['remove j']],
    ['HookSucceeded, of what failed', 'HookSucceeded', false, []],
    ['HookFailed, of what succeeded', 'HookFailed', true, []],
    ['HookFailed, of what failed', 'HookFailed', false, ['remove j']],
    ['both, of what succeeded', 'HookSucceeded,HookFailed', true, ['remove j']],
    ['before the next creation', 'BeforeHookCreation', true, []],
  ])('%s: deleted at the end of the sync, not before', (_, policy, succeeds, expected) => {
    const sync = new Sync({ objects: [hook('j', 'PreSync', policy), a] });
    sync.tell();
    sync.done('j');
    expect(sync.reached('j')).toEqual(['apply a']);
    const last = succeeds ? (sync.done('a'), sync.reached('a')) : sync.failed('a');
    expect(last).toEqual(expected);
    expect(sync.state.phase).toBe(expected.length > 0 ? 'Running' : succeeds ? 'Succeeded' : 'Failed');
    if (expected.length > 0) sync.removed('j');
    expect(sync.state.phase).toBe(succeeds ? 'Succeeded' : 'Failed');
  });

  it('terminated, it cuts off the hook that runs, and runs none for failures', () => {
    const sync = new Sync({ objects: [hook('j', 'PreSync'), a, hook('rescue', 'SyncFail')] });
    sync.tell();
    sync.done('j');
    expect(sync.tell({ type: 'terminated', message: 'terminated by ada' })).toEqual(['remove j']);
    sync.removed('j');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'terminated by ada' });
  });

  it('terminated while a hook is being created, it deletes it once it is there', () => {
    const sync = new Sync({ objects: [hook('j', 'PreSync'), a] });
    sync.tell();
    expect(sync.tell({ type: 'terminated', message: 'x' })).toEqual([]);
    expect(sync.done('j')).toEqual(['remove j']);
    sync.removed('j');
    expect(sync.state.phase).toBe('Failed');
  });

  it('what is newer ends the waiting for health', () => {
    const sync = new Sync({ objects: [deployment, inWave(b, 1)] });
    sync.tell();
    sync.done('d');
    sync.tell({ type: 'superseded', message: 'a newer revision is desired' });
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'a newer revision is desired' });
  });

  it('what is newer waits for a hook that runs', () => {
    const sync = new Sync({ objects: [hook('j', 'PreSync'), a] });
    sync.tell();
    sync.done('j');
    expect(sync.tell({ type: 'superseded', message: 'a newer revision is desired' })).toEqual([]);
    expect(sync.state.phase).toBe('Running');
    expect(sync.reached('j')).toEqual(['apply a']);
    sync.done('a');
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'a newer revision is desired' });
  });
});

describe('the deletion of an application', () => {
  it('awaits each kind before the next, between its hooks, which do not stay', () => {
    const sync = new Sync({
      objects: [hook('before', 'PreDelete'), hook('after', 'PostDelete')],
      inventory: [a, deployment].map((o) => inventoryEntry(o)),
      tombstone: { mode: 'prune' },
    });
    expect(sync.tell()).toEqual(['hook before']);
    sync.done('before');
    expect(sync.reached('before')).toEqual(['prune d']);
    expect(sync.done('d')).toEqual(['await d gone']);
    expect(sync.reached('d')).toEqual(['prune a']);
    sync.done('a');
    expect(sync.reached('a')).toEqual(['hook after']);
    sync.done('after');
    expect(sync.reached('after')).toEqual(['remove before', 'remove after']);
    sync.removed('before', 'after');
    expect(sync.state.phase).toBe('Succeeded');
  });

  it('stops where a hook before it fails', () => {
    const sync = new Sync({
      objects: [hook('before', 'PreDelete')],
      inventory: [inventoryEntry(a)],
      tombstone: { mode: 'prune' },
    });
    sync.tell();
    sync.done('before');
    expect(sync.missed('before', 'it failed')).toEqual([]);
    expect(sync.state).toMatchObject({ phase: 'Failed', message: 'Job shop/before: it failed; 1 not tried' });
  });
});

describe('facts', () => {
  it('repeated, late and foreign ones change nothing', () => {
    const sync = new Sync({ objects: [a, deployment] });
    sync.tell();
    const id = taskId(sync.state.begun[0]!);
    sync.done('a');
    const { state } = sync;
    expect(sync.tell({ type: 'done', id }, { type: 'failed', id, message: 'x' }, { type: 'reached', id: 'x' })).toEqual(
      [],
    );
    expect(sync.state).toEqual(state);
    sync.done('d');
    const over = sync.state;
    sync.tell({ type: 'failed', id, message: 'x' }, { type: 'terminated', message: 'x' });
    expect(sync.state).toBe(over);
  });

  it('and states are plain data, from which a sync goes on', () => {
    const sync = new Sync({ objects: [crd, widget, inWave(a, 1)] });
    sync.tell();
    sync.done(crd.metadata.name);
    const copy = JSON.parse(JSON.stringify(sync.state)) as SyncState;
    expect(copy).toEqual(sync.state);
    expect(openActions(copy).map(text)).toEqual([`await ${crd.metadata.name} ready`]);
  });
});

describe('isReady', () => {
  const established = (status: string) => ({ ...crd, status: { conditions: [{ type: 'Established', status }] } });
  it.each<[string, KubeObject, boolean]>([
    ['a new CRD', crd, false],
    ['a CRD whose conditions are null', { ...crd, status: { conditions: null } }, false],
    ['a CRD that is not established', established('False'), false],
    ['an established CRD', established('True'), true],
    ['a namespace', namespace, true],
    ['a namespace that is being deleted', { ...namespace, metadata: { name: 'shop', deletionTimestamp: 'x' } }, false],
    ['everything else', a, true],
  ])('%s', (_, live, expected) => expect([isReady(live), keyOf(live).name !== '']).toEqual([expected, true]));
});
