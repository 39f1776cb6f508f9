import { jest } from '@jest/globals';
import type { BundleComparison, LiveRequests, OperationStatus } from '@wheelhouse/contract';
import type { ApplicationId, KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { automated } from './fake-hub.ts';
import type { WantOptions } from './fake-hub.ts';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(60_000);

describe('what people ask of an application, and who else writes its objects', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    const wished = { WHEELHOUSE_JOIN_TOKEN: world.hub.token(), WHEELHOUSE_KUBERNETES_EVENTS: 'true' };
    await world.spoke(wished).says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const refOf = (namespace: string, name: string, kind = 'ConfigMap') => ({
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    namespace,
    name,
  });
  const live = (namespace: string, name: string, kind?: string) => world.kube.get(refOf(namespace, name, kind));
  const until = (what: string, probe: () => Promise<boolean>) => waitUntil(probe, { what, timeoutMs: 10_000 });
  const versionOf = async (namespace: string, name: string) =>
    (await live(namespace, name))?.metadata['resourceVersion'];

  /** Asks for it, with these objects as what is current, and waits for its end. */
  const ask = async (
    id: ApplicationId,
    objects: readonly KubeObject[],
    asked: { readonly kind?: 'sync' | 'refresh' | 'terminate'; readonly prune?: boolean; readonly dryRun?: boolean },
    more: WantOptions = {},
  ): Promise<OperationStatus> => {
    const operation = {
      ...{ id: crypto.randomUUID() as never, kind: 'sync' as const, prune: false, dryRun: false, requestedBy: 'ada' },
      ...asked,
    };
    await world.hub.want(id, objects, { ...more, entry: { ...more.entry, operation } });
    const over = await world.hub.until(
      id,
      (each) => each.operation?.id === operation.id && !!each.operation.finishedAt,
    );
    return over.operation!;
  };
  /** Nobody collects garbage here, so that nothing goes in the foreground. */
  const atOnce: WantOptions = {
    spec: { syncPolicy: { syncOptions: ['CreateNamespace=true', 'PrunePropagationPolicy=background'] } },
  };
  const manual: WantOptions = { spec: { syncPolicy: { syncOptions: ['CreateNamespace=true'] } } };

  it('a dry run says what would change, and writes nothing', async () => {
    const id = application('1');
    const fresh = await ask(id, [configMap('a')], { dryRun: true }, { ...manual, entry: { current: undefined! } });
    expect(fresh).toMatchObject({ phase: 'Error' });
    const objects = [configMap('a'), configMap('b'), configMap('c')];
    await world.hub.healthy(id, await world.hub.want(id, objects, manual));
    const bundle = await world.hub.store([configMap('a', { a: '2' }), configMap('b'), configMap('d')]);
    const before = await versionOf('ns-1111', 'a');
    const operation = { bundle, kind: 'sync' as const, prune: true, dryRun: true };
    const said = await ask(id, objects, operation as never, manual);
    expect(said).toMatchObject({
      phase: 'Succeeded',
      message:
        'dry run: would delete ConfigMap ns-1111/c, change ConfigMap ns-1111/a (data.a), create ConfigMap ns-1111/d; 1 unchanged',
    });
    expect(await versionOf('ns-1111', 'a')).toBe(before);
    expect(await live('ns-1111', 'd')).toBeUndefined();
    expect(await live('ns-1111', 'c')).toBeDefined();
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('writes Kubernetes Events where they are wished for', async () => {
    const id = 'dd11'.repeat(4) as ApplicationId;
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    const resource = (await world.kube.resourceFor('v1', 'Event'))!;
    const told = async () => (await world.kube.list(resource, { namespace: 'ns-dd11' })).items;
    await until('the Event', async () => (await told()).some((event) => event['reason'] === 'SyncSucceeded'));
    expect((await told()).find((event) => event['reason'] === 'SyncSucceeded')).toMatchObject({
      type: 'Normal',
      message: 'app-dd11: 1 applied',
      involvedObject: { kind: 'Namespace', name: 'ns-dd11' },
      source: { component: 'wheelhouse-spoke' },
    });
  });

  it('compares with a bundle that is not wanted yet, and touches nothing', async () => {
    const id = 'cc11'.repeat(4) as ApplicationId;
    const secret = (password: string): KubeObject => ({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password, user: 'bob' } },
    });
    const hook: KubeObject = {
      ...configMap('hook'),
      metadata: { name: 'hook', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
    };
    const objects = [configMap('a'), configMap('b'), configMap('gone'), secret('hunter2')];
    await world.hub.healthy(id, await world.hub.want(id, objects, manual));
    const bundle = await world.hub.store([
      configMap('a', { a: '2' }),
      configMap('b'),
      configMap('new'),
      secret('hunter3'),
      hook,
    ]);
    const before = await versionOf('ns-cc11', 'a');
    const compared = (await world.hub.ask('compare', { id, bundle })) as BundleComparison;
    const told = compared.objects.map(({ change, name, changes }) => [change, name, changes.map(({ path }) => path)]);
    expect(told).toEqual([
      ['change', 'a', ['data.a']],
      ['create', 'new', []],
      ['change', 's', ['data.password']],
      ['delete', 'gone', []],
    ]);
    expect(compared.unchanged).toBe(1);
    expect(JSON.stringify(compared)).not.toMatch(/hunter|aHVudGVy/);
    expect(await versionOf('ns-cc11', 'a')).toBe(before);

    const key = { group: '', kind: 'Secret', namespace: 'ns-cc11', name: 's' };
    const view = (await world.hub.ask('resource', { id, key, bundle })) as LiveRequests['resource']['answer'];
    expect(view).toMatchObject({
      live: { data: { password: '••••••••', user: '••••••••' } },
      predicted: { data: { password: '•••••••• (another value)', user: '••••••••' } },
    });
    expect(JSON.stringify(view)).not.toMatch(/hunter|aHVudGVy/);
    const applied = (await world.hub.ask('resource', { id, key })) as LiveRequests['resource']['answer'];
    expect([applied.changes, applied.predicted]).toEqual([[], applied.live]);
  });

  it('a dry run knows what the sync itself would make first', async () => {
    const id = application('2');
    const bundle = await world.hub.store([configMap('a')]);
    const entry = { current: undefined! };
    const said = await ask(id, [], { dryRun: true, bundle } as never, { ...manual, entry });
    expect(said.message).toBe('dry run: would create ConfigMap ns-2222/a');
    expect(await world.kube.get({ apiVersion: 'v1', kind: 'Namespace', name: 'ns-2222' })).toBeUndefined();
  });

  it('a sync with prune deletes what the policy leaves', async () => {
    const id = application('3');
    const policy = { automated: { ...automated, prune: false }, syncOptions: ['CreateNamespace=true'] };
    const keeping: WantOptions = {
      spec: { syncPolicy: { ...policy, syncOptions: [...policy.syncOptions, 'PrunePropagationPolicy=background'] } },
    };
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')], keeping));
    const kept = await world.hub.want(id, [configMap('a')], keeping);
    const status = await world.hub.until(id, ({ applied }) => applied?.bundle === kept.digest);
    expect(status.sync.status).toBe('OutOfSync');
    expect(await live('ns-3333', 'b')).toBeDefined();
    expect(await ask(id, [configMap('a')], { prune: true }, keeping)).toMatchObject({
      phase: 'Succeeded',
      message: '1 applied, 1 pruned',
    });
    expect(await live('ns-3333', 'b')).toBeUndefined();
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('a sync of chosen objects touches no others', async () => {
    const id = application('b');
    const objects = [configMap('a'), configMap('b'), configMap('c')];
    await world.hub.healthy(id, await world.hub.want(id, objects, atOnce));
    const next = [configMap('a', { a: '2' }), configMap('b', { a: '2' })];
    const bundle = await world.hub.store(next);
    const resources = ['a', 'c'].map((name) => ({ group: '', kind: 'ConfigMap', namespace: 'ns-bbbb', name }));
    const asked = { prune: true, bundle, resources };
    expect(await ask(id, objects, asked as never, atOnce)).toMatchObject({ message: '1 applied, 1 pruned' });
    expect([(await live('ns-bbbb', 'a'))?.['data'], (await live('ns-bbbb', 'b'))?.['data']]).toEqual([
      { a: '2' },
      { a: '1' },
    ]);
    expect(await live('ns-bbbb', 'c')).toBeUndefined();
  });

  it('a sync by force makes anew what the API server takes no other way, and says so before without it', async () => {
    const id = application('c');
    const immutable = (value: string): KubeObject => ({ ...configMap('fixed', { a: value }), immutable: true });
    const objects = [immutable('1'), configMap('b')];
    const retry = { limit: 0, backoff: { durationMs: 1, factor: 1, maxDurationMs: 1 } };
    const once: WantOptions = { spec: { syncPolicy: { ...atOnce.spec!.syncPolicy!, retry } } };
    await world.hub.healthy(id, await world.hub.want(id, objects, once));
    const next = [immutable('2'), configMap('b')];
    const refused = await ask(id, next, {}, once);
    expect(refused.message).toMatch(/^nothing was written: ConfigMap ns-cccc\/fixed: .*Replace=true,Force=true$/);
    expect(await ask(id, next, { force: true } as never, once)).toMatchObject({ phase: 'Succeeded' });
    expect((await live('ns-cccc', 'fixed'))?.['data']).toEqual({ a: '2' });
  });

  it('suspended, it is neither healed nor synced by itself, until it is resumed', async () => {
    const id = application('d');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await ask(id, [configMap('a')], { kind: 'refresh', suspend: true } as never);
    const changed = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'ns-dddd' },
      data: { a: '9' },
    };
    await world.kube.apply(changed, { manager: 'kubectl-edit', force: true });
    const drifted = await world.hub.until(id, ({ sync }) => sync.reason?.includes('data.a') ?? false);
    expect(drifted.conditions).toMatchObject([
      { type: 'Suspended', message: expect.stringContaining('suspended by ada') },
    ]);
    await world.hub.want(id, [configMap('a', { a: '2' })]);
    await world.hub.until(id, ({ sync }) => sync.reason === 'suspended by ada');
    expect((await live('ns-dddd', 'a'))?.['data']).toEqual({ a: '9' });
    // The sync that follows at once is what the hub hears of.
    const resume = { id: crypto.randomUUID() as never, kind: 'refresh' as const, suspend: false, requestedBy: 'ada' };
    const operation = { ...resume, prune: false, dryRun: false };
    await world.hub.want(id, [configMap('a', { a: '2' })], { entry: { operation } });
    await until('it to be synced', async () => JSON.stringify((await live('ns-dddd', 'a'))?.['data']) === '{"a":"2"}');
    await world.hub.until(id, ({ conditions }) => conditions.length === 0);
  });

  it('leaves alone what is ignored where that is respected', async () => {
    const id = application('e');
    const ignoreDifferences = [
      {
        group: '',
        kind: 'ConfigMap',
        jsonPointers: ['/data/theirs'],
        jqPathExpressions: [],
        managedFieldsManagers: [],
      },
    ];
    const syncPolicy = { automated, syncOptions: ['CreateNamespace=true', 'RespectIgnoreDifferences=true'] };
    const spec = { spec: { ignoreDifferences, syncPolicy } };
    const object = (value: string) => configMap('a', { ours: value, theirs: 'first' });
    await world.hub.healthy(id, await world.hub.want(id, [object('1')], spec));
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'ns-eeee' },
      data: { theirs: 'last' },
    };
    await world.kube.apply(theirs, { manager: 'somebody', force: true });
    await world.hub.healthy(id, await world.hub.want(id, [object('2')], spec));
    expect((await live('ns-eeee', 'a'))?.['data']).toEqual({ ours: '2', theirs: 'last' });
  });

  it('a field that no schema knows is refused before anything is written', async () => {
    const id = application('f');
    const slip = (annotations: Record<string, string>): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', annotations },
      data: { a: '1' },
      immutabel: true,
    });
    await world.hub.want(id, [slip({}), configMap('b')]);
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('immutabel') ?? false);
    expect(status.sync.reason).toMatch(/^nothing was written: ConfigMap ns-ffff\/a: /);
    expect(await live('ns-ffff', 'b')).toBeUndefined();
  });

  it('what says Prune=confirm goes once a person agreed, and not by what was agreed before', async () => {
    const id = application('0');
    const old: KubeObject = {
      ...configMap('old'),
      metadata: { name: 'old', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' } },
    };
    const agreed = (approvedAt?: number): WantOptions => ({
      spec: {
        syncPolicy: { automated, syncOptions: ['CreateNamespace=true', 'PrunePropagationPolicy=background'] },
        ...(approvedAt === undefined ? {} : { approvedAt }),
      },
    });
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), old], agreed(Date.now())));
    await world.hub.want(id, [configMap('a')], agreed(Date.now()));
    const status = await world.hub.until(
      id,
      ({ sync }) => sync.reason?.includes('Prune=confirm waits for a person') ?? false,
    );
    expect(status.sync.status).toBe('OutOfSync');
    expect(await live('ns-0000', 'old')).toBeDefined();
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')], agreed(Date.now() + 1_000)));
    expect(await live('ns-0000', 'old')).toBeUndefined();
  });

  it('a refresh compares what no watch could tell of', async () => {
    const id = application('4');
    const objects = [configMap('a')];
    await world.hub.healthy(id, await world.hub.want(id, objects, manual));
    expect(await ask(id, objects, { kind: 'refresh' }, manual)).toMatchObject({
      phase: 'Succeeded',
      message: 'compared with the cluster: as desired',
    });
    await world.kube.apply(
      { ...configMap('a', { a: '9' }), metadata: { name: 'a', namespace: 'ns-4444' } },
      {
        manager: 'kubectl-edit',
        force: true,
      },
    );
    expect((await ask(id, objects, { kind: 'refresh' }, manual)).message).toBe(
      'compared with the cluster: 1 of 1 objects differ',
    );
    expect((await live('ns-4444', 'a'))?.['data']).toEqual({ a: '9' });
  });

  it('a sync that is terminated ends at once, and is not begun again', async () => {
    const id = application('5');
    const stuck = { ...configMap('stuck'), metadata: { name: 'stuck', finalizers: ['example.com/never'] } };
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), stuck], manual));
    const running = { id: crypto.randomUUID() as never, kind: 'sync' as const, prune: true, dryRun: false };
    const began = Date.now();
    const next = [configMap('a', { a: '2' })];
    await world.hub.want(id, next, { ...manual, entry: { operation: { ...running, requestedBy: 'ada' } } });
    await until('the deletion', async () => !!(await live('ns-5555', 'stuck'))?.metadata['deletionTimestamp']);
    await ask(id, next, { kind: 'terminate' }, manual);
    expect(Date.now() - began).toBeLessThan(10_000);
    await until('the event', async () =>
      world.hub.events.some(({ message }) => /^terminated by ada|: terminated by ada/.test(message)),
    );
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('terminated by ada') ?? false);
    expect(status.sync.status).toBe('OutOfSync');
    await world.kube.patch(refOf('ns-5555', 'stuck'), 'application/merge-patch+json', {
      metadata: { finalizers: null },
    });
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a', { a: '3' })], manual));
  });

  /** As `kubectl apply` without `--server-side` leaves it: an Update, and the manifest in an annotation. */
  const clientSideApply = async (object: KubeObject, labels: Record<string, string>): Promise<void> => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object) };
    const { apiVersion, kind, metadata } = object;
    await world.kube.create({ apiVersion, kind, metadata: { ...metadata, labels } });
    const body = { metadata: { annotations }, data: object['data'] };
    const manager = { manager: 'kubectl-client-side-apply' };
    await world.kube.patch(refOf(metadata.namespace!, metadata.name), 'application/merge-patch+json', body, manager);
  };

  it.each<[string, ApplicationId, (object: KubeObject) => Promise<unknown>]>([
    ['kubectl apply', application('6'), (object) => clientSideApply(object, { team: 'shop' })],
    ['argocd-controller', application('7'), (object) => world.kube.apply(object, { manager: 'argocd-controller' })],
    // An object that was made without managed fields gets none by updates either.
    ['somebody unknown', application('a'), (object) => clientSideApply(object, {})],
  ])('a field that %s set goes when it leaves Git', async (_who, id, make) => {
    const namespace = `ns-${id.slice(0, 4)}`;
    const both = configMap('a', { a: '1', b: '1' });
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await world.kube.apply(space, { manager: 'kubectl' });
    await make({ ...both, metadata: { name: 'a', namespace } });
    await world.hub.healthy(id, await world.hub.want(id, [both]));
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a', { a: '1' })]));
    const { data, metadata } = (await live(namespace, 'a'))!;
    expect(data).toEqual({ a: '1' });
    expect(metadata.annotations).not.toHaveProperty(['kubectl.kubernetes.io/last-applied-configuration']);
  });

  it('the replicas are left alone from when a live HPA scales the workload, and ours again when it goes', async () => {
    const id = application('8');
    const replicas = async () =>
      ((await live('ns-8888', 'web', 'Deployment'))?.['spec'] as { replicas?: number } | undefined)?.replicas;
    const owner = async () => {
      const fields = (await live('ns-8888', 'web', 'Deployment'))?.metadata['managedFields'] as {
        manager: string;
        fieldsV1: { 'f:spec'?: { 'f:replicas'?: object } };
      }[];
      return fields.filter(({ fieldsV1 }) => fieldsV1['f:spec']?.['f:replicas']).map(({ manager }) => manager);
    };
    const current = await world.hub.want(id, [deployment('web', 'registry.example/app:1', 3)]);
    await world.hub.until(id, ({ applied }) => applied?.bundle === current.digest);
    expect(await owner()).toEqual(['wheelhouse']);
    const hpa: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'ns-8888' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
    };
    await world.kube.apply(hpa, { manager: 'kubectl' });
    await until('the replicas to be given up', async () => !(await owner()).includes('wheelhouse'));
    expect(await replicas()).toBe(3);
    const scaled = { manager: 'horizontal-pod-autoscaler' };
    const body = { spec: { replicas: 7 } };
    await world.kube.patch(refOf('ns-8888', 'web', 'Deployment'), 'application/merge-patch+json', body, scaled);
    const next = await world.hub.want(id, [deployment('web', 'registry.example/app:2', 3)]);
    await world.hub.until(id, ({ applied, sync }) => applied?.bundle === next.digest && sync.status === 'Synced');
    expect(await replicas()).toBe(7);
    await world.kube.delete(
      { ...refOf('ns-8888', 'web'), apiVersion: hpa.apiVersion, kind: hpa.kind },
      { propagation: 'Background' },
    );
    await until('the replicas to be ours', async () => (await replicas()) === 3);
  });

  it('a ServiceAccount that an application names needs the rights, and they are enough', async () => {
    const id = application('9');
    const entry = { serviceAccount: 'deployer' };
    const account = 'system:serviceaccount:ns-9999:deployer';
    await world.kube.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns-9999' } },
      { manager: 'kubectl' },
    );
    await world.hub.want(id, [configMap('a')], { entry });
    const refused = await world.hub.until(id, ({ sync }) => sync.reason?.includes('RBAC') ?? false);
    expect(refused.sync.reason).toMatch(`${account} may not do this: `);
    expect(refused.sync.reason).toContain('cannot patch resource "configmaps"');
    expect(await live('ns-9999', 'a')).toBeUndefined();
    const metadata = { name: 'deployer', namespace: 'ns-9999' };
    const group = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'patch', 'delete'] }];
    const roleRef = { apiGroup: group, kind: 'Role', name: 'deployer' };
    const subjects = [{ kind: 'ServiceAccount', ...metadata }];
    await world.kube.apply({ apiVersion: `${group}/v1`, kind: 'Role', metadata, rules }, { manager: 'kubectl' });
    await world.kube.apply(
      { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects },
      { manager: 'kubectl' },
    );
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a', { a: '2' })], { entry }));
  });
});
