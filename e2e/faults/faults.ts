import type { Direction } from '../world/tcp-proxy.ts';
import type { Random } from './random.ts';

/** The two clusters of a fleet under faults; each has two spokes. */
export const CLUSTERS = ['east', 'west'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

export const SPOKES = CLUSTERS.flatMap((cluster) => [`${cluster}-spoke-1`, `${cluster}-spoke-2`]);
const SERVERS = ['nats', 'postgres', ...CLUSTERS.map((cluster) => `${cluster}-apiserver`)];
export const LINKS = ['hub-nats', 'hub-postgres', 'spokes-nats', ...SPOKES.map((spoke) => `${spoke}-kube`)];

/** Every fault can be written down, and ends by itself after `ms` unless the run heals it before. */
export type Fault =
  /** The `nth` time that the process comes to the named point: killed, stopped, held up, or its call fails. */
  | {
      readonly kind: 'point';
      readonly app: 'hub' | 'spoke';
      /** All spokes unless it is named: who leads is not known before. */
      readonly process?: string;
      readonly point: string;
      readonly nth: number;
      readonly action: PointAction;
      readonly ms: number;
    }
  | { readonly kind: 'kill' | 'stop' | 'restart' | 'slow'; readonly process: string; readonly ms: number }
  | {
      readonly kind: 'partition';
      readonly link: string;
      readonly direction: Direction;
      /** Only this cluster's spokes, where several share the link. */
      readonly cluster?: ClusterName;
      readonly end: 'resume' | 'reset';
      readonly ms: number;
    }
  | { readonly kind: 'refuse' | 'delay'; readonly link: string; readonly ms: number }
  | { readonly kind: 'full-disk'; readonly disk: DiskName; readonly ms: number }
  | { readonly kind: 'skew'; readonly process: string; readonly byMs: number; readonly ms: number }
  | { readonly kind: 'messages'; readonly of: MessageKind; readonly how: 'repeat' | 'reverse'; readonly ms: number }
  | { readonly kind: 'lease-deleted'; readonly cluster: ClusterName; readonly ms: number };

export const POINT_ACTIONS = ['kill', 'stop', 'delay', 'fail'] as const;
export type PointAction = (typeof POINT_ACTIONS)[number];
export type DiskName = 'nats' | 'postgres' | 'mirrors';
/** `asked`: what spokes ask the hub, such as for an epoch. */
export type MessageKind = 'live' | 'status' | 'heartbeat' | 'asked';

const HUB_POINTS = [
  ...['hub.transaction.before', 'hub.transaction.commit', 'hub.transaction.after'],
  ...['hub.statement.before', 'hub.statement.after'],
  ...['hub.publish.blob.before', 'hub.publish.blob.after'],
  ...['hub.publish.manifest.before', 'hub.publish.manifest.after'],
];
const SPOKE_POINTS = [
  ...['spoke.state.apply.before', 'spoke.state.apply.after', 'spoke.state.delete.before', 'spoke.state.delete.after'],
  ...['spoke.object.apply.before', 'spoke.object.apply.after', 'spoke.object.delete.before'],
  ...['spoke.object.delete.after', 'spoke.lease.before', 'spoke.lease.after'],
];

/** How long spokes hold the Lease in a fleet under faults, in seconds. */
export const LEASE_SECONDS = 2;
const LEASE_MS = LEASE_SECONDS * 1000;

/** One that the fleet can have; without `disks` none that fills one. */
export function faultOf(random: Random, disks: boolean): Fault {
  const kind = random.weighted([
    ['point', 10],
    ['kill', 4],
    ['stop', 4],
    ['restart', 1],
    ['slow', 2],
    ['partition', 6],
    ['refuse', 2],
    ['delay', 2],
    ['full-disk', disks ? 2 : 0],
    ['skew', 2],
    ['messages', 3],
    ['lease-deleted', 1],
  ] as const);
  const ms = random.int(200, 1_500);
  switch (kind) {
    case 'point':
      return pointFault(random);
    case 'kill':
    case 'restart':
      return { kind, process: someProcess(random), ms: random.int(50, 600) };
    case 'stop':
      return { kind, process: someProcess(random), ms: random.chance(0.5) ? pastLease(random) : ms };
    case 'slow':
      return { kind, process: random.pick(SERVERS), ms };
    case 'partition':
      return partition(random);
    case 'refuse':
    case 'delay':
      return { kind, link: random.pick(LINKS), ms };
    case 'full-disk':
      return { kind, disk: random.pick(['nats', 'postgres', 'mirrors'] as const), ms };
    case 'skew':
      return { kind, process: random.pick(['hub', ...SPOKES]), byMs: random.int(-300, 300) * 1000, ms: 2 * ms };
    case 'messages':
      return {
        kind,
        of: random.pick(['live', 'status', 'heartbeat', 'asked'] as const),
        how: random.pick(['repeat', 'reverse'] as const),
        ms,
      };
    case 'lease-deleted':
      return { kind, cluster: random.pick(CLUSTERS), ms: 0 };
  }
}

function pointFault(random: Random): Fault {
  const app = random.pick(['hub', 'spoke', 'spoke'] as const);
  const action = random.weighted([
    ['kill', 4],
    ['stop', 3],
    ['delay', 1],
    ['fail', 2],
  ] as const);
  const point = random.pick(app === 'hub' ? HUB_POINTS : SPOKE_POINTS);
  const ms = app === 'spoke' && action === 'stop' ? pastLease(random) : random.int(100, 1_000);
  return { kind: 'point', app, point, nth: random.int(1, 3), action, ms };
}

function partition(random: Random): Fault {
  const link = random.pick(LINKS);
  return {
    kind: 'partition',
    link,
    direction: random.pick(['up', 'down', 'both'] as const),
    ...(link === 'spokes-nats' && random.chance(0.5) ? { cluster: random.pick(CLUSTERS) } : {}),
    end: random.pick(['resume', 'reset'] as const),
    ms: link.endsWith('kube') && random.chance(0.5) ? pastLease(random) : random.int(200, 1_500),
  };
}

const pastLease = (random: Random): number => Math.round(LEASE_MS * (1.1 + 0.7 * random.next()));

const someProcess = (random: Random): string =>
  random.weighted([
    ['hub', 3],
    ['nats', 2],
    ['postgres', 2],
    [random.pick(SPOKES), 5],
    [`${random.pick(CLUSTERS)}-apiserver`, 0.5],
  ] as const);

/** `east-spoke-1-kube` → `spoke-kube`: which one it was does not matter to who counts. */
const sort = (name: string): string => name.replace(/^(east|west)-/, '').replace(/-\d/, '');

export const nameOfFault = (fault: Fault): string => {
  switch (fault.kind) {
    case 'point':
      return `${fault.action} at ${fault.point}`;
    case 'partition':
      return `partition ${sort(fault.link)} ${fault.direction}`;
    case 'refuse':
    case 'delay':
      return `${fault.kind} ${sort(fault.link)}`;
    case 'full-disk':
      return `full disk of ${fault.disk}`;
    case 'skew':
      return `clock of ${fault.process === 'hub' ? 'the hub' : 'a spoke'} skewed`;
    case 'messages':
      return `${fault.of} messages ${fault.how === 'repeat' ? 'repeated' : 'repeated in reverse'}`;
    case 'lease-deleted':
      return 'lease deleted';
    default:
      return `${fault.kind} ${sort(fault.process)}`;
  }
};
