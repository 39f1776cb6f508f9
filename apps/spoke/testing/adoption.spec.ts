import { jest } from '@jest/globals';
import type { KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(90_000);

const crd: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applications.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'Application', plural: 'applications', singular: 'application' },
    versions: [
      {
        ...{ name: 'v1alpha1', served: true, storage: true },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const argo = (namespace: string): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace, finalizers: [FINALIZER] },
  spec: {
    destination: { server: 'https://kubernetes.default.svc', namespace },
    syncPolicy: { automated: { prune: true } },
  },
  status: {
    resources: [
      { version: 'v1', kind: 'ConfigMap', namespace, name: 'settings' },
      { group: 'apps', version: 'v1', kind: 'Deployment', namespace, name: 'web' },
    ],
  },
});

describe('objects that others brought', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    await world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() }).says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const refOf = (namespace: string, { apiVersion, kind, metadata: { name } }: KubeObject) => ({
    ...{ apiVersion, kind, namespace, name },
  });
  /** As Argo CD applies it. */
  const bring = (object: KubeObject, namespace: string, manager: string): Promise<KubeObject> => {
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    const { name } = object.metadata;
    const annotations = { 'argocd.argoproj.io/tracking-id': `shop:${group}/${object.kind}:${namespace}/${name}` };
    return world.kube.apply({ ...object, metadata: { name, namespace, annotations } }, { manager });
  };
  const makeNamespace = (name: string) =>
    world.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as KubeObject);

  it('stay as they are while an Argo CD Application syncs or cascades them, and are adopted without a restart then', async () => {
    const id = application('1');
    const namespace = 'ns-1111';
    await makeNamespace(namespace);
    await world.kube.create(crd);
    const held = argo(namespace);
    await waitUntil(() => world.kube.create(held).then(Boolean, () => false), {
      what: 'the CRD to be served',
      timeoutMs: 20_000,
    });
    const objects = [configMap('settings', { a: '1' }), deployment('web')];
    const before = await Promise.all(objects.map((object) => bring(object, namespace, 'argocd-controller')));
    const wanted = await world.hub.want(id, objects);
    const status = await world.hub.until(id, ({ operation }) => /Argo CD/.test(operation?.message ?? ''), {
      what: 'the refusal',
    });
    expect(status.operation?.message).toBe(
      "nothing was written: ConfigMap ns-1111/settings: Argo CD's Application ns-1111/shop still holds it: " +
        `remove its syncPolicy.automated and take away its finalizer ${FINALIZER}, then sync again; 1 more failed`,
    );
    for (const [i, object] of objects.entries()) {
      const live = await world.kube.get(refOf(namespace, object));
      expect(live?.metadata['resourceVersion']).toBe(before[i]!.metadata['resourceVersion']);
    }
    await world.kube.patch(refOf(namespace, held), 'application/merge-patch+json', {
      metadata: { finalizers: null },
      spec: { syncPolicy: { automated: null } },
    });
    await world.hub.until(id, ({ applied }) => applied?.bundle === wanted.digest, { what: 'it to be adopted' });
    const adopted = await world.kube.get(refOf(namespace, objects[1]!));
    // Its generation counts annotations too; pods follow the spec.
    expect(adopted?.['spec']).toEqual(before[1]!['spec']);
    const managers = (adopted?.metadata['managedFields'] as { manager: string }[]).map(({ manager }) => manager);
    expect(managers).not.toContain('argocd-controller');
  });

  it.each([
    ['Helm', '2', 'helm'],
    ['Flux', '3', 'kustomize-controller'],
    ['kubectl', '4', 'kubectl'],
  ])('%s: nothing but marks and owners changes, and a field that leaves Git goes', async (_, digit, manager) => {
    const id = application(digit);
    const namespace = `ns-${digit.repeat(4)}`;
    await makeNamespace(namespace);
    const web = deployment('web');
    const labelled = { ...configMap('settings', { a: '1', old: '2' }), metadata: { name: 'settings', namespace } };
    const brought = await world.kube.apply({ ...web, metadata: { name: 'web', namespace } }, { manager });
    await world.kube.apply(labelled, { manager });
    const wanted = await world.hub.want(id, [configMap('settings', { a: '1' }), web]);
    await world.hub.until(id, ({ applied }) => applied?.bundle === wanted.digest, { what: 'it to be adopted' });
    const adopted = await world.kube.get(refOf(namespace, web));
    expect(adopted?.['spec']).toEqual(brought['spec']);
    const settings = await world.kube.get(refOf(namespace, labelled as KubeObject));
    expect(settings?.['data']).toEqual({ a: '1' });
  });
});
