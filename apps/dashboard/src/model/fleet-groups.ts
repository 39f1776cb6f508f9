import type { ClusterRowFragment } from '../api/operations.generated.ts';

export interface ClusterGroup {
  readonly label: string;
  readonly clusters: readonly ClusterRowFragment[];
}

const labelsOf = (cluster: ClusterRowFragment): Readonly<Record<string, string>> =>
  (cluster.labels ?? {}) as Record<string, string>;

/** The labels that clusters have, the most useful to group by first: those that most clusters carry. */
export function labelKeys(clusters: readonly ClusterRowFragment[]): string[] {
  const seen = new Map<string, number>();
  for (const cluster of clusters)
    for (const key of Object.keys(labelsOf(cluster))) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
}

/** Ten thousand names are compared on each change; a collator is ten times as fast as `localeCompare`. */
const { compare } = new Intl.Collator(undefined, { numeric: true });

const rank = (label: string): number => (label === '' ? 1 : 0);

/** Clusters by a label's value, groups and clusters by name; those without the label come last. No label: one group. */
export function groupClusters(clusters: readonly ClusterRowFragment[], label: string | undefined): ClusterGroup[] {
  const groups = Map.groupBy(clusters, (cluster) => (label ? (labelsOf(cluster)[label] ?? '') : ''));
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || compare(a, b))
    .map(([value, members]) => ({
      label: value || (label ? `without ${label}` : 'all clusters'),
      clusters: [...members].sort((a, b) => compare(a.name, b.name)),
    }));
}
