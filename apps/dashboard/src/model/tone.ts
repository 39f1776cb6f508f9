import type { HealthStatus, OperationPhase, SyncStatus, TargetStage } from '../api/operations.generated.ts';

/** The six things a state can be. Each has a colour and a shape of its own: ● ◐ ◌ ▲ ✕ –. */
export const tones = ['done', 'moving', 'held', 'degraded', 'failed', 'unknown'] as const;
export type Tone = (typeof tones)[number];

export interface State {
  readonly tone: Tone;
  readonly word: string;
}

const state = (tone: Tone, word: string): State => ({ tone, word });

export const healthStates: Readonly<Record<HealthStatus, State>> = {
  HEALTHY: state('done', 'healthy'),
  SUSPENDED: state('held', 'suspended'),
  PROGRESSING: state('moving', 'progressing'),
  MISSING: state('failed', 'missing'),
  DEGRADED: state('degraded', 'degraded'),
  UNKNOWN: state('unknown', 'unknown'),
};

export const stageStates: Readonly<Record<TargetStage, State>> = {
  DONE: state('done', 'done'),
  SETTLING: state('moving', 'settling'),
  IN_FLIGHT: state('moving', 'in flight'),
  HELD: state('held', 'held'),
  NOT_SENT: state('unknown', 'not sent'),
};

export const syncStates: Readonly<Record<SyncStatus, State>> = {
  SYNCED: state('done', 'synced'),
  OUT_OF_SYNC: state('moving', 'out of sync'),
  UNKNOWN: state('unknown', 'unknown'),
};

export const phaseStates: Readonly<Record<OperationPhase, State>> = {
  RUNNING: state('moving', 'running'),
  WAITING_FOR_WINDOW: state('held', 'waiting for window'),
  TERMINATING: state('moving', 'terminating'),
  SUCCEEDED: state('done', 'succeeded'),
  FAILED: state('failed', 'failed'),
  ERROR: state('failed', 'error'),
};

interface ClusterFacts {
  readonly joined: boolean;
  readonly connected: boolean;
  readonly health: HealthStatus;
  readonly counts: { readonly failing: number; readonly done: number; readonly total: number; readonly held: number };
}

/** A cluster by the worst that is true of it: a cluster that is not heard of says so before what was last known. */
export function clusterState(cluster: ClusterFacts): State {
  if (!cluster.joined) return state('unknown', 'not joined');
  if (!cluster.connected) return state('unknown', 'away');
  if (cluster.counts.failing > 0) return state('failed', `${cluster.counts.failing} failing`);
  if (cluster.health !== 'HEALTHY') return healthStates[cluster.health];
  if (cluster.counts.held > 0) return state('held', `${cluster.counts.held} held`);
  if (cluster.counts.done < cluster.counts.total) return state('moving', 'moving');
  return cluster.counts.total === 0 ? state('done', 'no targets') : state('done', 'healthy');
}
