import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { inventoryEntry } from './inventory.ts';
import { planSync } from './plan.ts';
import type { PlanSyncInput } from './plan.ts';
import { isReady, nextTasks, startSync, step } from './sync-state.ts';
import type { SyncEvent, SyncState } from './sync-state.ts';

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
const crd2 = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'others.example.com', {
  group: 'example.com',
  names: { kind: 'Other' },
});
const widget = object('example.com/v1', 'Widget', 'w');

const start = (input: Partial<PlanSyncInput>): SyncState => {
  const plan = planSync({ objects: [], inventory: [], policy: { prune: true }, ...input });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return startSync(plan.value);
};
const done = (o: KubeObject, ready?: boolean): SyncEvent => ({ type: 'done', key: keyOf(o), ...(ready && { ready }) });
const failed = (o: KubeObject): SyncEvent => ({ type: 'failed', key: keyOf(o), message: 'refused' });
const after = (state: SyncState, ...events: SyncEvent[]): SyncState => events.reduce(step, state);
const names = (state: SyncState): string[] => nextTasks(state).map(({ key }) => key.name);

describe('one sync', () => {
  it('runs groups of one kind rank and wave, one after the other', () => {
    let state = start({ objects: [deployment, a, b] });
    expect(names(state)).toEqual(['a', 'b']);
    state = after(state, done(b));
    expect(names(state)).toEqual(['a']);
    state = after(state, done(a));
    expect(names(state)).toEqual(['d']);
    state = after(state, done(deployment));
    expect(state).toMatchObject({ phase: 'Succeeded', pending: [] });
    expect(state.results.map(({ code, key }) => `${code} ${key.name}`)).toEqual(['Synced b', 'Synced a', 'Synced d']);
  });

  it('ends at once where there is nothing to do', () => expect(start({}).phase).toBe('Succeeded'));

  it('a failure lets its group finish, and stops what comes later', () => {
    let state = after(start({ objects: [deployment, a, b] }), failed(a));
    expect(state.phase).toBe('Running');
    expect(names(state)).toEqual(['b']);
    state = after(state, done(b));
    expect(state).toMatchObject({ phase: 'Failed', message: 'ConfigMap shop/a: refused; 1 not tried' });
    expect(nextTasks(state)).toEqual([]);
  });

  it('a failed apply keeps everything from being pruned', () => {
    const state = start({ objects: [a], inventory: [inventoryEntry(b)] });
    expect(after(state, failed(a))).toMatchObject({ phase: 'Failed', results: [{ code: 'SyncFailed' }] });
  });

  it('waits until an applied CRD is established before the first object of its kind', () => {
    let state = after(start({ objects: [crd, widget, a] }), done(a), done(crd));
    expect(state.awaiting).toEqual([keyOf(crd)]);
    expect(names(state)).toEqual([]);
    state = after(state, { type: 'ready', key: keyOf(crd) });
    expect(names(state)).toEqual(['w']);
  });

  it('takes the events of a whole group while one of it is awaited', () => {
    let state = after(start({ objects: [crd, crd2, widget] }), done(crd), done(crd2));
    expect(state.awaiting).toEqual([keyOf(crd)]);
    state = after(state, { type: 'ready', key: keyOf(crd) }, done(widget));
    expect(state.phase).toBe('Succeeded');
  });

  it('does not wait for what is ready, nor for what nothing needs', () => {
    expect(names(after(start({ objects: [crd, widget] }), done(crd, true)))).toEqual(['w']);
    expect(after(start({ objects: [crd] }), done(crd)).phase).toBe('Succeeded');
  });

  it('fails where a namespace does not become ready', () => {
    const state = after(start({ objects: [namespace, a] }), done(namespace), {
      type: 'notReady',
      key: keyOf(namespace),
      message: 'it is being deleted',
    });
    expect(state).toMatchObject({ phase: 'Failed', message: 'Namespace shop: it is being deleted; 1 not tried' });
  });

  it('tells apart pruned, skipped and kept', () => {
    const inventory = [a, b].map((o) => inventoryEntry(o));
    const pruned = after(start({ objects: [deployment], inventory }), done(deployment), done(a), {
      type: 'skipped',
      key: keyOf(b),
      message: 'not ours any more',
    });
    expect(pruned.phase).toBe('Succeeded');
    expect(pruned.results.map(({ code }) => code)).toEqual(['Synced', 'Pruned', 'PruneSkipped']);
    const kept = start({ objects: [deployment], inventory, policy: { prune: false } });
    expect(kept.results).toMatchObject([{ code: 'PruneSkipped', message: 'pruning is off' }, { code: 'PruneSkipped' }]);
  });

  it('repeated, late and foreign events change nothing', () => {
    const state = after(start({ objects: [a, deployment] }), done(a));
    expect(after(state, done(a), failed(a), done(widget), { type: 'ready', key: keyOf(crd) })).toEqual(state);
    const over = after(state, done(deployment));
    expect(after(over, failed(deployment), { type: 'terminated', message: 'x' })).toBe(over);
  });

  it('can be terminated', () =>
    expect(after(start({ objects: [a] }), { type: 'terminated', message: 'terminated by admin' })).toMatchObject({
      phase: 'Failed',
      message: 'terminated by admin',
      results: [],
    }));

  it('is plain data', () => {
    const state = after(start({ objects: [crd, widget] }), done(crd));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
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
  ])('%s', (_, live, expected) => expect(isReady(live)).toBe(expected));
});
