import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
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
  tasks.map(
    ({ phase, action, wave, key }) =>
      `${phase === 'Sync' ? '' : `${phase} `}${action === 'apply' ? '' : `${action} `}${wave} ${key.kind} ${key.name}`,
  );
const hook = (type: string, more: Record<string, string> = {}) => ({
  annotations: { 'argocd.argoproj.io/hook': type, ...more },
});
const job = (name: string, extra: Extra) => object('batch/v1', 'Job', name, extra);
const held = (...objects: KubeObject[]) => objects.map((o) => inventoryEntry(o));
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
      'prunes what left, before what comes in its wave',
      { objects: [configMap('new')], inventory: [configMap('old'), configMap('new')].map((o) => inventoryEntry(o)) },
      ['prune 0 ConfigMap old', '0 ConfigMap new'],
    ],
    [
      'prunes in mirrored waves: what came last goes first',
      {
        objects: [configMap('new')],
        inventory: [configMap('a', wave('-2')), configMap('b', wave('1')), configMap('c', wave('7'))].map((o) =>
          inventoryEntry(o),
        ),
      },
      ['prune -2 ConfigMap c', '0 ConfigMap new', 'prune 1 ConfigMap b', 'prune 7 ConfigMap a'],
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
        'prune 0 Widget w',
        'prune 0 CustomResourceDefinition widgets.example.com',
        'prune 0 ConfigMap a',
        'prune 0 Namespace shop',
        '0 ConfigMap new',
      ],
    ],
    [
      'swaps prune waves end for end among themselves, applies aside',
      {
        objects: [configMap('new', wave('3'))],
        inventory: held(configMap('a', wave('0')), configMap('b', wave('1')), configMap('c', wave('2'))),
      },
      ['prune 0 ConfigMap c', 'prune 1 ConfigMap b', 'prune 2 ConfigMap a', '3 ConfigMap new'],
    ],
    [
      'prunes in the end what says PruneLast, one wave after all others',
      {
        objects: [configMap('new', wave('3'))],
        inventory: held(
          configMap('a', { annotations: { 'argocd.argoproj.io/sync-options': 'PruneLast=true' } }),
          configMap('b', wave('5')),
        ),
      },
      // Mirrored, `b` goes in wave 0 and `a` would go in wave 5.
      ['prune 0 ConfigMap b', '3 ConfigMap new', 'prune 6 ConfigMap a'],
    ],
    [
      'prunes all in the end where the application says PruneLast, in wave 1 at least',
      {
        objects: [configMap('new', wave('-3'))],
        inventory: held(configMap('a', wave('-2'))),
        syncOptions: ['PruneLast=true'],
      },
      ['-3 ConfigMap new', 'prune 1 ConfigMap a'],
    ],
    [
      'applies and prunes only what was chosen, without hooks',
      {
        objects: [configMap('a'), configMap('b'), job('j', hook('PreSync'))],
        inventory: held(configMap('c'), configMap('d')),
        only: ({ name }: { name: string }) => ['a', 'c', 'j'].includes(name),
      },
      ['prune 0 ConfigMap c', '0 ConfigMap a'],
    ],
    [
      'a tombstone runs the hooks around the deletion',
      {
        objects: [job('after', hook('PostDelete')), job('before', hook('PreDelete')), job('sync', hook('Sync'))],
        inventory: held(configMap('a')),
        tombstone: { mode: 'prune' as const },
      },
      ['PreDelete hook 0 Job before', 'prune 0 ConfigMap a', 'PostDelete hook 0 Job after'],
    ],
    [
      'an orphaning tombstone runs none',
      {
        objects: [job('after', hook('PostDelete'))],
        inventory: held(configMap('a')),
        tombstone: { mode: 'orphan' as const },
      },
      [],
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
    expect(result).toMatchObject({ tasks: [], kept: [{ key: keyOf(old), reason: 'kept by its sync option Delete' }] });
  });

  it.each<[string, KubeObject[], string[]]>([
    [
      'phases before waves, waves before kinds',
      [
        configMap('a', wave('-9')),
        job('last', hook('PostSync', { 'argocd.argoproj.io/sync-wave': '-5' })),
        job('first', hook('PreSync', { 'argocd.argoproj.io/sync-wave': '5' })),
        job('middle', hook('Sync')),
        object('apps/v1', 'Deployment', 'd'),
        job('failed', hook('SyncFail')),
      ],
      [
        'PreSync hook 5 Job first',
        '-9 ConfigMap a',
        '0 Deployment d',
        'hook 0 Job middle',
        'PostSync hook -5 Job last',
        'SyncFail hook 0 Job failed',
      ],
    ],
    [
      'a hook in several phases has a task in each',
      [job('both', hook('PreSync,PostSync')), configMap('a')],
      ['PreSync hook 0 Job both', '0 ConfigMap a', 'PostSync hook 0 Job both'],
    ],
    [
      "Helm's hooks by their weights",
      [
        job('b', { annotations: { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '2' } }),
        job('a', { annotations: { 'helm.sh/hook': 'pre-upgrade', 'helm.sh/hook-weight': '-1' } }),
        job('t', { annotations: { 'helm.sh/hook': 'test' } }),
      ],
      ['PreSync hook -1 Job a', 'PreSync hook 2 Job b'],
    ],
    [
      'a Namespace moves into the phase of the first hook that lives in it',
      [namespace('shop'), configMap('a'), job('first', { namespace: 'shop', ...hook('PreSync') })],
      ['PreSync 0 Namespace shop', 'PreSync hook 0 Job first', '0 ConfigMap a'],
    ],
    [
      'a CRD moves into the phase of the first hook of its kind',
      [crd, object('example.com/v1', 'Widget', 'w', hook('PreSync', { 'argocd.argoproj.io/sync-wave': '4' }))],
      ['PreSync 4 CustomResourceDefinition widgets.example.com', 'PreSync hook 4 Widget w'],
    ],
    [
      'hooks around the deletion are no part of a sync',
      [job('a', hook('PreDelete')), configMap('a')],
      ['0 ConfigMap a'],
    ],
    [
      "Helm 2's crd-install is a plain object",
      [configMap('a', { annotations: { 'helm.sh/hook': 'crd-install' } })],
      ['0 ConfigMap a'],
    ],
  ])('hooks: %s', (_, objects, expected) => expect(summary(plan({ objects }))).toEqual(expected));

  it('names what hooks with generateName make by revision, phase and start', () => {
    const objects = [job('migrate-', { ...hook('PreSync'), generateName: 'migrate-' } as Extra)];
    const run = { revision: '0123456789abcdef', startedAt: 1_700_000_000_900 };
    expect(summary(plan({ objects, run }))).toEqual(['PreSync hook 0 Job migrate-0123456-presync-1700000000']);
    expect(summary(plan({ objects }))).toEqual(['PreSync hook 0 Job migrate-']);
  });

  it('says what is left out, and prunes it as little as it applies it', () => {
    const skipped = configMap('a', { namespace: 'shop', ...hook('Skip') });
    const result = plan({ objects: [skipped, configMap('b')], inventory: held(configMap('a')) });
    expect(summary(result)).toEqual(['0 ConfigMap b']);
    expect(result.leftOut).toEqual([{ key: keyOf(skipped), reason: 'argocd.argoproj.io/hook says Skip' }]);
  });

  it.each<[string, Partial<PlanSyncInput>, string[]]>([
    ['one object twice', { objects: [configMap('a'), configMap('a')] }, ['DUPLICATE_OBJECT']],
    ['nothing desired where something is', { inventory: held(configMap('a')) }, ['GUARDRAIL']],
    [
      'only hooks desired where something is',
      { objects: [job('j', hook('Sync'))], inventory: held(configMap('a')) },
      ['GUARDRAIL'],
    ],
    ['nothing desired where nothing is', {}, []],
  ])('refuses %s', (_, input, expected) => expect(codes(input)).toEqual(expected));

  it('prunes what waits for a person once somebody agreed', () => {
    const old = configMap('old', {
      namespace: 'shop',
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' },
    });
    const input = { objects: [configMap('new')], inventory: held(old) };
    expect(plan(input).kept).toMatchObject([{ confirm: true, reason: expect.stringContaining('waits for a person') }]);
    expect(summary(plan({ ...input, confirmed: () => true }))).toEqual(['prune 0 ConfigMap old', '0 ConfigMap new']);
  });

  it('keeps the namespace of what waits for a person, and no other', () => {
    const options = { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' } };
    const inventory = held(
      configMap('data', { namespace: 'inner', ...options }),
      configMap('more', { namespace: 'inner' }),
      namespace('inner'),
      namespace('other'),
    );
    const input = { objects: [configMap('new')], inventory };
    expect(plan(input).kept).toMatchObject([
      { key: { name: 'data' }, confirm: true },
      { key: { name: 'inner' }, confirm: true, reason: 'ConfigMap data in it waits for a person' },
    ]);
    expect(summary(plan(input))).toEqual(['prune 0 ConfigMap more', 'prune 0 Namespace other', '0 ConfigMap new']);
    expect(plan({ ...input, confirmed: () => true }).kept).toEqual([]);
    const chosen = { only: ({ kind }: { kind: string }) => kind === 'Namespace' };
    expect(summary(plan({ ...input, ...chosen }))).toEqual(['prune 0 Namespace other']);
  });

  it.each<[string, Partial<PlanSyncInput>, string[], string[]]>([
    ['nobody agreed: nothing of it goes, and no hook runs', {}, [], ['data']],
    [
      'a person agreed to all of it',
      { confirmed: () => true },
      ['PreDelete hook 0 Job bye', 'prune 0 ConfigMap plain', 'prune 0 ConfigMap data'],
      [],
    ],
    ['a person agreed to something else', { confirmed: ({ key }) => key.name === 'plain' }, [], ['data']],
    ['the application wants it of all', { syncOptions: ['Delete=confirm'] }, [], ['data', 'plain']],
    ['it lets its objects be', { tombstone: { mode: 'orphan' } }, [], ['data', 'plain']],
  ])('an application goes with what says Delete=confirm: %s', (_, more, tasks, kept) => {
    const data = configMap('data', { annotations: { 'argocd.argoproj.io/sync-options': 'Delete=confirm' } });
    const result = plan({
      objects: [job('bye', hook('PreDelete'))],
      inventory: [inventoryEntry(data), inventoryEntry(configMap('plain'))],
      tombstone: { mode: 'prune' },
      ...more,
    });
    expect(summary(result).sort()).toEqual([...tasks].sort());
    expect(result.kept.map(({ key }) => key.name)).toEqual(kept);
  });
});
