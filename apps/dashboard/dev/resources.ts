import type { Target } from './world.ts';
import { ago } from './world.ts';

const object = (kind: string, name: string, parent: string | null, more: Record<string, unknown> = {}) => ({
  group:
    { Deployment: 'apps', ReplicaSet: 'apps', Ingress: 'networking.k8s.io', EndpointSlice: 'discovery.k8s.io' }[kind] ??
    '',
  version: 'v1',
  kind,
  namespace: kind === 'Namespace' ? '' : 'shop',
  name,
  uid: `${kind}/${name}`,
  parent,
  managed: parent === null,
  sync: parent === null ? 'SYNCED' : null,
  health: { status: 'HEALTHY', message: null },
  message: null,
  createdAt: ago(3 * 24 * 3_600_000),
  ...more,
});

/** The objects of a target, with a failing pod where the target is degraded. */
export function resourcesOf(target: Target) {
  const app = target.component;
  const bad = target.health.status === 'DEGRADED';
  const moving = target.health.status === 'PROGRESSING';
  const replicaHealth = bad ? target.health : moving ? target.health : { status: 'HEALTHY', message: null };
  return [
    object('Namespace', 'shop', null),
    object('ConfigMap', `${app}-settings`, null),
    object('Secret', `${app}-credentials`, null),
    object('Service', app, null),
    object('EndpointSlice', `${app}-7xk2p`, `Service/${app}`, { health: null }),
    object('Deployment', app, null, {
      health: replicaHealth,
      sync: target.sync.status === 'OUT_OF_SYNC' ? 'OUT_OF_SYNC' : 'SYNCED',
      message: target.sync.status === 'OUT_OF_SYNC' ? target.sync.reason : null,
    }),
    object('ReplicaSet', `${app}-6d5b9`, `Deployment/${app}`, { health: replicaHealth }),
    ...['x2x8k', 'n4wqz', 'pp7dm'].map((tail, i) =>
      object('Pod', `${app}-6d5b9-${tail}`, `ReplicaSet/${app}-6d5b9`, {
        health:
          bad && i === 0
            ? {
                status: 'DEGRADED',
                message: 'CrashLoopBackOff, exit code 1: cannot parse DATABASE_URL (restarted 14 times)',
              }
            : moving && i > 0
              ? { status: 'PROGRESSING', message: 'ContainerCreating' }
              : { status: 'HEALTHY', message: null },
      }),
    ),
    object('Ingress', app, null),
  ];
}

export function resourceDetail(target: Target, kind: string, name: string) {
  const desired = {
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    metadata: { name, namespace: 'shop', labels: { app: target.component } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: target.component } },
      template: {
        spec: {
          containers: [
            {
              name: target.component,
              image: `registry.example.com/shop/${target.component}:1.8.2`,
              env: [{ name: 'LOG_LEVEL', value: 'info' }],
              ports: [{ containerPort: 8080, name: 'http' }],
            },
          ],
        },
      },
    },
  };
  const drifted = target.sync.status === 'OUT_OF_SYNC' && kind === 'Deployment';
  return {
    desired,
    live: {
      ...desired,
      spec: { ...desired.spec, replicas: drifted ? 5 : 3 },
      status: { readyReplicas: 3, observedGeneration: 12 },
    },
    changes: drifted ? [{ path: 'spec.replicas', desired: 3, live: 5, takenBy: 'kubectl-scale' }] : [],
  };
}
