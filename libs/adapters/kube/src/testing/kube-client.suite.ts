import { waitUntil } from '@wheelhouse/tools';
import type { Server } from './server.ts';
import { loadCredentials } from '../credentials.ts';
import type { Credentials } from '../credentials.ts';
import { Discovery } from '../discovery.ts';
import type { Resource, WatchEvent } from '../kube-api.ts';
import { KubeClient } from '../kube-client.ts';
import { Expired, KubeError } from '../kube-error.ts';
import { migrateOwnership } from '../migrate-ownership.ts';
import { configMap, crd, deployment, makeNamespace, refOf } from './samples.ts';

const failure = async (attempt: Promise<unknown>): Promise<KubeError> => {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KubeError)) throw new Error('no KubeError', { cause: error });
  return error;
};

/** In the foreground an object goes only once the garbage collector was there, which does not run here. */
const background = { propagation: 'Background' } as const;

export function kubeClientSuite(server: () => Server): void {
  describe('KubeClient', () => {
    let client: KubeClient;
    beforeAll(async () => {
      client = server().client;
      await makeNamespace(client, 'shop');
    });

    it('applies, reads and deletes', async () => {
      const object = configMap('shop', 'a', { x: '1' });
      const live = await client.apply(object);
      expect(live).toMatchObject({
        data: { x: '1' },
        metadata: { managedFields: [{ manager: 'wheelhouse', operation: 'Apply' }] },
      });
      expect(await client.get(refOf(object))).toEqual(live);
      expect(await client.delete(refOf(object), background)).toBe(true);
      expect(await client.delete(refOf(object), background)).toBe(false);
      expect(await client.get(refOf(object))).toBeUndefined();
    });

    it('keeps the fields of others, and takes back its own', async () => {
      await client.apply(configMap('shop', 'b', { ours: '1' }));
      await client.patch(
        refOf(configMap('shop', 'b', {})),
        'application/merge-patch+json',
        { data: { ours: '2', theirs: '3' } },
        { manager: 'x' },
      );
      expect(await client.apply(configMap('shop', 'b', { ours: '1' }))).toMatchObject({
        data: { ours: '1', theirs: '3' },
      });
    });

    it('a conflict without force names who has the field', async () => {
      await client.apply(configMap('shop', 'c', { x: '1' }), { manager: 'other' });
      const error = await failure(client.apply(configMap('shop', 'c', { x: '2' }), { force: false }));
      expect(error).toMatchObject({
        code: 'CONFLICT',
        status: 409,
        retriable: false,
        details: { fields: ['.data.x'] },
      });
      expect(error.message).toMatch(/^apply ConfigMap shop\/c: .*"other"/);
    });

    it('a dry run writes nothing', async () => {
      expect(await client.apply(configMap('shop', 'dry', { x: '1' }), { dryRun: true })).toMatchObject({
        data: { x: '1' },
      });
      expect(await client.get(refOf(configMap('shop', 'dry', {})))).toBeUndefined();
    });

    it('deletes only the object that it means', async () => {
      const live = await client.create(configMap('shop', 'd', {}));
      const error = await failure(client.delete(refOf(live), { uid: '00000000-0000-0000-0000-000000000000' }));
      expect(error.code).toBe('CONFLICT');
      expect(await client.delete(refOf(live), { uid: live.metadata['uid'] as string, propagation: 'Background' })).toBe(
        true,
      );
    });

    it('reads metadata alone, under its own kind', async () => {
      await client.apply(configMap('shop', 'meta', { x: '1' }));
      const found = await client.getMetadata(refOf(configMap('shop', 'meta', {})));
      expect(found).toMatchObject({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'meta', namespace: 'shop' },
      });
      expect(found).not.toHaveProperty('data');
    });

    it('lists page by page, by label, in metadata alone', async () => {
      for (let i = 0; i < 7; i++) await client.apply(configMap('shop', `page-${i}`, { x: `${i}` }, { list: 'yes' }));
      const resource = (await client.resourceFor('v1', 'ConfigMap'))!;
      const all = await client.list(resource, { namespace: 'shop', labelSelector: 'list=yes', pageSize: 3 });
      expect(all.items.map(({ metadata }) => metadata.name)).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `page-${i}`));
      expect(all.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { x: '0' } });
      const metadata = await client.list(resource, { labelSelector: 'list=yes', metadataOnly: true });
      expect(metadata.items[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(metadata.items[0]).not.toHaveProperty('data');
    });

    it('watches from where a list ended', async () => {
      const resource = (await client.resourceFor('v1', 'ConfigMap'))!;
      const { resourceVersion } = await client.list(resource, { namespace: 'shop' });
      await client.apply(configMap('shop', 'w', { x: '1' }, { watch: 'yes' }));
      await client.apply(configMap('shop', 'w', { x: '2' }, { watch: 'yes' }));
      await client.delete(refOf(configMap('shop', 'w', {})), background);
      const seen: string[] = [];
      for await (const event of client.watch(resource, { resourceVersion, labelSelector: 'watch=yes' })) {
        if (event.type === 'BOOKMARK') continue;
        expect(event.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
        seen.push(`${event.type} ${(event.object['data'] as { x: string }).x}`);
        if (event.type === 'DELETED') break;
      }
      expect(seen).toEqual(['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
    });

    it('a watch ends by its signal, and by the server', async () => {
      const resource = (await client.resourceFor('v1', 'ConfigMap'))!;
      const { resourceVersion } = await client.list(resource);
      const events: WatchEvent[] = [];
      for await (const event of client.watch(resource, { resourceVersion, timeoutSeconds: 1 })) events.push(event);
      expect(events.filter(({ type }) => type !== 'BOOKMARK')).toEqual([]);
      const abort = new AbortController();
      const next = client.watch(resource, { resourceVersion, signal: abort.signal }).next();
      abort.abort();
      expect((await failure(next)).code).toBe('CANCELLED');
    });

    it('a resourceVersion that the server forgot is Expired', async () => {
      await client.apply(crd('Late', 'lates'));
      const resource = await waitUntil(() => client.resourceFor('example.com/v1', 'Late'), {
        what: 'Late to be served',
        timeoutMs: 15_000,
      });
      await waitUntil(() => client.list(resource).then(() => true), { what: 'Lates to be listed', timeoutMs: 15_000 });
      // Older than the kind itself, and so than anything that the server remembers of it.
      expect(await failure(client.watch(resource, { resourceVersion: '1' }).next())).toBeInstanceOf(Expired);
    });

    it('watches leave connections for calls', async () => {
      const resource = (await client.resourceFor('v1', 'ConfigMap'))!;
      const { resourceVersion } = await client.list(resource);
      const abort = new AbortController();
      const watches = Array.from({ length: 12 }, () =>
        client.watch(resource, { resourceVersion, signal: abort.signal }).next(),
      );
      expect(
        await client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }, { timeoutMs: 5_000 }),
      ).toBeDefined();
      abort.abort();
      await Promise.allSettled(watches);
    });

    it('finds new kinds by itself, and says what to do about unknown ones', async () => {
      const gadget = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g', namespace: 'shop' } };
      const error = await failure(client.apply(gadget));
      expect(error).toMatchObject({ code: 'UNKNOWN_KIND', retriable: false });
      expect(error.message).toBe(
        'the cluster does not know kind Gadget (apiVersion example.com/v1): install its CRD first',
      );
      await client.apply(crd('Gadget', 'gadgets'));
      await waitUntil(() => client.resourceFor('example.com/v1', 'Gadget'), {
        what: 'Gadget to be served',
        timeoutMs: 15_000,
      });
      expect(await client.apply(gadget)).toMatchObject({ kind: 'Gadget' });
      expect(await client.resourceForKind('example.com', 'Gadget')).toMatchObject({
        apiVersion: 'example.com/v1',
        namespaced: true,
      });
    });

    it('knows the built-in kinds, in their preferred versions', async () => {
      expect(await client.resourceFor('apps/v1', 'Deployment')).toMatchObject({
        name: 'deployments',
        namespaced: true,
        base: '/apis/apps/v1',
      });
      expect(await client.resourceFor('v1', 'Namespace')).toMatchObject({
        name: 'namespaces',
        namespaced: false,
        base: '/api/v1',
      });
      expect(await client.resourceFor('v1', 'Pod')).toMatchObject({ name: 'pods' });
      expect(await client.resourceForKind('autoscaling', 'HorizontalPodAutoscaler')).toMatchObject({
        apiVersion: 'autoscaling/v2',
      });
      expect(await client.resourceForKind('', 'Deployment')).toBeUndefined();
      expect(await client.serverVersion()).toMatch(/^v1\./);
    });

    it('knows the same kinds from a server without aggregated discovery', async () => {
      const plain = new Discovery({ read: (path) => client.request(path), now: () => 0 });
      const kinds = (resources: readonly Resource[]) =>
        resources.map(({ base, kind, name, namespaced }) => `${base} ${kind} ${name} ${namespaced}`).sort();
      client.invalidateDiscovery();
      expect(kinds(await plain.all())).toEqual(kinds(await client.resources()));
      expect(await plain.resourceForKind('autoscaling', 'HorizontalPodAutoscaler')).toMatchObject({
        apiVersion: 'autoscaling/v2',
      });
    });

    it('an object that the server refuses says which field', async () => {
      const error = await failure(client.apply(deployment('shop', 'bad', { replicas: -1 })));
      expect(error).toMatchObject({ code: 'INVALID', retriable: false, details: { fields: ['spec.replicas'] } });
      expect(error.message).toMatch(/^apply Deployment shop\/bad: .*spec\.replicas/);
    });

    it.each<[string, object]>([
      ['a bad name', { metadata: { name: 'Bad_Name', namespace: 'shop' }, data: { p: 'aHVudGVyMg==' } }],
      ['a value that is not base64', { metadata: { name: 's', namespace: 'shop' }, data: { p: 'hunter2!' } }],
      ['a value of a wrong type', { metadata: { name: 's', namespace: 'shop' }, data: { p: { hunter2: true } } }],
      [
        'a wrong type of Secret',
        {
          metadata: { name: 's', namespace: 'shop' },
          type: 'kubernetes.io/dockerconfigjson',
          stringData: { '.dockerconfigjson': 'hunter2' },
        },
      ],
    ])('no value of a Secret is in the message: %s', async (_, rest) => {
      const error = await failure(client.apply({ apiVersion: 'v1', kind: 'Secret', ...rest } as never));
      expect(error.message).toMatch(/Secret shop\//);
      expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/hunter2|aHVudGVyMg/);
    });

    it('an object of 2 MB is too large, and no retry helps', async () => {
      const error = await failure(client.apply(configMap('shop', 'big', { x: 'x'.repeat(2_000_000) })));
      expect(error).toMatchObject({ code: expect.stringMatching(/TOO_LARGE|INVALID/), retriable: false });
      expect(error.message.length).toBeLessThan(2_000);
    });

    it('a missing namespace and one that is going are told apart', async () => {
      expect((await failure(client.apply(configMap('nowhere', 'x', {})))).code).toBe('NOT_FOUND');
      await makeNamespace(client, 'going');
      await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'going' });
      const error = await failure(client.apply(configMap('going', 'x', {})));
      expect(error).toMatchObject({ code: 'NAMESPACE_TERMINATING', retriable: true });
    });

    it('takes over what kubectl applied: a field that left the manifest goes', async () => {
      const before = configMap('shop', 'adopted', { stays: '1', goes: '2' });
      await client.request('/api/v1/namespaces/shop/configmaps?fieldManager=kubectl-client-side-apply', {
        method: 'POST',
        body: before,
      });
      const live = (await client.get(refOf(before)))!;
      const patch = migrateOwnership(live)!;
      const migrated = await client.patch(refOf(before), 'application/json-patch+json', patch);
      expect(migrateOwnership(migrated)).toBeUndefined();
      expect((await client.apply(configMap('shop', 'adopted', { stays: '1' })))['data']).toEqual({ stays: '1' });
      expect((await failure(client.patch(refOf(before), 'application/json-patch+json', patch))).code).toBe('CONFLICT');
    });

    describe('as a ServiceAccount', () => {
      const name = 'system:serviceaccount:shop:deployer';
      const resource = async () => (await client.resourceFor('v1', 'ConfigMap'))!;
      let limited: KubeClient;
      beforeAll(async () => {
        await client.apply({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'deployer', namespace: 'shop' },
        });
        const token = await server().cluster.serviceAccountToken('shop', 'deployer');
        limited = new KubeClient(
          await loadCredentials({ kubeconfig: await server().cluster.writeKubeconfig('deployer', token) }),
        );
      });
      afterAll(() => limited.close());

      it('may do what its roles allow, and asks before', async () => {
        expect(await limited.mayI('create', await resource(), 'shop')).toBe(false);
        const error = await failure(limited.apply(configMap('shop', 'sa', {})));
        expect(error).toMatchObject({ code: 'FORBIDDEN', retriable: false });
        expect(error.message).toContain(name);
        expect(await client.mayI('create', await resource(), 'shop')).toBe(true);
      });

      it('can be impersonated', async () => {
        expect((await failure(client.apply(configMap('shop', 'sa', {}), { impersonate: name }))).code).toBe(
          'FORBIDDEN',
        );
      });
    });

    describe('when the API server cannot be asked', () => {
      const reachable = async (change: Partial<Credentials>): Promise<KubeClient> =>
        new KubeClient({ ...(await loadCredentials({ kubeconfig: server().cluster.kubeconfig })), ...change });
      const ping = (client: KubeClient, options = {}) => failure(client.request('/version', options));

      it.each<[string, Partial<Credentials>, string, boolean]>([
        ['nobody listens', { server: 'https://127.0.0.1:1' }, 'UNREACHABLE', true],
        ['its certificate is not the one', { tls: { ca: '' } }, 'UNREACHABLE', true],
        ['it does not know the token', { authorization: async () => 'Bearer wrong' }, 'UNAUTHORIZED', true],
      ])('%s', async (_, change, code, retriable) => {
        const other = await reachable(change);
        expect(await ping(other)).toMatchObject({ code, retriable });
        await other.close();
      });

      it('a token that was renewed meanwhile is read anew', async () => {
        const good = await loadCredentials({ kubeconfig: server().cluster.kubeconfig });
        const renewed = await reachable({
          authorization: async (fresh) => (fresh ? good.authorization() : 'Bearer old'),
        });
        expect(await renewed.serverVersion()).toMatch(/^v1/);
        await renewed.close();
      });

      it('the caller gives up, or the time is over', async () => {
        expect((await ping(client, { signal: AbortSignal.abort() })).code).toBe('CANCELLED');
        expect(await ping(client, { timeoutMs: 0 })).toMatchObject({ code: 'TIMEOUT', retriable: true });
      });
    });
  });
}
