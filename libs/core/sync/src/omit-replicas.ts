import { groupOf, keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';

/** The workload that an HPA or a KEDA ScaledObject scales; undefined for everything else. */
export function scaledBy(scaler: KubeObject): ObjectKey | undefined {
  const group = groupOf(scaler.apiVersion);
  const isHpa = group === 'autoscaling' && scaler.kind === 'HorizontalPodAutoscaler';
  const isKeda = group === 'keda.sh' && scaler.kind === 'ScaledObject';
  if (!isHpa && !isKeda) return undefined;
  // A custom resource's schema is its owner's: what is no text names no workload.
  const target = membersOf(membersOf(scaler['spec'])['scaleTargetRef']);
  const text = (name: string, usual: string): string => (typeof target[name] === 'string' ? target[name] : usual);
  if (text('name', '') === '') return undefined;
  return {
    group: groupOf(text('apiVersion', 'apps/v1')),
    kind: text('kind', 'Deployment'),
    namespace: scaler.metadata.namespace ?? '',
    name: text('name', ''),
  };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

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
