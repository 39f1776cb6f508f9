import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { statusOf, text } from '../fields.ts';
import { degraded, healthy, progressing, unknown } from '../verdicts.ts';

export function argoWorkflowHealth(object: KubeObject): Health {
  const status = statusOf(object);
  const message = text(status['message']);
  switch (text(status['phase'])) {
    case '':
    case 'Pending':
    case 'Running':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
    case 'Error':
      return degraded(message);
    default:
      return unknown(message);
  }
}
