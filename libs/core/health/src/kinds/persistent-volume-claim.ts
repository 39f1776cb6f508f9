import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { statusOf } from '../fields.ts';
import { degraded, healthy, progressing, unknown } from '../verdicts.ts';

export function persistentVolumeClaimHealth(object: KubeObject): Health {
  switch (statusOf(object)['phase']) {
    case 'Bound':
      return healthy();
    case 'Pending':
      return progressing();
    case 'Lost':
      return degraded('The claim has lost its volume');
    default:
      return unknown();
  }
}
