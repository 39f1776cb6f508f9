/** What the weather of a real cluster is like, and that a spoke says so, harms nothing, and goes on by itself. */
import { jest } from '@jest/globals';
import type { ApplicationId, KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { startWebhook } from './admission-webhook.ts';
import type { Judgement } from './admission-webhook.ts';
import { startApiProxy } from './api-proxy.ts';
import type { Answered, ApiProxy } from './api-proxy.ts';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(90_000);

describe('a spoke in bad weather', () => {
  let world: World;
  let proxy: ApiProxy;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld();
    proxy = await startApiProxy(world.cluster.server, world.tls);
    await joined();
  });
  afterAll(async () => {
    await world?.stop();
    await proxy?.close();
  });

  const joined = async (): Promise<void> => {
    const env = { WHEELHOUSE_JOIN_TOKEN: world.hub.token(), KUBERNETES_SERVICE_PORT: String(proxy.port) };
    spoke = world.spoke(env, 'pod');
    await spoke.says('leading as epoch');
  };
  const refOf = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  const live = (namespace: string, name: string) => world.kube.get(refOf(namespace, name));
  const until = (what: string, probe: () => Promise<boolean>, timeoutMs = 20_000) =>
    waitUntil(probe, { what, timeoutMs, everyMs: 20 });
  const letGo = (namespace: string, name: string) =>
    world.kube.patch(refOf(namespace, name), 'application/merge-patch+json', { metadata: { finalizers: null } });
  const held = (name: string): KubeObject => ({
    ...configMap(name),
    metadata: { name, finalizers: ['example.com/hold'] },
  });
  /** Writes of ConfigMaps of this namespace that were asked for, since then. */
  const writes = (namespace: string, since: number): Answered[] =>
    proxy.answered.slice(since).filter(({ path, method, isDryRun }) => {
      return !isDryRun && method === 'PATCH' && path.startsWith(`/api/v1/namespaces/${namespace}/configmaps/`);
    });
  const conditionsOf = (id: ApplicationId) => world.hub.statuses.get(id)?.conditions.map(({ type }) => type);

  it('an API server that has too much to do is asked as slowly as it wishes, and nothing is written twice', async () => {
    const id = application('1');
    const many = (value: string) => Array.from({ length: 80 }, (_, i) => configMap(`m${i}`, { value }));
    await world.hub.healthy(id, await world.hub.want(id, many('1')));
    const since = proxy.answered.length;
    let ends = Number.POSITIVE_INFINITY;
    proxy.refuse = ({ at }) => {
      const taken = writes('ns-1111', since).filter(({ passed }) => passed).length;
      if (taken >= 10) ends = Math.min(ends, at + 3_500);
      return taken >= 10 && at < ends ? { status: 429, reason: 'TooManyRequests', retryAfterSeconds: 1 } : undefined;
    };
    const bundle = await world.hub.want(id, many('2'));
    const status = await world.hub.until(id, ({ healthy }) => healthy?.bundle === bundle.digest, {
      what: 'the sync to end well',
      timeoutMs: 45_000,
    });
    expect(status.operation).toMatchObject({ phase: 'Succeeded', attempt: 1 });
    const asked = Map.groupBy(writes('ns-1111', since), ({ path }) => path);
    expect(asked.size).toBe(80);
    const tries = [...asked.values()];
    expect(tries.filter((one) => one.filter(({ status }) => status === 200).length !== 1)).toEqual([]);
    const refused = tries.filter((one) => one.some(({ passed }) => !passed));
    expect(refused.length).toBeGreaterThan(0);
    // Retry-After is heeded, and who has not asked yet waits for its turn.
    const pauses = refused.flatMap((one) => one.slice(1).map(({ at }, i) => at - one[i]!.at));
    expect(Math.min(...pauses)).toBeGreaterThan(900);
    expect(refused.length).toBeLessThanOrEqual(32);
    expect(spoke.log).not.toContain('not leading any more');
  });

  it('credentials that ended are named, and what drifted meanwhile is healed with new ones', async () => {
    const id = application('2');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    const { authorization: ended } = proxy.answered.at(-1)!;
    proxy.refuse = ({ authorization }) =>
      authorization === ended ? { status: 401, reason: 'Unauthorized' } : undefined;
    const length = spoke.log.length;
    await world.kube.delete(refOf('ns-2222', 'a'), { propagation: 'Background' });
    await until('it to be said', async () => {
      return spoke.log.slice(length).includes('the API server does not accept these credentials (401)');
    });
    expect(await live('ns-2222', 'a')).toBeUndefined();
    await world.mountToken(await world.cluster.serviceAccountToken('wheelhouse-system', 'wheelhouse-spoke'));
    await until('it to be healed', async () => (await live('ns-2222', 'a')) !== undefined);
    expect(spoke.log).not.toContain(ended.slice('Bearer '.length));
  });

  describe('a kind that is removed from the API', () => {
    const id = application('3');
    const widgets = (scope: string, kind: string): KubeObject => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${kind.toLowerCase()}s.example.org` },
      spec: {
        ...{ group: 'example.org', scope, names: { kind, plural: `${kind.toLowerCase()}s` } },
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true },
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    const crds = [widgets('Namespaced', 'Widget'), widgets('Cluster', 'Gadget')];
    const custom = (kind: string): KubeObject => ({
      ...{ apiVersion: 'example.org/v1', kind, metadata: { name: 'c' }, spec: { a: 1 } },
    });
    const bring = () => Promise.all(crds.map((crd) => world.kube.apply(crd)));
    const healed = async (): Promise<void> => {
      await world.kube.delete(refOf('ns-3333', 'a'), { propagation: 'Background' });
      await until('the other object to be healed', async () => (await live('ns-3333', 'a')) !== undefined);
    };

    it('is named with what brings it back; the other objects are healed, also by the next leader', async () => {
      await bring();
      await until('the kinds to be served', async () => {
        const served = ['Widget', 'Gadget'].map((kind) => world.kube.resourceFor('example.org/v1', kind));
        return (await Promise.all(served)).every(Boolean);
      });
      const objects = [custom('Widget'), custom('Gadget'), configMap('a')];
      await world.hub.healthy(id, await world.hub.want(id, objects));
      for (const { apiVersion, kind, metadata } of crds) {
        await world.kube.delete({ apiVersion, kind, name: metadata.name }, { propagation: 'Background' });
      }
      const isSaid = (name: string) => ({
        kind: name,
        sync: 'OutOfSync',
        health: expect.objectContaining({ status: 'Missing' }),
        message: `the cluster does not know kind ${name} in example.org/v1; install the CRD that brings it, or correct apiVersion and kind`,
      });
      const said = () =>
        world.hub.until(id, ({ resources }) => {
          return resources.filter(({ message }) => message?.includes('install the CRD')).length === 2;
        });
      const { resources } = await said();
      expect([...resources].sort((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
        isSaid('Gadget'),
        isSaid('Widget'),
      ]);
      await healed();
      await spoke.terminate();
      world.hub.statuses.clear();
      await joined();
      await said();
      await healed();
      expect(conditionsOf(id)).not.toContain('DriftFight');
    });

    it('is made again once the kind is back', async () => {
      await bring();
      const status = await world.hub.until(id, ({ sync }) => sync.status === 'Synced', { what: 'it to be synced' });
      expect(status.counts).toMatchObject({ total: 3, synced: 3, healthy: 3 });
      expect(await world.kube.get({ apiVersion: 'example.org/v1', kind: 'Gadget', name: 'c' })).toBeDefined();
    });
  });

  describe('an admission webhook', () => {
    const id = application('4');
    let webhook: Awaited<ReturnType<typeof startWebhook>>;
    const judge = (object: KubeObject): Judgement => {
      if (object.metadata.name === 'unsigned') return { refusal: 'the image is not signed; sign it' };
      const { labels = {}, annotations = {} } = object.metadata;
      const added = [
        { op: 'add', path: '/metadata/labels', value: { ...labels, 'example.com/team': 'shop' } },
        { op: 'add', path: '/metadata/annotations', value: { ...annotations, 'example.com/seen': 'yes' } },
      ];
      if (object.kind !== 'Deployment') return { patch: added };
      const path = '/spec/template/spec';
      const image = { op: 'replace', path: `${path}/containers/0/image`, value: 'mirror.example/app:1' };
      return { patch: [...added, image, { op: 'add', path: `${path}/terminationGracePeriodSeconds`, value: 5 }] };
    };

    beforeAll(async () => {
      webhook = await startWebhook(world.tls, judge);
      const rule = { apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'] };
      const rules = [
        { ...rule, apiGroups: [''], resources: ['configmaps'] },
        { ...rule, apiGroups: ['apps'], resources: ['deployments'] },
      ];
      await world.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns-4444' } });
      await world.kube.create(webhook.configuration('mutate.example.com', 'ns-4444', rules));
      const probe = { ...configMap('probe'), metadata: { name: 'probe', namespace: 'ns-4444' } };
      await until('the webhook to be asked', async () => {
        const answer = await world.kube.create(probe, { dryRun: true });
        return answer.metadata.annotations?.['example.com/seen'] === 'yes';
      });
    });
    afterAll(() => webhook?.close());

    it('that changes what is applied is no drift, and nobody heals against it', async () => {
      const objects = [configMap('a'), deployment('web', 'registry.example/app:1', 1)];
      await world.hub.healthy(id, await world.hub.want(id, objects));
      const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ns-4444', name: 'web' };
      const versions = async () => [
        (await live('ns-4444', 'a'))?.metadata['resourceVersion'],
        (await world.kube.get(web))?.metadata['generation'],
      ];
      const before = await versions();
      const operation = { id: crypto.randomUUID() as never, kind: 'refresh' as const, prune: false, dryRun: false };
      await world.hub.want(id, objects, { entry: { operation: { ...operation, requestedBy: 'ada' } } });
      const status = await world.hub.until(id, (each) => {
        return each.operation?.id === operation.id && each.operation.phase === 'Succeeded';
      });
      expect(status.operation?.message).toBe('compared with the cluster: as desired');
      expect(status.sync.status).toBe('Synced');
      expect(await versions()).toEqual(before);
      await world.kube.patch(refOf('ns-4444', 'a'), 'application/merge-patch+json', { data: { a: 'by hand' } });
      await until('it to be healed', async () => {
        return ((await live('ns-4444', 'a'))?.['data'] as { a: string }).a === '1';
      });
      expect((await live('ns-4444', 'a'))?.metadata.labels).toHaveProperty(['example.com/team'], 'shop');
      const heals = () => {
        return world.hub.events.filter((event) => event.application === id && event.reason === 'DriftHealed');
      };
      await until('the event', async () => heals().length > 0);
      expect(heals().map(({ message }) => message)).toEqual([expect.stringContaining('ConfigMap ns-4444/a: changed')]);
    });

    it('that refuses is heard in its own words, and nothing is written', async () => {
      await world.hub.want(id, [configMap('a', { a: '2' }), configMap('unsigned')]);
      const { operation } = await world.hub.until(id, (each) => /signed/.test(each.operation?.message ?? ''));
      expect(operation?.message).toMatch(
        /^nothing was written: ConfigMap ns-4444\/unsigned: .*admission webhook "mutate.example.com" denied the request: the image is not signed; sign it$/,
      );
      expect((await live('ns-4444', 'a'))?.['data']).toEqual({ a: '1' });
    });
  });

  it('a thousand objects of one Application are synced, and then only what changes is written', async () => {
    const id = application('5');
    const many = (first: string) =>
      Array.from({ length: 1_000 }, (_, i) => configMap(`m${i}`, { value: i === 0 ? first : '1' }));
    const bundle = await world.hub.want(id, many('1'));
    await world.hub.until(id, ({ healthy }) => healthy?.bundle === bundle.digest, {
      what: 'all of them to be synced',
      timeoutMs: 60_000,
    });
    expect(world.hub.statuses.get(id)?.counts).toEqual({ total: 1_000, synced: 1_000, healthy: 1_000 });
    const since = proxy.answered.length;
    await world.hub.healthy(id, await world.hub.want(id, many('2')));
    expect(writes('ns-5555', since)).toHaveLength(1);
  });

  it('a namespace that is stuck on its way out is named, and all is made again when it is gone', async () => {
    const id = application('6');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')]));
    await world.kube.create({ ...held('theirs'), metadata: { ...held('theirs').metadata, namespace: 'ns-6666' } });
    await world.kube.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'ns-6666' }, { propagation: 'Background' });
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.includes('is being deleted') ?? false);
    expect(status.sync.reason).toMatch(
      /^ConfigMap a: namespace ns-6666 is being deleted, and takes nothing new until it is gone; if it stays, `kubectl describe namespace ns-6666` says what holds it/,
    );
    await letGo('ns-6666', 'theirs');
    await world.hub.until(id, ({ sync, counts }) => sync.status === 'Synced' && counts.healthy === 2, {
      what: 'it to be made again',
      timeoutMs: 30_000,
    });
    expect(await live('ns-6666', 'b')).toBeDefined();
    expect(conditionsOf(id)).not.toContain('DriftFight');
  });

  it('what may not go yet is waited for by its name, and the sync ends when it goes', async () => {
    const id = application('7');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), held('held')]));
    const bundle = await world.hub.want(id, [configMap('a')]);
    const status = await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('waits for') ?? false);
    expect(status.sync.reason).toBe('waits for ConfigMap ns-7777/held in wave 0 to go: Pending deletion');
    await letGo('ns-7777', 'held');
    const { operation } = await world.hub.healthy(id, bundle);
    expect(operation).toMatchObject({ phase: 'Succeeded', message: '1 applied, 1 pruned' });
  });
});
