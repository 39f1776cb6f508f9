import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionsOf, statusOf } from '../fields.ts';
import type { Condition } from '../fields.ts';
import { degraded, healthy, progressing, unknown } from '../verdicts.ts';

/** Where autoscaling/v1, which has no conditions of its own, keeps them. */
const V1_CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';

const DEGRADED: Readonly<Record<string, readonly string[]>> = {
  AbleToScale: ['FailedGetScale', 'FailedUpdateScale'],
  ScalingActive: [
    'FailedGetResourceMetric',
    'FailedGetObjectMetric',
    'FailedGetPodsMetric',
    'FailedGetExternalMetric',
    'FailedComputeMetricsReplicas',
    'InvalidSelector',
  ],
};

/** The degraded reasons count whatever the condition's `status`, as in Argo CD. */
const isDegraded = ({ type, reason }: Condition): boolean =>
  Object.hasOwn(DEGRADED, type) && DEGRADED[type]!.includes(reason);
const isHealthy = ({ type, status }: Condition): boolean =>
  (type === 'AbleToScale' || type === 'ScalingLimited') && status === 'True';

export function horizontalPodAutoscalerHealth(object: KubeObject): Health {
  let conditions: readonly Condition[];
  try {
    conditions = hpaConditions(object);
  } catch {
    return unknown(`The annotation ${V1_CONDITIONS} is no list of conditions`);
  }
  const failing = conditions.find(isDegraded);
  if (failing) return degraded(failing.message);
  const working = conditions.find(isHealthy);
  return working ? healthy(working.message) : progressing('Waiting to Autoscale');
}

function hpaConditions(object: KubeObject): readonly Condition[] {
  if (object.apiVersion !== 'autoscaling/v1') return conditionsOf(statusOf(object));
  const annotation = object.metadata.annotations?.[V1_CONDITIONS];
  if (annotation === undefined) return [];
  const conditions: unknown = JSON.parse(annotation);
  if (!Array.isArray(conditions)) throw new TypeError('not a list');
  return conditionsOf({ conditions });
}
