import type { ClusterView } from '@wheelhouse/adapter-postgres';
import { toYaml } from './yaml.ts';

/** The plain fields of a Cluster; counts and health come from its counters when asked for. */
export const describeCluster = (view: ClusterView) => ({
  id: view.id,
  name: view.name,
  labels: view.labels,
  server: view.server,
  timeZone: view.timeZone,
  joined: view.joined,
  connected: view.connected,
  lastSeenAt: view.lastSeenAt,
  version: view.version || null,
  kubernetesVersion: view.kubernetes || null,
  node: view.node || null,
  clockSkewMs: view.clockSkew,
  generation: view.generation === null ? null : Number(view.generation),
  refusals: view.refusals.map(({ kind, count, reason, at, standing }) => ({
    kind,
    count,
    reason,
    at: new Date(at),
    standing,
  })),
  get manifest() {
    return toYaml({
      apiVersion: 'wheelhouse.dev/v1alpha1',
      kind: 'Cluster',
      metadata: { name: view.name, labels: view.labels, annotations: view.annotations },
      spec: { ...(view.server ? { server: view.server } : {}), timeZone: view.timeZone },
    });
  },
  createdAt: view.createdAt,
});

export type DescribedCluster = ReturnType<typeof describeCluster>;
