import { driftOf, ownFields, subsetDiff } from '@wheelhouse/core-diff';
import { withEncodedData } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { Server } from './server.ts';
import type { KubeApi, PatchType } from '../kube-api.ts';
import { configMap, crd, makeNamespace, refOf } from './samples.ts';
import { waitUntil } from '@wheelhouse/tools';

const STRATEGIC: PatchType = 'application/strategic-merge-patch+json';
const JSON_PATCH: PatchType = 'application/json-patch+json';

/** Lists of every sort (keyed, with a defaulted key, atomic, sets), quantities, and what the server fills in. */
const web = (namespace: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace, labels: { 'app.kubernetes.io/name': 'web' }, finalizers: ['example.com/a'] },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'app:1',
            args: ['--a', '--b'],
            ports: [{ containerPort: 80 }, { containerPort: 81, name: 'admin' }],
            env: [
              { name: 'A', value: '1' },
              { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            resources: { requests: { cpu: '1000m', memory: '0.5Gi' } },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          },
        ],
        tolerations: [{ key: 'x', operator: 'Exists' }],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
});

/** The pure rules on what a real API server writes. */
export function driftSuite(server: () => Server): void {
  describe('drift, as core/diff reads it', () => {
    let client: KubeApi;
    let desired: KubeObject;
    let applied: KubeObject;
    let counter = 0;
    const now = async () => (await client.get(refOf(desired)))!;
    const drift = async () => {
      const { hash } = ownFields(applied)!;
      const result = driftOf(desired, await now(), { ownHash: hash });
      return { ...result, changes: result.changes.map(({ path, takenBy }) => `${path} ${takenBy ?? '-'}`) };
    };
    const change = (type: PatchType, body: unknown) => client.patch(refOf(desired), type, body, { manager: 'someone' });

    beforeEach(async () => {
      client = server().client;
      counter += 1;
      await makeNamespace(client, `drift-${counter}`);
      desired = web(`drift-${counter}`);
      applied = await client.apply(desired);
    });
    afterEach(async () => {
      await client
        .patch(refOf(desired), 'application/merge-patch+json', { metadata: { finalizers: null } })
        .catch(() => undefined);
    });

    it('defaults and normalised values are none, and applying again changes nothing', async () => {
      expect(await drift()).toEqual({ drifted: false, changes: [] });
      expect(subsetDiff(desired, applied)).toEqual([]);
      const again = await client.apply(desired);
      expect(again.metadata['resourceVersion']).toBe(applied.metadata['resourceVersion']);
    });

    it('fields of others are none', async () => {
      await change(STRATEGIC, {
        metadata: { labels: { extra: 'x' } },
        spec: { template: { spec: { containers: [{ name: 'sidecar', image: 'y' }] } } },
      });
      expect(await drift()).toEqual({ drifted: false, changes: [] });
    });

    const container = (fields: object) => ({
      spec: { template: { spec: { containers: [{ name: 'app', ...fields }] } } },
    });
    const path = 'spec.template.spec.containers[name=app]';
    it.each<[string, PatchType, unknown, string[]]>([
      ['replicas', STRATEGIC, { spec: { replicas: 5 } }, ['spec.replicas someone']],
      ['an image', STRATEGIC, container({ image: 'app:2' }), [`${path}.image someone`]],
      ['an atomic list', STRATEGIC, container({ args: ['--c'] }), [`${path}.args someone`]],
      [
        'an environment variable',
        STRATEGIC,
        container({ env: [{ name: 'A', value: '2' }] }),
        [`${path}.env[name=A].value someone`],
      ],
      [
        'a quantity',
        STRATEGIC,
        container({ resources: { requests: { memory: '1Gi' } } }),
        [`${path}.resources.requests.memory someone`],
      ],
      [
        'a port, whose key has a default',
        STRATEGIC,
        container({ ports: [{ containerPort: 81, protocol: 'TCP', name: 'other' }] }),
        [`${path}.ports[containerPort=81,protocol=TCP].name someone`],
      ],
      [
        'a removed port',
        STRATEGIC,
        container({ ports: [{ containerPort: 80, protocol: 'TCP', $patch: 'delete' }] }),
        [`${path}.ports[containerPort=80,protocol=TCP] -`],
      ],
      [
        'a removed list',
        JSON_PATCH,
        [{ op: 'remove', path: '/spec/template/spec/containers/0/env' }],
        [`${path}.env -`],
      ],
      [
        'a removed label',
        JSON_PATCH,
        [{ op: 'remove', path: '/metadata/labels/app.kubernetes.io~1name' }],
        ['metadata.labels["app.kubernetes.io/name"] -'],
      ],
      [
        'a removed finalizer',
        JSON_PATCH,
        [{ op: 'replace', path: '/metadata/finalizers', value: ['example.com/b'] }],
        ['metadata.finalizers[="example.com/a"] -'],
      ],
      [
        'tolerations',
        JSON_PATCH,
        [{ op: 'replace', path: '/spec/template/spec/tolerations', value: [{ key: 'y', operator: 'Exists' }] }],
        ['spec.template.spec.tolerations someone'],
      ],
    ])('%s', async (_, type, body, changes) => {
      await change(type, body);
      expect(await drift()).toEqual({ drifted: true, changes });
      applied = await client.apply(desired);
      expect(await drift()).toEqual({ drifted: false, changes: [] });
    });

    it('there and back again is to be reclaimed, and nothing to show', async () => {
      await change(STRATEGIC, { spec: { replicas: 5 } });
      await change(STRATEGIC, { spec: { replicas: 2 } });
      expect(await drift()).toEqual({ drifted: false, changes: [], reclaim: true });
    });

    it('is seen in metadata alone', async () => {
      const hash = async () => ownFields((await client.getMetadata(refOf(desired)))!)!.hash;
      expect(await hash()).toBe(ownFields(applied)!.hash);
      await change(STRATEGIC, { spec: { replicas: 5 } });
      expect(await hash()).not.toBe(ownFields(applied)!.hash);
    });

    it('a Secret that was written as plain text', async () => {
      desired = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: `drift-${counter}` },
        stringData: { p: 'hunter2' },
      };
      applied = await client.apply(withEncodedData(desired));
      expect(await drift()).toEqual({ drifted: false, changes: [] });
      await change('application/merge-patch+json', { data: { p: 'b3RoZXI=' } });
      expect(await drift()).toEqual({ drifted: true, changes: ['data.p someone'] });
    });

    it('a custom resource', async () => {
      await client.apply(crd('Thing', 'things'));
      await waitUntil(() => client.resourceFor('example.com/v1', 'Thing'), {
        what: 'Thing to be served',
        timeoutMs: 15_000,
      });
      desired = {
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        metadata: { name: 't', namespace: `drift-${counter}` },
        spec: { size: 1, rules: [{ a: 1 }] },
      };
      applied = await client.apply(desired);
      await change('application/merge-patch+json', { spec: { rules: [{ a: 2 }], extra: true } });
      expect(await drift()).toEqual({ drifted: true, changes: ['spec.rules someone'] });
    });

    it('a ConfigMap key', async () => {
      desired = configMap(`drift-${counter}`, 'c', { 'app.yaml': 'a: 1', other: 'x' });
      applied = await client.apply(desired);
      await change('application/merge-patch+json', { data: { 'app.yaml': 'a: 2' } });
      expect(await drift()).toEqual({ drifted: true, changes: ['data["app.yaml"] someone'] });
    });
  });
}
