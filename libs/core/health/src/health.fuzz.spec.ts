import { healthStatuses, type KubeObject } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson } from '@wheelhouse/tools';
import { applicationHealth, assessHealth, ignoresHealth, podProblem, withPodProblem } from './index.ts';

const LONG = 600_000;

const conditions = [
  { type: 'Ready', status: 'True', reason: 'r', message: 'm' },
  { type: 'Failed', status: 'False' },
];
const object = (apiVersion: string, kind: string, spec: unknown, status: unknown) => ({
  apiVersion,
  kind,
  metadata: { name: 'a', generation: 2, annotations: {}, deletionTimestamp: undefined },
  spec,
  status,
});
const pod = object(
  'v1',
  'Pod',
  { restartPolicy: 'Always', containers: [{ name: 'a' }] },
  {
    phase: 'Pending',
    conditions,
    containerStatuses: [
      { name: 'a', ready: false, restartCount: 3, state: { waiting: { reason: 'ImagePullBackOff', message: 'm' } } },
      {
        name: 'b',
        state: { terminated: { exitCode: 1, reason: 'Error' } },
        lastState: { terminated: { exitCode: 137 } },
      },
    ],
  },
);
const samples = [
  object(
    'apps/v1',
    'Deployment',
    { replicas: 2 },
    { observedGeneration: 2, replicas: 2, updatedReplicas: 1, conditions },
  ),
  object(
    'apps/v1',
    'StatefulSet',
    { replicas: 2, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
    {},
  ),
  object('apps/v1', 'DaemonSet', {}, { desiredNumberScheduled: 1, numberAvailable: 0 }),
  object('batch/v1', 'Job', {}, { conditions }),
  object('batch/v1', 'CronJob', { suspend: false }, { lastScheduleTime: '2026-01-01T00:00:00Z' }),
  object('v1', 'Service', { type: 'LoadBalancer' }, { loadBalancer: { ingress: [] } }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', {}, { conditions }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, { conditions }),
  object('example.com/v1', 'Widget', {}, { observedGeneration: 1, conditions }),
  pod,
];

const isObject = (value: unknown): value is KubeObject => {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<KubeObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
};

describe('bad input by the thousand', () => {
  it(
    'objects of clusters: one of the healths, or none',
    () => {
      fuzz(mutatedJson(...samples), (value) => {
        if (!isObject(value)) return true;
        ignoresHealth(value);
        const health = assessHealth(value);
        if (health && !healthStatuses.includes(health.status)) return false;
        if (health?.message !== undefined && typeof health.message !== 'string') return false;
        const key = { group: '', kind: 'A', namespace: '', name: 'a' };
        return healthStatuses.includes(
          applicationHealth([{ key, missing: false, ignored: false, ...(health ? { health } : {}) }]).status,
        );
      });
    },
    LONG,
  );

  it(
    'pods: what is wrong with them in words, or nothing',
    () => {
      fuzz(mutatedJson(pod), (value) => {
        if (!isObject(value)) return true;
        const words = podProblem(value);
        withPodProblem({ status: 'Progressing' }, [value]);
        return words === undefined || (typeof words === 'string' && words !== '');
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  it('a condition that is called like a method is one like any other', () => {
    const status = { conditions: [{ type: 'constructor', status: 'True', reason: 'x' }] };
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', {}, status);
    expect(assessHealth(scaler as never)?.status).toBe('Progressing');
  });

  it('annotations that are no map are none', () => {
    expect(assessHealth({ ...pod, metadata: { name: 'a', annotations: false } } as never)?.status).toBe('Degraded');
  });
});
