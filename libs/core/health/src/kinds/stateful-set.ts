import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { fields, generationOf, integer, isFields, optionalInteger, specOf, statusOf, text } from '../fields.ts';
import { healthy, progressing } from '../verdicts.ts';

export function statefulSetHealth(object: KubeObject): Health {
  const [spec, status] = [specOf(object), statusOf(object)];
  const observed = integer(status['observedGeneration']);
  if (observed === 0 || generationOf(object) > observed) {
    return progressing('Waiting for statefulset spec update to be observed...');
  }
  const wanted = optionalInteger(spec['replicas']);
  const ready = integer(status['readyReplicas']);
  if (wanted !== undefined && ready < wanted) return progressing(`Waiting for ${wanted - ready} pods to be ready...`);

  const strategy = fields(spec['updateStrategy']);
  if (strategy['type'] === 'OnDelete') return healthy(`statefulset has ${ready} ready pods`);
  // With a `rollingUpdate` block the revisions are not compared, whatever the partition: Argo CD's rule.
  if (strategy['type'] === 'RollingUpdate' && isFields(strategy['rollingUpdate'])) {
    return partitioned(
      integer(status['updatedReplicas']),
      wanted,
      optionalInteger(strategy['rollingUpdate']['partition']),
    );
  }
  return revisions(object);
}

function partitioned(updated: number, wanted: number | undefined, partition: number | undefined): Health {
  if (wanted !== undefined && partition !== undefined && updated < wanted - partition) {
    return progressing(
      `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
    );
  }
  return healthy(`partitioned roll out complete: ${updated} new pods have been updated...`);
}

function revisions(object: KubeObject): Health {
  const status = statusOf(object);
  const [current, update] = [text(status['currentRevision']), text(status['updateRevision'])];
  if (update !== current) {
    const updated = integer(status['updatedReplicas']);
    return progressing(`waiting for statefulset rolling update to complete ${updated} pods at revision ${update}...`);
  }
  const replicas = integer(status['currentReplicas']);
  return healthy(`statefulset rolling update complete ${replicas} pods at revision ${current}...`);
}
