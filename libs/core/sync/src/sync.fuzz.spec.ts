import { keyOf, keyText, syncWaveOf, type KubeObject } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson } from '@wheelhouse/tools';
import fc from 'fast-check';
import { inventoryEntry, isOurs, isReady, omitReplicas, planSync, scaledBy } from './index.ts';

const LONG = 600_000;

const annotations = {
  'argocd.argoproj.io/sync-wave': '-3',
  'argocd.argoproj.io/sync-options': 'Prune=false,Replace=true',
  'wheelhouse.dev/tracking-id': 'p/argocd/a:/ConfigMap/shop/a',
};
const objects = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop', annotations }, data: { a: 'b' } },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: { group: 'example.com', names: { kind: 'Widget' } },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h', namespace: 'shop' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { replicas: 2 } },
];

/** As a bundle holds it, or an API server gives it. */
const isObject = (value: unknown): value is KubeObject => {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<KubeObject>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') return false;
  if (metadata.namespace !== undefined && typeof metadata.namespace !== 'string') return false;
  return Object.values((metadata.annotations as object | undefined) ?? {}).every((text) => typeof text === 'string');
};

describe('bad input by the thousand', () => {
  it(
    'objects: a plan that names each of them once, or why there is none',
    () => {
      const inputs = fc.tuple(mutatedJson(...objects), mutatedJson(...objects), mutatedJson(...objects));
      fuzz(inputs, (values) => {
        const all = values.filter(isObject);
        for (const object of all) {
          if (!Number.isInteger(syncWaveOf(object))) return false;
          scaledBy(object);
          isOurs(object);
          isReady(object);
        }
        omitReplicas(all, () => true);
        const [held, ...desired] = all;
        const inventory = held ? [inventoryEntry(held)] : [];
        const plan = planSync({ objects: desired, inventory, policy: { prune: true } });
        if (!plan.ok) return plan.error.every(({ message }) => message !== '');
        const keys = plan.value.tasks.map(({ key }) => keyText(key));
        return new Set(keys).size === keys.length && desired.every((one) => keys.includes(keyText(keyOf(one))));
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  it('a scaler that names no workload by text scales none', () => {
    const scaler = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'a' } };
    for (const scaleTargetRef of [{ name: 7 }, { name: 'a', apiVersion: {} }, null, 'web', []]) {
      expect(() => scaledBy({ ...scaler, spec: { scaleTargetRef } })).not.toThrow();
    }
    expect(scaledBy({ ...scaler, spec: { scaleTargetRef: { name: 7 } } })).toBeUndefined();
  });

  it('a CRD whose group is a map is planned like any other: the API server says what is wrong', () => {
    const crd = { ...objects[1]!, spec: { group: { toString: 1 }, names: { kind: 'Widget' } } } as never;
    expect(planSync({ objects: [crd], inventory: [], policy: { prune: true } }).ok).toBe(true);
  });

  it('a wave of more digits than a computer has is none', () => {
    const wave = (value: string) => ({ 'argocd.argoproj.io/sync-wave': value });
    const at = (value: string) => ({ apiVersion: 'v1', kind: 'A', metadata: { name: 'a', annotations: wave(value) } });
    expect(['9'.repeat(400), '-007', '99999999999999999999'].map((value) => syncWaveOf(at(value)))).toEqual([0, -7, 0]);
  });
});
