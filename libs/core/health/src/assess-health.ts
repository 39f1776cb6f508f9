import { groupOf } from '@wheelhouse/core-domain';
import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { isBuiltInGroup } from './built-in-groups.ts';
import { apiServiceHealth } from './kinds/api-service.ts';
import { argoWorkflowHealth } from './kinds/argo-workflow.ts';
import { cronJobHealth } from './kinds/cron-job.ts';
import { customResourceDefinitionHealth } from './kinds/custom-resource-definition.ts';
import { customResourceHealth } from './kinds/custom-resource.ts';
import { daemonSetHealth } from './kinds/daemon-set.ts';
import { deploymentHealth } from './kinds/deployment.ts';
import { horizontalPodAutoscalerHealth } from './kinds/horizontal-pod-autoscaler.ts';
import { ingressHealth } from './kinds/ingress.ts';
import { jobHealth } from './kinds/job.ts';
import { persistentVolumeClaimHealth } from './kinds/persistent-volume-claim.ts';
import { podDisruptionBudgetHealth } from './kinds/pod-disruption-budget.ts';
import { podHealth } from './kinds/pod.ts';
import { replicaSetHealth } from './kinds/replica-set.ts';
import { serviceHealth } from './kinds/service.ts';
import { statefulSetHealth } from './kinds/stateful-set.ts';
import { healthRules } from './rules/find-rules.ts';
import type { FindHealth } from './rules/find-rules.ts';
import { groupRules } from './rules/groups/index.ts';
import { progressing, unknown } from './verdicts.ts';

interface Rule {
  readonly assess: (object: KubeObject) => Health;
  /** The versions that the rule reads; another one is Unknown. Absent: all. */
  readonly versions?: readonly string[];
}

const v1 = ['v1'];
const rules: ReadonlyMap<string, Rule> = new Map([
  ['/Pod', { assess: podHealth, versions: v1 }],
  ['/PersistentVolumeClaim', { assess: persistentVolumeClaimHealth, versions: v1 }],
  ['/Service', { assess: serviceHealth, versions: v1 }],
  ['apps/Deployment', { assess: deploymentHealth, versions: v1 }],
  ['apps/StatefulSet', { assess: statefulSetHealth, versions: v1 }],
  ['apps/DaemonSet', { assess: daemonSetHealth, versions: v1 }],
  ['apps/ReplicaSet', { assess: replicaSetHealth, versions: v1 }],
  ['batch/Job', { assess: jobHealth, versions: v1 }],
  ['batch/CronJob', { assess: cronJobHealth }],
  ['networking.k8s.io/Ingress', { assess: ingressHealth }],
  ['extensions/Ingress', { assess: ingressHealth }],
  ['autoscaling/HorizontalPodAutoscaler', { assess: horizontalPodAutoscalerHealth }],
  ['policy/PodDisruptionBudget', { assess: podDisruptionBudgetHealth }],
  ['apiregistration.k8s.io/APIService', { assess: apiServiceHealth }],
  ['apiextensions.k8s.io/CustomResourceDefinition', { assess: customResourceDefinitionHealth }],
  ['argoproj.io/Workflow', { assess: argoWorkflowHealth }],
]);

const findHealth = healthRules(groupRules);

/** Argo CD's hooks wait for this finalizer; being deleted is then part of their life. */
const HOOK_FINALIZER = 'argocd.argoproj.io/hook-finalizer';

/**
 * The health of one live object; undefined: its kind has none, and it does not count. An object that is being deleted is
 * Progressing, whatever its kind; that one is also seen in metadata alone. `custom`: what people say of a kind goes before what
 * Wheelhouse knows.
 */
export function assessHealth(object: KubeObject, custom?: FindHealth): Health | undefined {
  if (isBeingDeleted(object)) return progressing('Pending deletion');
  const group = groupOf(object.apiVersion);
  const own = custom?.(group, object.kind);
  if (own) return own(object);
  const rule = rules.get(`${group}/${object.kind}`);
  if (!rule) {
    if (isBuiltInGroup(group)) return undefined;
    return findHealth(group, object.kind)?.(object) ?? customResourceHealth(object);
  }
  const version = object.apiVersion.slice(group ? group.length + 1 : 0);
  if (rule.versions && !rule.versions.includes(version)) {
    return unknown(`unsupported ${object.kind} version: ${object.apiVersion}`);
  }
  return rule.assess(object);
}

/** Whether the health of such objects is in their body; for the others a metadata-only watch will do. */
export const needsBody = (group: string, kind: string, custom?: FindHealth): boolean =>
  rules.has(`${group}/${kind}`) || !isBuiltInGroup(group) || custom?.(group, kind) !== undefined;

function isBeingDeleted(object: KubeObject): boolean {
  if (!object.metadata['deletionTimestamp']) return false;
  const finalizers = object.metadata['finalizers'];
  return !(Array.isArray(finalizers) && finalizers.includes(HOOK_FINALIZER));
}
