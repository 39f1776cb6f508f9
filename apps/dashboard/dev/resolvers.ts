import type { FleetCluster, FleetEvent, Target, World } from './world.ts';
import { ago, latest, moveTo, previous } from './world.ts';
import { resourceDetail, resourcesOf } from './resources.ts';
import { windowFields, windowMutations, windowsNow } from './windows.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Mercurius has checked them against the schema
type Args = Record<string, any>;
const order = ['HEALTHY', 'SUSPENDED', 'PROGRESSING', 'MISSING', 'DEGRADED', 'UNKNOWN'];

export function countsOf(targets: Target[]) {
  const stage = (name: string) => targets.filter((t) => t.stage === name).length;
  const health = (name: string) => targets.filter((t) => t.health.status === name).length;
  const sync = (name: string) => targets.filter((t) => t.sync.status === name).length;
  return {
    total: targets.length,
    done: stage('DONE'),
    settling: stage('SETTLING'),
    inFlight: stage('IN_FLIGHT'),
    held: stage('HELD'),
    notSent: stage('NOT_SENT'),
    healthy: health('HEALTHY'),
    suspended: health('SUSPENDED'),
    progressing: health('PROGRESSING'),
    missing: health('MISSING'),
    degraded: health('DEGRADED'),
    unknown: health('UNKNOWN'),
    synced: sync('SYNCED'),
    outOfSync: sync('OUT_OF_SYNC'),
    syncUnknown: sync('UNKNOWN'),
    failing: targets.filter((t) => t.failing).length,
  };
}

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

