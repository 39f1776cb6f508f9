import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, conditionsOf, statusOf } from '../fields.ts';
import { degraded, healthy, progressing } from '../verdicts.ts';

export function customResourceDefinitionHealth(object: KubeObject): Health {
  const status = statusOf(object);
  if (conditionsOf(status).length === 0) return progressing('Status conditions not found');
  const terminating = conditionOf(status, 'Terminating');
  if (terminating?.status === 'True') return progressing(`CRD is terminating: ${terminating.message}`);
  const names = conditionOf(status, 'NamesAccepted');
  if (names?.status === 'False') return degraded(`CRD names have not been accepted: ${names.message}`);
  const schema = conditionOf(status, 'NonStructuralSchema');
  if (schema?.status === 'True') return degraded(`Schema violations found: ${schema.message}`);
  const established = conditionOf(status, 'Established');
  if (established?.status !== 'True' && established?.reason === 'InvalidCABundle') {
    return degraded(`CRD is not established: ${established.message}`);
  }
  if (established?.reason === 'Installing') return progressing('CRD is being installed');
  if (established?.status !== 'True') return degraded('CRD is not established');
  return healthy('CRD is healthy');
}
