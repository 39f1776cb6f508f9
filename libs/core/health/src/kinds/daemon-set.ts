import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { fields, generationOf, integer, specOf, statusOf } from '../fields.ts';
import { healthy, progressing } from '../verdicts.ts';

export function daemonSetHealth(object: KubeObject): Health {
  const status = statusOf(object);
  if (generationOf(object) > integer(status['observedGeneration'])) {
    return progressing('Waiting for rollout to finish: observed daemon set generation less than desired generation');
  }
  const wanted = integer(status['desiredNumberScheduled']);
  const updated = integer(status['updatedNumberScheduled']);
  const available = integer(status['numberAvailable']);
  if (fields(specOf(object)['updateStrategy'])['type'] === 'OnDelete') {
    return healthy(`daemon set ${updated} out of ${wanted} new pods have been updated`);
  }
  const waiting = `Waiting for daemon set "${object.metadata.name}" rollout to finish:`;
  if (updated < wanted) return progressing(`${waiting} ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return progressing(`${waiting} ${available} of ${wanted} updated pods are available...`);
  return healthy();
}