function sorted(targets: Target[], by: Args | null | undefined): Target[] {
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

function problemsOf(world: World) {
  const bad = world.targets.filter(
    (t) => t.health.status === 'DEGRADED' || t.failing || t.sync.reason?.includes('kubectl'),
  );
  const kind = (t: Target) =>
    t.failing
      ? t.conditions.length
        ? 'Broken render'
        : 'Failing sync'
      : t.health.status === 'DEGRADED'
        ? 'Degraded'
        : 'Drift';
  const rank = ['Degraded', 'Failing sync', 'Drift', 'Broken render'];
  const targets = bad.map((t, i) => ({
    rank: rank.indexOf(kind(t)),
    kind: kind(t),
    message: (t.conditions[0]?.message as string | undefined) ?? t.health.message ?? t.sync.reason,
    hint: (t.conditions[0]?.hint as string | undefined) ?? null,
    since: ago((i + 1) * 187_000),
    application: t,
    cluster: t.cluster,
  }));
  const away = world.clusters
    .filter((c) => c.joined && !c.connected)
    .map((c) => ({
      rank: 9,
      kind: 'Cluster away',
      message: `Last heard of at ${c.lastSeenAt?.slice(11, 16)}; ${c.targets.length} targets wait for it.`,
      hint: 'Is the spoke running? kubectl -n wheelhouse-system get pods',
      since: c.lastSeenAt,
      cluster: c,
    }));
  return [...targets, ...away].sort((a, b) => a.rank - b.rank).map((p, i) => ({ ...p, rank: i + 1 }));
}

const n = (count: number): string => count.toLocaleString('en-GB');
function summary(world: World): string {
  const c = countsOf(world.targets);
  const tail = [
    c.failing && `${n(c.failing)} failing`,
    c.degraded && `${n(c.degraded)} degraded`,
    c.held && `${n(c.held)} held by business-hours`,
    c.settling + c.inFlight && `${n(c.settling + c.inFlight)} moving`,
  ].filter(Boolean);
  return `${n(c.done)} of ${n(c.total)} targets done${tail.length ? `; ${tail.join(', ')}` : ''}`;
}

const sets = (world: World) =>
  [...new Set(world.targets.map((t) => t.set))].map((name, i) => ({
    id: `set-${name}`,
    name,
    namespace: 'argocd',
    project: world.targets.find((t) => t.set === name)!.project,
    generators: i % 3 === 0 ? ['clusters'] : i % 3 === 1 ? ['git directories'] : ['list'],
    conditions:
      name === 'policy'
        ? [
            {
              type: 'ShrinkingHeld',
              severity: 'WARNING',
              code: 'SHRINKING_HELD',
              message: '12 of 300 Applications would be withdrawn at once.',
              where: 'apps/policy/appset.yaml',
              hint: 'Confirm it below, or revert the commit.',
              since: ago(3_600_000),
            },
          ]
        : [],
    held:
      name === 'policy'
        ? {
            digest: 'sha256:77aa',
            message: '12 of 300 Applications would be withdrawn: their clusters lost the label tier=edge in 3f9c20e.',
            withdrawn: world.targets
              .filter((t) => t.set === name)
              .slice(0, 12)
              .map((t) => t.name),
            since: ago(3_600_000),
          }
        : null,
    createdAt: ago(40 * 86_400_000),
  }));

const findTarget = (world: World, args: Args) =>
  world.targets.find(
    (t) =>
      t.name === args.name &&
      (!args.namespace || t.namespace === args.namespace) &&
      (!args.project || t.project === args.project),
  );

const clusterMatches = (c: FleetCluster, f: Args | null | undefined): boolean =>
  !f ||
  ((!f.search || c.name.includes(f.search)) &&
    within(f.name, c.name) &&
    within(f.health, worst(c)) &&
    (f.connected == null || f.connected === c.connected) &&
    (f.joined == null || f.joined === c.joined) &&
    (f.labels ?? []).every((l: string) => c.labels[l.split('=')[0]!] === l.split('=')[1]));

const eventMatches = (e: FleetEvent, f: Args | null | undefined): boolean =>
  !f ||
  ((!f.application || e.target?.id === f.application) &&
    (!f.cluster || e.cluster?.name === f.cluster) &&
    (!f.applicationSet || `set-${e.target?.set}` === f.applicationSet) &&
    (!f.type || e.type === f.type) &&
    (!f.since || e.at >= f.since));

const onPage = <T>(page: T[], changed: T[]): T[] => {
  const shown = new Set(page);
  return [...new Set(changed)].filter((each) => shown.has(each));
};

export type Changes = (
  signal: (changed: { targets: Target[]; events: FleetEvent[] }) => unknown,
) => AsyncGenerator<unknown>;

export function resolversOf(world: World, changes: Changes) {
  const Application = {
    ...windowFields,
    applicationSet: (t: Target) => sets(world).find((s) => s.name === t.set),
    labels: (t: Target) => ({ app: t.component, env: t.cluster.labels.env }),
    destination: (t: Target) => ({ name: t.cluster.name, server: null, namespace: 'shop' }),
    sources: (t: Target) => [
      {
        repoURL: 'https://git.example.com/platform/fleet.git',
        targetRevision: 'main',
        path: `apps/${t.component}/overlays/${t.cluster.labels.env}`,
        commit: latest,
        author: 'Maria Lindqvist',
        subject: `${t.component}: 1.8.2, retry a lost database connection`,
        committedAt: ago(1_500_000),
      },
    ],
    resources: (t: Target) => resourcesOf(t),
    resourcesLive: (t: Target) => t.cluster.connected,
    resource: (t: Target, a: Args) => resourceDetail(t, a.kind, a.name),
    resourceCounts: () => ({ total: 7, synced: 7, healthy: 7 }),
    history: () => [
      { revision: latest, deployedAt: ago(1_200_000), initiatedBy: 'auto-sync' },
      { revision: previous, deployedAt: ago(90_000_000), initiatedBy: 'maria' },
      { revision: '91ba7c1d8b7465aa0915cc7e2b14d8870a6b3f10', deployedAt: ago(400_000_000), initiatedBy: 'auto-sync' },
    ],
    events: (t: Target, a: Args) => world.events.filter((e) => e.target === t).slice(0, a.first),
    autoSync: () => true,
    manifest: (t: Target) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${t.name}\n  namespace: argocd\nspec:\n  project: ${t.project}\n  source:\n    repoURL: https://git.example.com/platform/fleet.git\n    targetRevision: main\n    path: apps/${t.component}/overlays/${t.cluster.labels.env}\n  destination:\n    name: ${t.cluster.name}\n    namespace: shop\n  syncPolicy:\n    automated:\n      prune: true\n      selfHeal: true\n`,
  };
  const Cluster = {
    server: (c: FleetCluster) => `https://${c.name}.example.com`,
    timeZone: () => 'Europe/Berlin',
    version: (c: FleetCluster) => (c.joined ? '0.1.0' : null),
    kubernetesVersion: (c: FleetCluster) => (c.joined ? 'v1.36.3' : null),
    node: () => 'node-2',
    clockSkewMs: () => 12,
    generation: () => 4182,
    refusals: () => [],
    health: worst,
    counts: (c: FleetCluster) => countsOf(c.targets),
    manifest: (c: FleetCluster) =>
      `apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${c.name}\n  labels:\n    env: ${c.labels.env}\nspec:\n  server: https://${c.name}.example.com\n  timeZone: Europe/Berlin\n`,
    createdAt: () => ago(90 * 86_400_000),
  };
  const ApplicationSet = {
    counts: (s: Args) => countsOf(world.targets.filter((t) => t.set === s.name)),
    manifest: (s: Args) =>
      `apiVersion: wheelhouse.dev/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: ${s.name}\nspec:\n  generators:\n    - clusters: {}\n`,
  };
  const Event = { application: (e: FleetEvent) => e.target, applicationSet: () => null };
  const Query = {
    viewer: () => ({ name: 'admin', admin: true, projects: ['*'] }),
    fleet: () => ({
      summary: summary(world),
      counts: countsOf(world.targets),
      clusters: {
        total: world.clusters.length,
        connected: world.clusters.filter((c) => c.connected).length,
        away: world.clusters.filter((c) => c.joined && !c.connected).length,
        notJoined: world.clusters.filter((c) => !c.joined).length,
      },
      problems: (a: Args) => problemsOf(world).slice(0, a.first),
      sources: [
        {
          url: 'https://git.example.com/platform/fleet.git',
          revision: 'main',
          path: 'fleet',
          commit: latest,
          appliedAt: ago(61_000),
          problems: [],
        },
      ],
      version: '0.1.0',
    }),
    clusters: (_: unknown, a: Args) =>
      page(
        world.clusters.filter((c) => clusterMatches(c, a.filter)),
        a,
      ),
    cluster: (_: unknown, a: Args) => world.clusters.find((c) => c.name === a.name) ?? null,
    applications: (_: unknown, a: Args) =>
      page(
        sorted(
          world.targets.filter((t) => matches(t, a.filter)),
          a.orderBy,
        ),
        a,
      ),
    application: (_: unknown, a: Args) => findTarget(world, a) ?? null,
    applicationSets: (_: unknown, a: Args) =>
      page(
        sets(world).filter((s) => !a.filter?.search || s.name.includes(a.filter.search)),
        a,
      ),
    applicationSet: (_: unknown, a: Args) => sets(world).find((s) => s.name === a.name) ?? null,
    syncWindows: (_: unknown, a: Args) => page(windowsNow(), a),
    projects: (_: unknown, a: Args) =>
      page(
        [...new Set(world.targets.map((t) => t.project))].map((name) => ({
          id: name,
          name,
          description: `What team ${name} runs`,
          sourceRepos: ['https://git.example.com/platform/*'],
          counts: countsOf(world.targets.filter((t) => t.project === name)),
          manifest: '',
          createdAt: ago(90 * 86_400_000),
        })),
        a,
      ),
    events: (_: unknown, a: Args) =>
      page(
        world.events.filter((e) => eventMatches(e, a.filter)),
        a,
      ),
  };
  const Mutation = {
    ...windowMutations,
    sync: (_: unknown, { input }: Args) => startSync(findTarget(world, input.application)!),
    terminate: (_: unknown, { application }: Args) =>
      Object.assign(findTarget(world, application)!, { operation: null }),
    refresh: () => ({ repositories: ['https://git.example.com/platform/fleet.git'], applications: 1 }),
    confirmHeldChange: (_: unknown, a: Args) => sets(world).find((s) => s.name === a.applicationSet),
    createJoinToken: (_: unknown, a: Args) => ({
      token: 'x',
      command: `npx wheelhouse-spoke join --token eyJhbGciOi… --cluster ${a.cluster}`,
      expiresAt: ago(-3_600_000),
    }),
  };
  const Subscription = {
    applications: {
      resolve: (value: unknown) => value,
      subscribe: (_: unknown, a: Args) =>
        changes(({ targets }) => {
          const shown = new Set(Query.applications(_, a).nodes);
          const changed = targets.filter((t) => shown.has(t));
          return changed.length
            ? {
                changed,
                removed: [],
                stale: false,
                counts: () => countsOf(world.targets),
                totalCount: () => world.targets.filter((t) => matches(t, a.filter)).length,
              }
            : undefined;
        }),
    },
    clusters: {
      resolve: (value: unknown) => value,
      subscribe: (_: unknown, a: Args) =>
        changes(({ targets }) => ({
          changed: onPage(
            Query.clusters(_, a).nodes,
            targets.map((t) => t.cluster),
          ),
          removed: [],
          stale: false,
          counts: () => countsOf(world.targets),
          totalCount: world.clusters.length,
        })),
    },
    applicationSets: { resolve: (value: unknown) => value, subscribe: () => changes(() => undefined) },
    events: {
      resolve: (value: unknown) => value,
      subscribe: (_: unknown, a: Args) =>
        changes(({ events }) => {
          const changed = events.filter((e) => eventMatches(e, a.filter));
          return changed.length
            ? {
                changed,
                removed: [],
                stale: false,
                counts: () => countsOf(world.targets),
                totalCount: world.events.length,
              }
            : undefined;
        }),
    },
  };
  return { Application, Cluster, ApplicationSet, Event, Query, Mutation, Subscription };
}

function startSync(target: Target): Target {
  moveTo(target, 'IN_FLIGHT');
  target.operation = {
    id: `op-${Date.now()}`,
    kind: 'Sync',
    phase: 'RUNNING',
    message: 'applying 3 of 11 objects',
    startedAt: new Date().toISOString(),
    finishedAt: null,
    attempt: 1,
    initiatedBy: 'admin',
  };
  return target;
}
