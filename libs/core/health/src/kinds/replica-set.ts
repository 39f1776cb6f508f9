import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, generationOf, integer, optionalInteger, specOf, statusOf } from '../fields.ts';
import { degraded, healthy, progressing } from '../verdicts.ts';

export function replicaSetHealth(object: KubeObject): Health {
  const status = statusOf(object);
  if (generationOf(object) > integer(status['observedGeneration'])) {
    return progressing('Waiting for rollout to finish: observed replica set generation less than desired generation');
  }
  const failure = conditionOf(status, 'ReplicaFailure');
  if (failure?.status === 'True') return degraded(failure.message);
  const wanted = optionalInteger(specOf(object)['replicas']);
  const available = integer(status['availableReplicas']);
  if (wanted !== undefined && available < wanted) {
    return progressing(`Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`);
  }
  return healthy();
}
