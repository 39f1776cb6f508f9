import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { fields, list, statusOf } from '../fields.ts';
import { healthy, progressing } from '../verdicts.ts';

export const ingressHealth = (object: KubeObject): Health =>
  list(fields(statusOf(object)['loadBalancer'])['ingress']).length > 0
    ? healthy()
    : progressing('Waiting for the ingress controller to give an address');
