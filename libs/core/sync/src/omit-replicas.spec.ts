import type { KubeObject } from '@wheelhouse/core-domain';
import { omitReplicas } from './omit-replicas.ts';

const workload = (kind: string, name: string, apiVersion = 'apps/v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { replicas: 3, paused: false },
});
const scaler = (apiVersion: string, kind: string, scaleTargetRef: object, namespace = 'shop'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'scaler', namespace },
  spec: { scaleTargetRef },
});
const web = workload('Deployment', 'web');
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

describe('omitReplicas', () => {
  it.each<[string, KubeObject[], boolean]>([
    ['nothing scales it', [web], true],
    ['an HPA scales it', [web, scaler('autoscaling/v2', 'HorizontalPodAutoscaler', target)], false],
    [
      'an HPA of the first version scales it',
      [web, scaler('autoscaling/v1', 'HorizontalPodAutoscaler', target)],
      false,
    ],
    [
      'KEDA scales it, which takes a Deployment for granted',
      [web, scaler('keda.sh/v1alpha1', 'ScaledObject', { name: 'web' })],
      false,
    ],
    [
      'an HPA scales another one',
      [web, scaler('autoscaling/v2', 'HorizontalPodAutoscaler', { ...target, name: 'api' })],
      true,
    ],
    ['an HPA in another namespace', [web, scaler('autoscaling/v2', 'HorizontalPodAutoscaler', target, 'other')], true],
    [
      'an HPA scales a StatefulSet of this name',
      [web, scaler('autoscaling/v2', 'HorizontalPodAutoscaler', { ...target, kind: 'StatefulSet' })],
      true,
    ],
  ])('%s', (_, objects, kept) => {
    expect(omitReplicas(objects)[0]!['spec']).toEqual(kept ? { replicas: 3, paused: false } : { paused: false });
    expect(web['spec']).toEqual({ replicas: 3, paused: false });
  });

  it('hears of scalers that are only in the cluster', () =>
    expect(
      omitReplicas([web, workload('StatefulSet', 'db')], ({ name }) => name === 'web').map(({ spec }) => spec),
    ).toEqual([{ paused: false }, { replicas: 3, paused: false }]));
});
