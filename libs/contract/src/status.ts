import type {
  ApplicationId,
  ClusterId,
  Health,
  ObjectKey,
  OperationId,
  OperationPhase,
  Rung,
  SyncStatus,
} from '@wheelhouse/core-domain';

/** Deltas ordered by (epoch, seq), on `wh.v1.s.<shard>.<cluster>`; `full` replaces all that the hub knew of the cluster. */
export interface StatusReport {
  readonly wire: number;
  readonly cluster: ClusterId;
  /** Of the writer, issued by the hub; older epochs are dropped. */
  readonly epoch: number;
  readonly seq: number;
  readonly full: boolean;
  readonly targets: readonly TargetStatus[];
  /** No longer held here: tombstone done, or forgotten and cleaned. */
  readonly gone: readonly { readonly id: ApplicationId; readonly operation?: OperationId }[];
  /** Sum of `targetHash` over all targets after this report. */
  readonly hash: StatusHash;
}

/** 128 bits, 32 lower-case hexadecimal digits: the sum modulo 2^128 of one hash per target, kept incrementally. */
export type StatusHash = string;

export interface TargetStatus {
  readonly id: ApplicationId;
  /** The bundle that is wholly applied. */
  readonly applied?: Rung;
  /** The last bundle that was applied and became healthy. */
  readonly healthy?: Rung;
  readonly sync: { readonly status: SyncStatus; readonly reason?: string };
  readonly health: Health;
  readonly operation?: OperationStatus;
  /** Of the inventory: all, in sync, healthy. */
  readonly counts: { readonly total: number; readonly synced: number; readonly healthy: number };
  /** Only what is not synced or not healthy, at most 4 KB encoded; worst first. */
  readonly resources: readonly ResourceStatus[];
  /** Stable type and a sentence; e.g. `ComparisonError`, `UnknownKind`, `DriftHealed`. */
  readonly conditions: readonly { readonly type: string; readonly message: string; readonly since: number }[];
}

export interface OperationStatus {
  readonly id: OperationId;
  readonly phase: OperationPhase;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly attempt: number;
  readonly initiatedBy: string;
}

export interface ResourceStatus extends ObjectKey {
  readonly version: string;
  readonly sync: SyncStatus;
  readonly health?: Health;
  /** What the last write said, or which fields drifted. */
  readonly message?: string;
}

/** Every 15 s ± jitter on `wh.v1.hb.<shard>.<cluster>`; silent for 45 s means away. */
export interface Heartbeat {
  readonly cluster: ClusterId;
  readonly epoch: number;
  readonly seq: number;
  readonly generation: number;
  readonly hash: StatusHash;
  readonly targets: number;
  readonly wire: { readonly min: number; readonly max: number };
  readonly features: readonly string[];
  readonly version: string;
  readonly kubernetes: string;
  readonly node: string;
  /** The spoke's clock in milliseconds since 1970. */
  readonly now: number;
}

/** History for people, on `wh.v1.e.<shard>.<cluster>`; nothing may depend on events to be right. */
export interface SpokeEvent {
  readonly cluster: ClusterId;
  readonly application?: ApplicationId;
  readonly at: number;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, stable: `SyncSucceeded`, `SyncFailed`, `DriftHealed`, `LeaderElected`, `ManifestRefused`, … */
  readonly reason: string;
  readonly message: string;
}
