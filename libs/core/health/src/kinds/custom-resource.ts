import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { conditionOf, generationOf, optionalInteger, statusOf } from '../fields.ts';
import type { Condition } from '../fields.ts';
import { degraded, healthy, progressing } from '../verdicts.ts';

/**
 * Custom resources without a rule of their own, by the conventions that kstatus reads
 * (https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus): observedGeneration, `Reconciling`, `Stalled`, `Ready`.
 * Undefined where the object follows none of them: then it has no health, as in Argo CD.
 */
export function customResourceHealth(object: KubeObject): Health | undefined {
  const [status, generation] = [statusOf(object), generationOf(object)];
  const observed = optionalInteger(status['observedGeneration']);
  if (observed !== undefined && observed < generation) return stale(object, observed);
  const reconciling = conditionOf(status, 'Reconciling');
  if (reconciling?.status === 'True') return progressing(wording(reconciling));
  const stalled = conditionOf(status, 'Stalled');
  if (stalled?.status === 'True') return degraded(wording(stalled));
  const ready = conditionOf(status, 'Ready');
  if (!ready) return undefined;
  if ((ready.observedGeneration ?? generation) < generation) return stale(object, ready.observedGeneration);
  return ready.status === 'True' ? healthy(ready.message) : progressing(wording(ready));
}

const stale = (object: KubeObject, observed: number | undefined): Health =>
  progressing(
    `${object.kind} generation is ${generationOf(object)}, but latest observed generation is ${observed ?? 0}`,
  );

const wording = ({ reason, message }: Condition): string => [reason, message].filter(Boolean).join(': ');
