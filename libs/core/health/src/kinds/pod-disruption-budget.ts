import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionsOf, statusOf } from '../fields.ts';
import { degraded, healthy, progressing } from '../verdicts.ts';

export function podDisruptionBudgetHealth(object: KubeObject): Health {
  const conditions = conditionsOf(statusOf(object));
  // Too few pods for the budget can be what somebody wants (argo-cd#20171).
  const failing = conditions.find(({ status, reason }) => status === 'False' && reason !== 'InsufficientPods');
  if (failing) return degraded(`PodDisruptionBudget has ${failing.reason}`);
  const last = conditions.at(-1);
  return last ? healthy(`PodDisruptionBudget has ${last.reason}`) : progressing('Waiting for status');
}
