import type { KubeObject } from './kube-object.ts';

/** What others need comes first (Helm's and Argo CD's order). Kinds that are not here come last, together. */
export const kindOrder = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
] as const;

const ranks: ReadonlyMap<string, number> = new Map(kindOrder.map((kind, rank) => [kind, rank]));

export const kindRankOf = (kind: string): number => ranks.get(kind) ?? kindOrder.length;

/** Integers as Go's `strconv.Atoi` takes them: `-1`, `+2`, `007`; not ` 3`, `1.5`, `0x10`, nor what 64 bits do not hold. */
const isGoInteger = (text: string): boolean => /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 63;

/** The sync wave, else Helm's hook weight, else 0; what is no integer falls through to the next. */
export function syncWaveOf(object: KubeObject): number {
  for (const name of ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight']) {
    const value = object.metadata.annotations?.[name];
    if (value !== undefined && isGoInteger(value)) return Number(value);
  }
  return 0;
}
