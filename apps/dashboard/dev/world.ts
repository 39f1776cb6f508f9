// A made-up fleet for working on the dashboard without a hub. Same seed, same fleet.

export interface Rungs {
  desired?: string;
  published?: string;
  admitted?: string;
  applied?: string;
  healthy?: string;
}

export interface Target {
  id: string;
  name: string;
  namespace: string;
  project: string;
  component: string;
  cluster: FleetCluster;
  set: string;
  stage: 'NOT_SENT' | 'HELD' | 'IN_FLIGHT' | 'SETTLING' | 'DONE';
  health: { status: string; message: string | null };
  sync: { status: string; reason: string | null };
  revisions: Rungs;
  operation: Record<string, unknown> | null;
  conditions: Record<string, unknown>[];
  waitReasons: Record<string, unknown>[];
  awaitsConfirmation: Record<string, unknown>[];
  failing: boolean;
  updatedAt: string;
  createdAt: string;
}

export interface FleetCluster {
  id: string;
  name: string;
  labels: Record<string, string>;
  joined: boolean;
  connected: boolean;
  lastSeenAt: string | null;
  targets: Target[];
}

export interface FleetEvent {
  id: string;
  at: string;
  type: 'NORMAL' | 'WARNING';
  reason: string;
  message: string;
  actor: string | null;
  target?: Target;
  cluster?: FleetCluster;
}

export interface World {
  clusters: FleetCluster[];
  targets: Target[];
  events: FleetEvent[];
  random: () => number;
}

const components = [
  ['my-api', 'shop'],
  ['checkout', 'shop'],
  ['catalogue', 'shop'],
  ['ingress-nginx', 'platform'],
  ['cert-manager', 'platform'],
  ['prometheus', 'observability'],
  ['otel-collector', 'observability'],
  ['policy', 'platform'],
] as const;

/** Mulberry32: small, seeded, good enough for made-up data. */
export function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const hex = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const minute = 60_000;
const regions = ['eu-central', 'eu-west', 'us-east', 'us-west', 'ap-south', 'ap-east'];
export const latest = 'b7e41d09c2aa5f3e8841c7720f6f2c1a9d4e5b60';
export const previous = '3f9c20e1d8b7465aa0915cc7e2b14d8870a6b3f1';

export const stages = ['NOT_SENT', 'HELD', 'IN_FLIGHT', 'SETTLING', 'DONE'] as const;

/** Puts a target on a stage: rungs up to it hold the new commit, the others the one before. */
export function moveTo(target: Target, stage: Target['stage']): void {
  const reached = stages.indexOf(stage) + 1;
  const rungs = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;
  target.stage = stage;
  target.revisions = Object.fromEntries(rungs.map((rung, i) => [rung, i < reached ? latest : previous]));
  target.sync = stage === 'DONE' || stage === 'SETTLING' ? { status: 'SYNCED', reason: null } : outOfSync(stage);
  target.health =
    stage === 'SETTLING'
      ? { status: 'PROGRESSING', message: `Deployment ${target.component}: 1 of 3 replicas are updated` }
      : { status: 'HEALTHY', message: null };
  target.waitReasons = waitReasons(stage);
  target.updatedAt = new Date().toISOString();
}

const outOfSync = (stage: string) => ({
  status: 'OUT_OF_SYNC',
  reason: stage === 'HELD' ? 'held by window business-hours' : 'a newer revision is on its way',
});

function waitReasons(stage: Target['stage']): Record<string, unknown>[] {
  if (stage === 'HELD')
    return [
      {
        kind: 'Window',
        message: 'Window business-hours of project shop is closed for this cluster until 18:00.',
        clearedBy: 'opens by itself; an owner of project shop may sync by hand',
        until: new Date(Date.now() + 83 * minute).toISOString(),
      },
    ];
  if (stage === 'NOT_SENT')
    return [
      {
        kind: 'Render',
        message: 'The overlay is being rendered at b7e41d0.',
        clearedBy: 'the hub, within seconds',
        until: null,
      },
    ];
  if (stage === 'SETTLING')
    return [
      {
        kind: 'Settling',
        message: 'Deployment shop/my-api: 1 of 3 replicas are updated.',
        clearedBy: 'the cluster',
        until: null,
      },
    ];
  return [];
}

