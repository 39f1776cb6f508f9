import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { fields, list, specOf, statusOf } from '../fields.ts';
import { healthy, progressing } from '../verdicts.ts';

export function serviceHealth(object: KubeObject): Health {
  if (specOf(object)['type'] !== 'LoadBalancer') return healthy();
  return list(fields(statusOf(object)['loadBalancer'])['ingress']).length > 0
    ? healthy()
    : progressing('Waiting for the load balancer to give an address');
}
