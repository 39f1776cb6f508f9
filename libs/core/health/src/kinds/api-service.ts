import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, statusOf } from '../fields.ts';
import { healthy, progressing } from '../verdicts.ts';

export function apiServiceHealth(object: KubeObject): Health {
  const available = conditionOf(statusOf(object), 'Available');
  if (!available) return progressing('Waiting to be processed');
  const message = `${available.reason}: ${available.message}`;
  return available.status === 'True' ? healthy(message) : progressing(message);
}
