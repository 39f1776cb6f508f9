import type { Target, World } from './world.ts';
import { ago } from './world.ts';

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

export function problemsOf(world: World) {
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
export function summary(world: World): string {
  const c = countsOf(world.targets);
  const tail = [
    c.failing && `${n(c.failing)} failing`,
    c.degraded && `${n(c.degraded)} degraded`,
    c.held && `${n(c.held)} held by business-hours`,
    c.settling + c.inFlight && `${n(c.settling + c.inFlight)} moving`,
  ].filter(Boolean);
  return `${n(c.done)} of ${n(c.total)} targets done${tail.length ? `; ${tail.join(', ')}` : ''}`;
}
