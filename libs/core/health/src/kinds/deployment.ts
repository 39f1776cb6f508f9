import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, generationOf, integer, optionalInteger, specOf, statusOf } from '../fields.ts';
import { degraded, healthy, progressing, suspended } from '../verdicts.ts';

/** As `kubectl rollout status`. `ReplicaFailure` and `Available` are not looked at, as in Argo CD. */
export function deploymentHealth(object: KubeObject): Health {
  const [spec, status] = [specOf(object), statusOf(object)];
  if (spec['paused'] === true) return suspended('Deployment is paused');
  if (generationOf(object) > integer(status['observedGeneration'])) {
    return progressing('Waiting for rollout to finish: observed deployment generation less than desired generation');
  }
  if (conditionOf(status, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return degraded(`Deployment "${object.metadata.name}" exceeded its progress deadline`);
  }
  const wanted = optionalInteger(spec['replicas']);
  const [all, updated] = [integer(status['replicas']), integer(status['updatedReplicas'])];
  const available = integer(status['availableReplicas']);
  if (wanted !== undefined && updated < wanted) {
    return progressing(`Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (all > updated) {
    return progressing(`Waiting for rollout to finish: ${all - updated} old replicas are pending termination...`);
  }
  if (available < updated) {
    return progressing(`Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`);
  }
  return healthy();
}