function breakDown(target: Target, roll: number): void {
  if (roll < 0.4) {
    moveTo(target, 'SETTLING');
    target.health = {
      status: 'DEGRADED',
      message: `Pod ${target.component}-6d5b9-x2x8k: CrashLoopBackOff, exit code 1: cannot parse DATABASE_URL`,
    };
  } else if (roll < 0.6) {
    target.failing = true;
    moveTo(target, 'NOT_SENT');
    target.conditions = [
      {
        type: 'RenderError',
        severity: 'ERROR',
        code: 'KUSTOMIZE_FAILED',
        message: "kustomize: accumulating resources: '../../base/service.yaml' does not exist",
        where: `apps/${target.component}/overlays/${target.cluster.labels.env}/kustomization.yaml line 4`,
        hint: 'The file was removed in b7e41d0. Put it back or take the line out of resources.',
        since: ago(14 * minute),
      },
    ];
  } else if (roll < 0.8) {
    target.sync = { status: 'OUT_OF_SYNC', reason: 'spec.replicas was changed by kubectl-scale' };
  } else {
    target.health = { status: 'MISSING', message: 'Namespace shop is not there and CreateNamespace is not set' };
    target.failing = true;
  }
}

function makeTarget(cluster: FleetCluster, index: number, random: () => number): Target {
  const [component, project] = components[index % components.length]!;
  const target: Target = {
    id: hex(random, 16),
    name: `${component}-${cluster.name}`,
    namespace: 'argocd',
    project,
    component,
    cluster,
    set: component,
    stage: 'DONE',
    health: { status: 'HEALTHY', message: null },
    sync: { status: 'SYNCED', reason: null },
    revisions: {},
    operation: null,
    conditions: [],
    waitReasons: [],
    awaitsConfirmation: [],
    failing: false,
    updatedAt: ago(0),
    createdAt: ago(40 * 24 * 60 * minute),
  };
  const roll = random();
  moveTo(
    target,
    roll < 0.965 ? 'DONE' : roll < 0.974 ? 'SETTLING' : roll < 0.982 ? 'IN_FLIGHT' : roll < 0.992 ? 'HELD' : 'NOT_SENT',
  );
  if (random() > 0.992) breakDown(target, random());
  if (!cluster.joined || (!cluster.connected && random() < 0.5))
    target.health = { status: 'UNKNOWN', message: 'the cluster is away' };
  target.updatedAt = ago(random() * random() * 3 * 24 * 60 * minute);
  return target;
}

function makeCluster(index: number, count: number, random: () => number): FleetCluster {
  const small = ['dev', 'staging', 'production'];
  const env = count <= 3 ? small[index]! : (['prod', 'prod', 'prod', 'staging', 'dev'] as const)[index % 5]!;
  const region = regions[Math.floor(random() * regions.length)]!;
  const joined = count <= 3 || random() > 0.006;
  const connected = joined && (count <= 3 || random() > 0.012);
  return {
    id: hex(random, 16),
    name: count <= 3 ? env : `${env}-${region}-${String(index + 1).padStart(String(count).length, '0')}`,
    labels: { env, region, tier: index % 7 === 0 ? 'edge' : 'core' },
    joined,
    connected,
    lastSeenAt: joined ? ago(connected ? random() * 9_000 : random() * 5 * 60 * minute) : null,
    targets: [],
  };
}

export function makeWorld(clusterCount: number, perCluster: number, seed = 7): World {
  const random = seeded(seed);
  const world: World = { clusters: [], targets: [], events: [], random };
  for (let i = 0; i < clusterCount; i++) {
    const cluster = makeCluster(i, clusterCount, random);
    cluster.targets = Array.from({ length: perCluster }, (_, n) => makeTarget(cluster, n, random));
    world.clusters.push(cluster);
    world.targets.push(...cluster.targets);
  }
  for (let i = 0; i < 160; i++) world.events.push(makeEvent(world, ago(i * i * 900)));
  return world;
}

let serial = 0;
export function makeEvent(
  world: World,
  at: string,
  target = world.targets[Math.floor(world.random() * world.targets.length)]!,
): FleetEvent {
  const kinds: [FleetEvent['type'], string, string, string | null][] = [
    ['NORMAL', 'Synced', `Applied b7e41d0: 4 objects changed, 11 as they were`, 'auto-sync'],
    ['NORMAL', 'Healthy', `Healthy at b7e41d0 after 12 s`, null],
    [
      'NORMAL',
      'SelfHealed',
      `Put spec.replicas of Deployment ${target.component} back to 3 (kubectl-scale had set 5)`,
      'auto-sync',
    ],
    ['WARNING', 'Degraded', `Pod ${target.component}-6d5b9-x2x8k: CrashLoopBackOff`, null],
    ['NORMAL', 'OperationStarted', 'Sync to b7e41d0 asked for', 'maria'],
  ];
  const [type, reason, message, actor] = kinds[Math.floor(world.random() * kinds.length)]!;
  serial += 1;
  return { id: `event-${serial}`, at, type, reason, message, actor, target, cluster: target.cluster };
}
