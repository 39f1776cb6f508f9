import { groupOf, keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';

interface TargetRef {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** The workload that an HPA or a KEDA ScaledObject scales; undefined for everything else. */
export function scaledBy(scaler: KubeObject): ObjectKey | undefined {
  const group = groupOf(scaler.apiVersion);
  const isHpa = group === 'autoscaling' && scaler.kind === 'HorizontalPodAutoscaler';
  const isKeda = group === 'keda.sh' && scaler.kind === 'ScaledObject';
  const spec = scaler['spec'] as { scaleTargetRef?: TargetRef } | undefined;
  const target = isHpa || isKeda ? spec?.scaleTargetRef : undefined;
  if (!target?.name) return undefined;
  return {
    group: groupOf(target.apiVersion ?? 'apps/v1'),
    kind: target.kind ?? 'Deployment',
    namespace: scaler.metadata.namespace ?? '',
    name: target.name,
  };
}

/**
 * Leaves `spec.replicas` out where something else sets it: an HPA or a ScaledObject among the objects, or one that is only in the
 * cluster (`scaledLive`). Applied with it, the workload would jump back at every sync.
 */
export function omitReplicas(
  objects: readonly KubeObject[],
  scaledLive: (workload: ObjectKey) => boolean = () => false,
): KubeObject[] {
  const scaled = new Set(objects.flatMap((object) => scaledBy(object) ?? []).map(keyText));
  return objects.map((object) => {
    const { spec } = object;
    if (typeof spec !== 'object' || spec === null || !('replicas' in spec)) return object;
    const key = keyOf(object);
    if (!scaled.has(keyText(key)) && !scaledLive(key)) return object;
    const { replicas: _, ...rest } = spec;
    return { ...object, spec: rest };
  });
}
