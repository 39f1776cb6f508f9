import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { inventoryEntry } from './inventory.ts';
import { planSync } from './plan.ts';
import type { PlanSyncInput, SyncPlan } from './plan.ts';

interface Extra {
  readonly namespace?: string;
  readonly annotations?: Record<string, string>;
  readonly spec?: unknown;
}
const object = (apiVersion: string, kind: string, name: string, { spec, ...metadata }: Extra = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...metadata },
  ...(spec === undefined ? {} : { spec }),
});
const wave = (value: string) => ({ annotations: { 'argocd.argoproj.io/sync-wave': value } });
const configMap = (name: string, extra: Extra = { namespace: 'shop' }) => object('v1', 'ConfigMap', name, extra);
const namespace = (name: string, extra: Extra = {}) => object('v1', 'Namespace', name, extra);
const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', {
  spec: { group: 'example.com', names: { kind: 'Widget' } },
});

function plan(input: Partial<PlanSyncInput>): SyncPlan {
  const result = planSync({ objects: [], inventory: [], policy: { prune: true }, ...input });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const summary = ({ tasks }: SyncPlan): string[] =>
  tasks.map(({ action, wave, key }) => `${action === 'apply' ? '' : 'prune '}${wave} ${key.kind} ${key.name}`);
const codes = (input: Partial<PlanSyncInput>): string[] => {
  const result = planSync({ objects: [], inventory: [], policy: { prune: true }, ...input });
  return result.ok ? [] : result.error.map(({ code }) => code);
};

describe('planSync', () => {
  it.each<[string, KubeObject[], string[]]>([
    [
      'goes by kind, then by name, unknown kinds last',
      [
        object('example.com/v1', 'Zebra', 'z'),
        object('apps/v1', 'Deployment', 'd'),
        configMap('b'),
        configMap('a'),
        object('v1', 'ServiceAccount', 's'),
      ],
      ['0 ServiceAccount s', '0 ConfigMap a', '0 ConfigMap b', '0 Deployment d', '0 Zebra z'],
    ],
    [
      'goes by wave before kind',
      [object('apps/v1', 'Deployment', 'd', wave('-1')), configMap('a'), configMap('b', wave('2'))],
      ['-1 Deployment d', '0 ConfigMap a', '2 ConfigMap b'],
    ],
    [
      'takes waves as Go does: signs and leading zeros, no spaces, fractions or other bases',
      ['+2', '007', ' 3', '1.5', '0x10', ''].map((value, index) => configMap(`c${index}`, wave(value))),
      ['0 ConfigMap c2', '0 ConfigMap c3', '0 ConfigMap c4', '0 ConfigMap c5', '2 ConfigMap c0', '7 ConfigMap c1'],
    ],
    [
      "falls back to Helm's weight",
      [configMap('a', { annotations: { 'helm.sh/hook-weight': '5', 'argocd.argoproj.io/sync-wave': 'x' } })],
      ['5 ConfigMap a'],
    ],
    [
      'compares names bytewise',
      [configMap('b'), configMap('B'), configMap('a-1'), configMap('a')],
      ['0 ConfigMap B', '0 ConfigMap a', '0 ConfigMap a-1', '0 ConfigMap b'],
    ],
    [
      'puts a Namespace of a later wave before its first object, in that wave',
      [namespace('shop', wave('5')), configMap('a'), namespace('other', wave('5'))],
      ['0 Namespace shop', '0 ConfigMap a', '5 Namespace other'],
    ],
    [
      'puts a CRD before the first object of its kind',
      [object('example.com/v1', 'Widget', 'w', wave('-3')), crd, configMap('a')],
      ['-3 CustomResourceDefinition widgets.example.com', '-3 Widget w', '0 ConfigMap a'],
    ],
    [
      'leaves a CRD of another group where it is',
      [object('example.org/v1', 'Widget', 'w', wave('-3')), crd],
      ['-3 Widget w', '0 CustomResourceDefinition widgets.example.com'],
    ],
  ])('%s', (_, objects, expected) => expect(summary(plan({ objects }))).toEqual(expected));

  it('counts cluster-scoped objects as living in the destination namespace', () => {
    const objects = [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', wave('-1')), namespace('shop')];
    expect(summary(plan({ objects, namespace: 'shop' }))).toEqual(['-1 Namespace shop', '-1 ClusterRole r']);
  });

  it.each<[string, Partial<PlanSyncInput>, string[]]>([
    [
      'prunes what left, after the applies',
      { objects: [configMap('new')], inventory: [configMap('old'), configMap('new')].map((o) => inventoryEntry(o)) },
      ['0 ConfigMap new', 'prune 0 ConfigMap old'],
    ],
    [
      'prunes in mirrored waves: what came last goes first',
      {
        objects: [configMap('new')],
        inventory: [configMap('a', wave('-2')), configMap('b', wave('1')), configMap('c', wave('7'))].map((o) =>
          inventoryEntry(o),
        ),
      },
      ['0 ConfigMap new', 'prune -2 ConfigMap c', 'prune 1 ConfigMap b', 'prune 7 ConfigMap a'],
    ],
    [
      'prunes the users of a thing before the thing',
      {
        objects: [configMap('new')],
        inventory: [namespace('shop'), crd, object('example.com/v1', 'Widget', 'w'), configMap('a')].map((o) =>
          inventoryEntry(o),
        ),
      },
      [
        '0 ConfigMap new',
        'prune 0 Widget w',
        'prune 0 CustomResourceDefinition widgets.example.com',
        'prune 0 ConfigMap a',
        'prune 0 Namespace shop',
      ],
    ],
    [
      'an object whose version changed is the same object',
      {
        objects: [object('autoscaling/v2', 'HorizontalPodAutoscaler', 'h')],
        inventory: [inventoryEntry(object('autoscaling/v1', 'HorizontalPodAutoscaler', 'h'))],
      },
      ['0 HorizontalPodAutoscaler h'],
    ],
    [
      'prunes nothing where pruning is off',
      { objects: [configMap('new')], inventory: [inventoryEntry(configMap('old'))], policy: { prune: false } },
      ['0 ConfigMap new'],
    ],
    [
      'a tombstone prunes everything, whatever is desired',
      { objects: [configMap('new')], inventory: [inventoryEntry(configMap('old'))], tombstone: { mode: 'prune' } },
      ['prune 0 ConfigMap old'],
    ],
    [
      'an orphaning tombstone touches nothing',
      { inventory: [inventoryEntry(configMap('old'))], tombstone: { mode: 'orphan' } },
      [],
    ],
    [
      'an empty desired set is allowed where the policy says so',
      { inventory: [inventoryEntry(configMap('old'))], policy: { prune: true, allowEmpty: true } },
      ['prune 0 ConfigMap old'],
    ],
  ])('%s', (_, input, expected) => expect(summary(plan(input))).toEqual(expected));

  it.each<[string, Record<string, string>, readonly string[], boolean]>([
    ['the object says no', { 'argocd.argoproj.io/sync-options': 'Prune=false' }, [], true],
    ['the object says no among others', { 'argocd.argoproj.io/sync-options': 'Replace=true, Prune=false' }, [], true],
    [
      'the object wants it confirmed, which nobody did',
      { 'argocd.argoproj.io/sync-options': 'Prune=confirm' },
      [],
      true,
    ],
    ['the application says no', {}, ['Prune=false'], true],
    [
      'the object says yes against the application',
      { 'argocd.argoproj.io/sync-options': 'Prune=true' },
      ['Prune=false'],
      false,
    ],
    ['nobody says anything', {}, ['CreateNamespace=true'], false],
  ])('keeps what left: %s', (_, annotations, syncOptions, kept) => {
    const old = configMap('old', { namespace: 'shop', annotations });
    const result = plan({ objects: [configMap('new')], inventory: [inventoryEntry(old)], syncOptions });
    expect(result.kept.map(({ key }) => key.name)).toEqual(kept ? ['old'] : []);
    expect(result.tasks).toHaveLength(kept ? 1 : 2);
  });

  it('keeps what says Delete=false when the application goes', () => {
    const old = configMap('old', { annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false' } });
    const result = plan({ inventory: [inventoryEntry(old)], tombstone: { mode: 'prune' } });
    expect(result).toEqual({ tasks: [], kept: [{ key: keyOf(old), reason: 'kept by its sync option Delete' }] });
  });

  it.each<[string, Partial<PlanSyncInput>, string[]]>([
    [
      'an Argo CD hook',
      { objects: [configMap('a', { annotations: { 'argocd.argoproj.io/hook': 'PreSync' } })] },
      ['NOT_SUPPORTED'],
    ],
    ['a Helm hook', { objects: [configMap('a', { annotations: { 'helm.sh/hook': 'test' } })] }, ['NOT_SUPPORTED']],
    [
      "Helm 2's crd-install is a plain object",
      { objects: [configMap('a', { annotations: { 'helm.sh/hook': 'crd-install' } })] },
      [],
    ],
    ['one object twice', { objects: [configMap('a'), configMap('a')] }, ['DUPLICATE_OBJECT']],
    ['nothing desired where something is', { inventory: [inventoryEntry(configMap('a'))] }, ['GUARDRAIL']],
    ['nothing desired where nothing is', {}, []],
  ])('refuses %s', (_, input, expected) => expect(codes(input)).toEqual(expected));

  it('names the hook that it refuses', () => {
    const objects = [configMap('a', { namespace: 'shop', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } })];
    expect(planSync({ objects, inventory: [], policy: { prune: true } })).toMatchObject({
      error: [{ message: 'hooks are not supported yet: argocd.argoproj.io/hook: PreSync', where: '/ConfigMap/shop/a' }],
    });
  });
});

describe('the plan and a model world', () => {
  const kinds = ['Namespace', 'ConfigMap', 'Deployment', 'Widget'] as const;
  const anyObject = fc
    .record({
      kind: fc.constantFrom(...kinds),
      name: fc.constantFrom('a', 'b', 'c'),
      wave: fc.integer({ min: -2, max: 2 }),
      value: fc.nat(3),
    })
    .map(({ kind, name, wave: value, ...spec }) =>
      object(kind === 'Widget' ? 'example.com/v1' : kind === 'Deployment' ? 'apps/v1' : 'v1', kind, name, {
        ...wave(`${value}`),
        spec,
      }),
    );
  const anyObjects = fc.uniqueArray(anyObject, { selector: (o) => keyText(keyOf(o)), minLength: 1 });

  it('after a plan is applied nothing differs, and a second plan has nothing to do', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.array(anyObject), (before, after, strangers) => {
        const world = new Map([...strangers, ...before].map((o) => [keyText(keyOf(o)), o]));
        const ours = new Set(before.map((o) => keyText(keyOf(o))));
        const input = (inventory: KubeObject[]) => ({
          objects: after,
          inventory: inventory.map((o) => inventoryEntry(o)),
          upToDate: (o: KubeObject) => JSON.stringify(world.get(keyText(keyOf(o)))) === JSON.stringify(o),
        });
        const expected = new Map([...world].filter(([key]) => !ours.has(key)));
        for (const o of after) expected.set(keyText(keyOf(o)), o);
        for (const { action, key, object: desired } of plan(input(before)).tasks) {
          if (action === 'apply') world.set(keyText(key), desired!);
          else world.delete(keyText(key));
        }
        expect(new Map([...world].sort())).toEqual(new Map([...expected].sort()));
        expect(plan(input(after)).tasks).toEqual([]);
      }),
    );
  });

  it('does not depend on the order of the objects, and never puts an object before its namespace', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const inA = objects.map((o) =>
          o.kind === 'Namespace' ? o : { ...o, metadata: { ...o.metadata, namespace: 'a' } },
        );
        const { tasks } = plan({ objects: inA });
        expect(plan({ objects: inA.toReversed() }).tasks).toEqual(tasks);
        const home = tasks.findIndex(({ key }) => key.kind === 'Namespace' && key.name === 'a');
        const first = tasks.findIndex(({ key }) => key.namespace === 'a');
        if (home >= 0 && first >= 0) expect(home).toBeLessThan(first);
        expect(tasks.map((task) => task.wave)).toEqual(tasks.map((task) => task.wave).toSorted((a, b) => a - b));
      }),
    );
  });
});
