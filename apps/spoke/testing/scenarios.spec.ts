import { jest } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import type { ApplicationId, KubeObject } from '@wheelhouse/core-domain';
import { automated, PROJECT } from './fake-hub.ts';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(60_000);

describe('a spoke on a real cluster', () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld();
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
    await spoke.says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const ref = (kind: string, namespace: string, name: string) => ({
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    namespace,
    name,
  });
  const live = (kind: string, namespace: string, name: string) => world.kube.get(ref(kind, namespace, name));
  const replicas = async (namespace: string, name: string): Promise<number | undefined> =>
    ((await live('Deployment', namespace, name))?.['spec'] as { replicas?: number } | undefined)?.replicas;
  const scale = (namespace: string, name: string, count: number) =>
    world.kube.patch(
      ref('Deployment', namespace, name),
      'application/merge-patch+json',
      { spec: { replicas: count } },
      { manager: 'kubectl-scale' },
    );
  const gone = (kind: string, namespace: string, name: string) =>
    waitUntil(async () => (await live(kind, namespace, name)) === undefined, {
      what: `${name} to go`,
      timeoutMs: 10_000,
    });

  it('joins, applies what is wanted, and reports it healthy', async () => {
    const id = application('1');
    const bundle = await world.hub.want(id, [configMap('settings'), deployment('web')]);
    const status = await world.hub.healthy(id, bundle);
    expect(status).toMatchObject({ counts: { total: 2, synced: 2, healthy: 2 }, resources: [], conditions: [] });
    expect(status.operation).toMatchObject({ phase: 'Succeeded', message: '2 applied' });
    expect((await live('Deployment', 'ns-1111', 'web'))?.metadata).toMatchObject({
      labels: { 'wheelhouse.dev/application': id },
      annotations: { 'wheelhouse.dev/tracking-id': 'default/argocd/app-1111:apps/Deployment:ns-1111/web' },
    });
    expect(spoke.log).toContain('joined hub hub-1');
    expect(spoke.log).toContain('generation 1 accepted');
  });

  it('writes nothing when the same comes again', async () => {
    const id = application('1');
    const before = (await live('ConfigMap', 'ns-1111', 'settings'))?.metadata['resourceVersion'];
    const { generation } = await world.hub.publish({});
    await spoke.says(`generation ${generation} accepted`);
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
    expect((await live('ConfigMap', 'ns-1111', 'settings'))?.metadata['resourceVersion']).toBe(before);
  });

  it('heals a Deployment that was scaled by hand, and says who did it', async () => {
    await scale('ns-1111', 'web', 5);
    await waitUntil(async () => (await replicas('ns-1111', 'web')) === 2, {
      what: 'it to be healed',
      timeoutMs: 5_000,
    });
    await waitUntil(async () => world.hub.events.some(({ reason }) => reason === 'DriftHealed'), {
      what: 'the event',
      timeoutMs: 5_000,
    });
    const { message } = world.hub.events.find(({ reason }) => reason === 'DriftHealed')!;
    expect(message).toBe('Deployment ns-1111/web: changed: spec.replicas (by kubectl-scale)');
    await world.hub.until(
      application('1'),
      ({ sync, health }) => sync.status === 'Synced' && health.status === 'Healthy',
    );
  });

  it('makes a deleted object again', async () => {
    const uid = async () => (await live('ConfigMap', 'ns-1111', 'settings'))?.metadata['uid'];
    const before = await uid();
    await world.kube.delete(ref('ConfigMap', 'ns-1111', 'settings'));
    // Until the garbage collector ran the old one is still there.
    await waitUntil(async () => ![undefined, before].includes(await uid()), {
      what: 'it to be back',
      timeoutMs: 5_000,
    });
  });

  it('heals what a former leader wrote late, under the very name that writes here', async () => {
    const object = (await live('ConfigMap', 'ns-1111', 'settings'))!;
    const { labels, annotations, creationTimestamp } = object.metadata;
    const value = async () => (await live('ConfigMap', 'ns-1111', 'settings'))?.['data'];
    const before = object['data'] as Record<string, string>;
    // The API server tells times in whole seconds.
    const later = Math.ceil(Date.now() / 1000) * 1000 + 1000;
    await waitUntil(
      () => Promise.resolve(Date.now() > Math.max(later, Date.parse(String(creationTimestamp)) + 2_000)),
      {
        what: 'another second',
        timeoutMs: 10_000,
      },
    );
    await world.kube.apply({
      ...{
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'ns-1111', labels, annotations },
      },
      data: Object.fromEntries(Object.keys(before).map((key) => [key, 'of an older bundle'])),
    });
    await waitUntil(async () => JSON.stringify(await value()) === JSON.stringify(before), {
      what: 'it to be healed',
      timeoutMs: 5_000,
    });
  });

  it('puts its label back when somebody took it off', async () => {
    await world.kube.patch(
      ref('ConfigMap', 'ns-1111', 'settings'),
      'application/merge-patch+json',
      {
        metadata: { labels: { 'wheelhouse.dev/application': null } },
      },
      { manager: 'kubectl-label' },
    );
    const labelled = async () =>
      (await live('ConfigMap', 'ns-1111', 'settings'))?.metadata.labels?.['wheelhouse.dev/application'] !== undefined;
    await waitUntil(labelled, { what: 'the label', timeoutMs: 10_000 });
  });

  it('shows drift and leaves it where selfHeal is off', async () => {
    const id = application('2');
    const spec = {
      syncPolicy: { automated: { ...automated, selfHeal: false }, syncOptions: ['CreateNamespace=true'] },
    };
    const bundle = await world.hub.want(id, [deployment('web')], { spec: { ...spec } });
    await world.hub.healthy(id, bundle);
    await scale('ns-2222', 'web', 3);
    const status = await world.hub.until(id, ({ sync }) => sync.status === 'OutOfSync');
    expect(status.sync.reason).toBe('Deployment web: changed: spec.replicas (by kubectl-scale)');
    expect(status.resources).toEqual([
      expect.objectContaining({
        kind: 'Deployment',
        sync: 'OutOfSync',
        message: 'changed: spec.replicas (by kubectl-scale)',
      }),
    ]);
    expect(await replicas('ns-2222', 'web')).toBe(3);
    await scale('ns-2222', 'web', 2);
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('prunes what left, but only what carries its mark', async () => {
    const id = application('3');
    const three = [configMap('a'), configMap('b'), configMap('c')];
    await world.hub.healthy(id, await world.hub.want(id, three));
    await world.kube.apply({ ...configMap('bystander'), metadata: { name: 'bystander', namespace: 'ns-3333' } });
    // Somebody makes `b` his own by taking our marks off: with self-healing they would come back, so it goes with the same breath.
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')]));
    await gone('ConfigMap', 'ns-3333', 'c');
    expect(await live('ConfigMap', 'ns-3333', 'bystander')).toBeDefined();
    const marked = (await live('ConfigMap', 'ns-3333', 'a'))!.metadata;
    const copy = { labels: marked.labels!, annotations: marked.annotations! };
    await world.kube.apply(
      { ...configMap('copy'), metadata: { name: 'copy', namespace: 'ns-3333', ...copy } },
      { manager: 'kubectl' },
    );
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await gone('ConfigMap', 'ns-3333', 'b');
    expect(await live('ConfigMap', 'ns-3333', 'copy')).toBeDefined();
  });

  it('leaves alone an object of the inventory whose mark is gone', async () => {
    const id = application('4');
    const spec = {
      syncPolicy: { automated: { ...automated, selfHeal: false }, syncOptions: ['CreateNamespace=true'] },
    };
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('theirs')], { spec }));
    await world.kube.patch(ref('ConfigMap', 'ns-4444', 'theirs'), 'application/merge-patch+json', {
      metadata: { annotations: { 'wheelhouse.dev/tracking-id': null } },
    });
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')], { spec }));
    expect(await live('ConfigMap', 'ns-4444', 'theirs')).toBeDefined();
  });

  it('keeps what is to be pruned where pruning is off, and says so', async () => {
    const id = application('5');
    const spec = { syncPolicy: { automated: { ...automated, prune: false }, syncOptions: ['CreateNamespace=true'] } };
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')], { spec }));
    await world.hub.want(id, [configMap('a')], { spec });
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('to prune') ?? false);
    expect(status.sync.status).toBe('OutOfSync');
    expect(await live('ConfigMap', 'ns-5555', 'b')).toBeDefined();
  });

  it('refuses an empty bundle where allowEmpty is off, and deletes nothing', async () => {
    const id = application('6');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await world.hub.want(id, []);
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('no object is desired') ?? false);
    expect(status.sync.reason).toContain('allowEmpty');
    expect(await live('ConfigMap', 'ns-6666', 'a')).toBeDefined();
  });

  it('deletes by tombstone, says that it is done, and forgets', async () => {
    const id = application('7');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), deployment('web')]));
    await world.hub.remove(id, 'prune');
    await waitUntil(async () => world.hub.gone.some((each) => each.id === id), { what: 'gone', timeoutMs: 15_000 });
    expect(await live('ConfigMap', 'ns-7777', 'a')).toBeUndefined();
    expect(await live('Deployment', 'ns-7777', 'web')).toBeUndefined();
    const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'wheelhouse-system', name: `wheelhouse-app-${id}` };
    expect(await world.kube.get(secret)).toBeUndefined();
  });

  it('orphans by tombstone: marks off, objects stay', async () => {
    const id = application('8');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await world.hub.remove(id, 'orphan');
    await waitUntil(async () => world.hub.gone.some((each) => each.id === id), { what: 'gone', timeoutMs: 15_000 });
    const left = await live('ConfigMap', 'ns-8888', 'a');
    expect(left?.metadata.labels?.['wheelhouse.dev/application']).toBeUndefined();
    expect(left?.metadata.annotations?.['wheelhouse.dev/tracking-id']).toBeUndefined();
  });

  it('keeps what is withdrawn without order', async () => {
    const id = application('9');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await world.hub.remove(id, 'absent');
    const status = await world.hub.until(id, ({ sync }) => sync.status === 'Unknown');
    expect(status.sync.reason).toBe('withdrawn without order');
    expect(await live('ConfigMap', 'ns-9999', 'a')).toBeDefined();
  });

  it('judges kinds as people want them judged, in Lua and in rules', async () => {
    const id = application('0');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('judged')]));
    const name = { name: 'argocd-cm', namespace: 'wheelhouse-system' };
    const customize = (data: Record<string, string>) =>
      world.kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: name, data });
    await customize({
      'resource.customizations.health.ConfigMap': 'return { status = "Suspended", message = obj.metadata.name }',
    });
    const judged = await world.hub.until(id, ({ health }) => health.status === 'Suspended');
    expect(judged.health.message).toMatch(/judged$/);
    await customize({ 'resource.customizations.healthRules.ConfigMap': 'Degraded: no good' });
    await world.hub.until(id, ({ health }) => health.status === 'Degraded');
    await world.kube.delete({ apiVersion: 'v1', kind: 'ConfigMap', ...name });
    await world.hub.until(id, ({ health }) => health.status === 'Healthy');
  });

  it('ignores what is to be ignored of every application, and heals the rest', async () => {
    const id = 'ee12'.repeat(4) as ApplicationId;
    const objects = [configMap('a', { a: '1', b: '1' }), configMap('b', { a: '1', b: '1' })];
    await world.hub.healthy(id, await world.hub.want(id, objects));
    const name = { name: 'argocd-cm', namespace: 'wheelhouse-system' };
    await world.kube.apply({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: name },
      data: { 'resource.customizations.ignoreDifferences.ConfigMap': 'jsonPointers: [/data/a]' },
    });
    await spoke.says('fields are ignored by customizations');
    const change = (object: string, data: Record<string, string>) =>
      world.kube.apply(
        { ...configMap(object, data), metadata: { name: object, namespace: 'ns-ee12' } },
        { manager: 'somebody', force: true },
      );
    await change('a', { a: '2' });
    await change('b', { b: '2' });
    const data = async (object: string) => (await live('ConfigMap', 'ns-ee12', object))?.['data'];
    await waitUntil(async () => ((await data('b')) as { b: string }).b === '1', {
      what: 'b healed',
      timeoutMs: 10_000,
    });
    expect(await data('a')).toEqual({ a: '2', b: '1' });
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
    await world.kube.delete({ apiVersion: 'v1', kind: 'ConfigMap', ...name });
  });

  it('says why a pod does not start', async () => {
    const id = application('a');
    await world.hub.want(id, [deployment('web', 'registry.example/app:missing', 1)]);
    const status = await world.hub.until(id, ({ health }) => health.message?.includes('ImagePullBackOff') ?? false);
    expect(status.health.status).toBe('Degraded');
    expect(status.resources[0]?.health?.message).toMatch(/^\d+ of \d+ pods? in ImagePullBackOff/);
  });

  it('writes nothing of what was refused, also not by healing, and says so while it tries again', async () => {
    const id = 'ee11'.repeat(4) as ApplicationId;
    const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } };
    const refused = { ...configMap('refused'), data: { a: { not: 'a string' } } } as unknown as KubeObject;
    await world.hub.want(id, [refused, secret, configMap('a')]);
    const status = await world.hub.until(id, ({ operation }) => (operation?.attempt ?? 0) > 1);
    expect(status.conditions).toEqual([
      expect.objectContaining({ type: 'SyncRetrying', message: expect.stringContaining('nothing was written') }),
    ]);
    expect(await live('Secret', 'ns-ee11', 's')).toBeUndefined();
    expect(await live('ConfigMap', 'ns-ee11', 'a')).toBeUndefined();
    await world.hub.healthy(id, await world.hub.want(id, [secret, configMap('a')]));
  });

  it('names an unknown kind before it writes anything, or writes the rest where that is wanted', async () => {
    const id = application('b');
    const unknown: KubeObject = { apiVersion: 'example.com/v1', kind: 'Gizmo', metadata: { name: 'g' } };
    await world.hub.want(id, [unknown, configMap('a')]);
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('Gizmo') ?? false);
    expect(status.sync.reason).toContain('nothing was written');
    expect(status.sync.reason).toContain('the cluster does not know kind Gizmo in example.com/v1');
    expect(await live('ConfigMap', 'ns-bbbb', 'a')).toBeUndefined();
    const annotations = { 'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true' };
    await world.hub.want(id, [{ ...unknown, metadata: { name: 'g', annotations } }, configMap('a')]);
    const skipped = await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('Gizmo ') ?? false);
    expect(skipped.sync.reason).toContain('Gizmo');
    expect(await live('ConfigMap', 'ns-bbbb', 'a')).toBeDefined();
  });

  it('says what to do about a namespace that is not there', async () => {
    const id = application('c');
    await world.hub.want(id, [configMap('a')], { spec: { syncPolicy: { automated, syncOptions: [] } } });
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('namespace') ?? false);
    expect(status.sync.reason).toContain('namespace ns-cccc does not exist; create it');
    expect(status.sync.reason).toContain('CreateNamespace=true');
  });

  it('uses a CRD of the same bundle', async () => {
    const id = application('d');
    const crd: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.org' },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    };
    const widget: KubeObject = {
      apiVersion: 'example.org/v1',
      kind: 'Widget',
      metadata: { name: 'w' },
      spec: { a: 1 },
    };
    await world.hub.healthy(id, await world.hub.want(id, [crd, widget]));
    expect(
      await world.kube.get({ apiVersion: 'example.org/v1', kind: 'Widget', namespace: 'ns-dddd', name: 'w' }),
    ).toBeDefined();
  });

  it('answers with the tree and the resource, a Secret masked', async () => {
    const id = application('e');
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { password: 'hunter2' },
    };
    await world.hub.healthy(id, await world.hub.want(id, [deployment('web', 'registry.example/app:1', 1), secret]));
    const tree = (await world.hub.ask('tree', { id })) as { nodes: { kind: string; uid: string; parent?: string }[] };
    expect(tree.nodes.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'Pod', 'ReplicaSet', 'Secret']);
    const key = { group: '', kind: 'Secret', namespace: 'ns-eeee', name: 's' };
    const view = await world.hub.ask('resource', { id, key });
    expect(JSON.stringify(view)).not.toContain('hunter2');
    expect(JSON.stringify(view)).not.toContain(Buffer.from('hunter2').toString('base64'));
    expect(view).toMatchObject({ changes: [], live: { data: { password: '••••••••' } } });
    expect(spoke.log).not.toContain('hunter2');
  });

  it('runs a sync that a person asked for, once', async () => {
    const id = application('f');
    const bundle = await world.hub.want(id, [configMap('a')]);
    await world.hub.healthy(id, bundle);
    const operation = {
      id: crypto.randomUUID() as never,
      kind: 'sync' as const,
      prune: true,
      dryRun: false,
      requestedBy: 'ada',
    };
    await world.hub.want(id, [configMap('a')], { entry: { operation } });
    const status = await world.hub.until(
      id,
      (each) => each.operation?.id === operation.id && each.operation.phase === 'Succeeded',
    );
    expect(status.operation).toMatchObject({ initiatedBy: 'ada', message: '1 applied', attempt: 1 });
  });

  describe('a project that permits no kinds outside namespaces', () => {
    const id = application('1e').slice(0, 16) as ApplicationId;
    const crd = (scope: string) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'policies.rules.example.com' },
      spec: {
        group: 'rules.example.com',
        scope,
        names: { kind: 'Policy', plural: 'policies' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    });
    const policy = { apiVersion: 'rules.example.com/v1', kind: 'Policy', metadata: { name: 'all' } };
    const policyRef = { apiVersion: policy.apiVersion, kind: 'Policy', name: 'all' };
    const inNamespace = { ...policy, metadata: { ...policy.metadata, namespace: 'ns-1e1e' } };
    const permit = (allowed: readonly { group: string; kind: string }[]) =>
      world.hub.publish({ clusterKinds: new Map([[PROJECT, { allowed, denied: [] }]]) });

    it('gets none through a custom resource that claims to be in one', async () => {
      await world.kube.apply(crd('Cluster') as KubeObject);
      await waitUntil(() => world.kube.resourceFor(policy.apiVersion, policy.kind), {
        what: 'the kind to be served',
        timeoutMs: 20_000,
      });
      await permit([]);
      await world.hub.want(id, [configMap('beside'), inNamespace]);
      const { operation } = await world.hub.until(id, (status) => /project/.test(status.operation?.message ?? ''));
      expect(operation?.message).toMatch(
        /the project does not allow objects of kind rules.example.com\/Policy, such as all: .*clusterResourceWhitelist/,
      );
      expect(await world.kube.get(policyRef)).toBeUndefined();
      expect(await live('ConfigMap', 'ns-1e1e', 'beside')).toBeUndefined();
    });

    it('gets it once the project permits the kind', async () => {
      await permit([{ group: 'rules.*', kind: 'Policy' }]);
      await waitUntil(() => world.kube.get(policyRef), { what: 'the policy', timeoutMs: 20_000 });
      await world.hub.publish({ clusterKinds: new Map() });
    });
  });
});
