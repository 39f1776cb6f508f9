import type { KubeObject } from '@wheelhouse/core-domain';

/** Whether a live namespace can be filled, or a live CRD's kind be used; true for every other kind. */
export function isReady(live: KubeObject): boolean {
  if (live.kind === 'Namespace') return !live.metadata['deletionTimestamp'];
  if (live.kind !== 'CustomResourceDefinition') return true;
  // Null, not absent, in a CRD that was just created.
  const status = live['status'] as { conditions?: unknown } | null | undefined;
  const conditions: unknown[] = Array.isArray(status?.conditions) ? status.conditions : [];
  return conditions.some((one) => {
    const { type, status: value } = (one ?? {}) as { type?: unknown; status?: unknown };
    return type === 'Established' && value === 'True';
  });
}
