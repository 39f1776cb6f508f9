import type { FleetCluster, FleetEvent, Target } from './world.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Mercurius has checked them against the schema
export type Args = Record<string, any>;
const order = ['HEALTHY', 'SUSPENDED', 'PROGRESSING', 'MISSING', 'DEGRADED', 'UNKNOWN'];

const like = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);
const within = (wanted: string[] | null | undefined, value: string): boolean =>
  !wanted?.length || wanted.some((pattern) => like(pattern, value));

export function matches(target: Target, filter: Args | null | undefined): boolean {
  if (!filter) return true;
  return (
    (!filter.search || target.name.includes(filter.search)) &&
    within(filter.name, target.name) &&
    within(filter.namespace, target.namespace) &&
    within(filter.project, target.project) &&
    within(filter.cluster, target.cluster.name) &&
    within(filter.applicationSet, target.set) &&
    within(filter.sync, target.sync.status) &&
    within(filter.health, target.health.status) &&
    within(filter.stage, target.stage) &&
    (filter.failing == null || filter.failing === target.failing) &&
    (filter.clusterLabels ?? []).every((l: string) => {
      const [key, value] = l.split('=');
      return target.cluster.labels[key!] === value;
    })
  );
}

export const clusterMatches = (c: FleetCluster, f: Args | null | undefined): boolean =>
  !f ||
  ((!f.search || c.name.includes(f.search)) &&
    within(f.name, c.name) &&
    within(f.health, worst(c)) &&
    (f.connected == null || f.connected === c.connected) &&
    (f.joined == null || f.joined === c.joined) &&
    (f.labels ?? []).every((l: string) => c.labels[l.split('=')[0]!] === l.split('=')[1]));

export const eventMatches = (e: FleetEvent, f: Args | null | undefined): boolean =>
  !f ||
  ((!f.application || e.target?.id === f.application) &&
    (!f.cluster || e.cluster?.name === f.cluster) &&
    (!f.applicationSet || `set-${e.target?.set}` === f.applicationSet) &&
    (!f.type || e.type === f.type) &&
    (!f.since || e.at >= f.since));

/** A Relay connection over an array; a cursor is an index. */
export function page<T>(all: T[], args: Args) {
  const start = args.after ? Number(args.after) + 1 : 0;
  const nodes = all.slice(start, start + (args.first ?? 50));
  const end = start + nodes.length - 1;
  return {
    nodes,
    edges: nodes.map((node, i) => ({ node, cursor: String(start + i) })),
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length - 1,
      hasPreviousPage: start > 0,
      startCursor: String(start),
      endCursor: nodes.length ? String(end) : null,
    },
  };
}

export const worst = (cluster: FleetCluster): string =>
  cluster.targets.reduce(
    (w, t) => (order.indexOf(t.health.status) > order.indexOf(w) ? t.health.status : w),
    'HEALTHY',
  );

export function sorted(targets: Target[], by: Args | null | undefined): Target[] {
  const pick: Record<string, (t: Target) => string | number> = {
    NAME: (t) => t.name,
    CLUSTER: (t) => t.cluster.name,
    PROJECT: (t) => t.project,
    HEALTH: (t) => order.indexOf(t.health.status),
    SYNC: (t) => t.sync.status,
    STAGE: (t) => t.stage,
    UPDATED_AT: (t) => t.updatedAt,
    CREATED_AT: (t) => t.createdAt,
  };
  const key = pick[by?.field ?? 'NAME']!;
  const sign = by?.direction === 'DESC' ? -1 : 1;
  return [...targets].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Of a page, what changed. */
export const onPage = <T>(page: T[], changed: T[]): T[] => {
  const shown = new Set(page);
  return [...new Set(changed)].filter((each) => shown.has(each));
};
