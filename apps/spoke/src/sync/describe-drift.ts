import type { Change } from '@wheelhouse/core-diff';
import { parseKeyText } from '@wheelhouse/core-domain';

interface Differing {
  readonly missing: boolean;
  readonly changes: readonly Change[];
}

/** `spec.replicas (by kubectl-scale)`, or that it was deleted. Names fields, never values. */
export function describeDrift({ missing, changes }: Differing): string {
  if (missing) return 'it was deleted';
  if (changes.length === 0) return 'others took fields of ours';
  const named = changes
    .slice(0, 3)
    .map((change: Change) => change.path + (change.takenBy ? ` (by ${change.takenBy})` : ''));
  return `changed: ${named.join(', ')}${changes.length > 3 ? ` and ${changes.length - 3} more` : ''}`;
}

export function keyName(key: string): string {
  const { kind, namespace, name } = parseKeyText(key);
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
