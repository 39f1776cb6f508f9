import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, statusOf } from '../fields.ts';
import { degraded, healthy, progressing, suspended } from '../verdicts.ts';

/** A condition counts by being there, whatever its `status` (`Complete: False` reads as finished): Argo CD's rule. */
export function jobHealth(object: KubeObject): Health {
  const status = statusOf(object);
  const failed = conditionOf(status, 'Failed');
  if (failed) return degraded(failed.message);
  const hold = conditionOf(status, 'Suspended');
  if (hold?.status === 'True') return suspended(hold.message);
  const finished = conditionOf(status, 'Complete') ?? hold;
  return finished ? healthy(finished.message) : progressing();
}
