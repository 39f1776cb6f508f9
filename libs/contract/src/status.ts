import type {
  ApplicationId,
  ClusterId,
  Health,
  ObjectKey,
  OperationId,
  Rung,
  SyncStatus,
} from '@wheelhouse/core-domain';
import { message } from './message.ts';
import { operationRecord, operationStatus } from './operation.ts';
import type { OperationRecord, OperationStatus } from './operation.ts';
import { refusalsField } from './refusal.ts';
import type { Refusals } from './refusal.ts';
import { flag, hex, integer, list, oneOf, text } from './wire/codec.ts';
import {
  applicationIdField,
  clusterIdField,
  commitField,
  digestField,
  health,
  name,
  objectKeyFields,
  operationIdField,
  syncStatusField,
  time,
} from './wire/fields.ts';
import { field, maybe, record } from './wire/record.ts';
import { embedded } from './wire/embedded.ts';

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

export interface ResourceStatus extends ObjectKey {
  readonly version: string;
  readonly sync: SyncStatus;
  readonly health?: Health;
  /** What the last write said, or which fields drifted. */
  readonly message?: string;
  /** It is to be deleted, and waits for a person to agree. */
  readonly confirm?: boolean;
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
  /** Absent: nothing, or a spoke that does not count. */
  readonly refusals?: readonly Refusals[];
  /** The version of the trust set that it goes by. */
  readonly trust?: number;
  /** When the JWT was issued that it is signed in with, in seconds since 1970. */
  readonly credentials?: number;
  /** How far its clock is ahead of the hub's, as round trips tell, and by how much that may be wrong; milliseconds. */
  readonly clock?: { readonly skew: number; readonly uncertainty: number };
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
  /** Of an attempt that is over. */
  readonly record?: OperationRecord;
}

const rung = record<Rung>({
  bundle: field(0, digestField),
  spec: field(1, digestField),
  revision: field(2, commitField),
});

export const resourceStatus = record<ResourceStatus>({
  ...objectKeyFields,
  version: field(4, name),
  sync: field(5, syncStatusField),
  health: maybe(6, health),
  message: maybe(7, text()),
  confirm: maybe(8, flag),
});

/** As bytes of its own inside the report: `targetHash` is over them, also where a newer spoke says more than we know. */
export const targetStatus = embedded<TargetStatus>(
  record<TargetStatus>({
    id: field(0, applicationIdField),
    applied: maybe(1, rung),
    healthy: maybe(2, rung),
    sync: field(3, record<TargetStatus['sync']>({ status: field(0, syncStatusField), reason: maybe(1, text()) })),
    health: field(4, health),
    operation: maybe(5, operationStatus),
    counts: field(6, record({ total: field(0, integer()), synced: field(1, integer()), healthy: field(2, integer()) })),
    resources: field(7, list(resourceStatus, 4096)),
    conditions: field(8, list(record({ type: field(0, name), message: field(1, text()), since: field(2, time) }), 256)),
  }),
);

const statusHash = hex<StatusHash>(16);

export const statusMessage = message<StatusReport>(
  'status report',
  8 * 1024 * 1024,
  record<StatusReport>({
    wire: field(0, integer(1)),
    cluster: field(1, clusterIdField),
    epoch: field(2, integer()),
    seq: field(3, integer()),
    full: field(4, flag),
    targets: field(5, list(targetStatus)),
    gone: field(
      6,
      list(
        record<StatusReport['gone'][number]>({
          id: field(0, applicationIdField),
          operation: maybe(1, operationIdField),
        }),
      ),
    ),
    hash: field(7, statusHash),
  }),
);

export const heartbeatMessage = message<Heartbeat>(
  'heartbeat',
  32 * 1024,
  record<Heartbeat>({
    cluster: field(0, clusterIdField),
    epoch: field(1, integer()),
    seq: field(2, integer()),
    generation: field(3, integer()),
    hash: field(4, statusHash),
    targets: field(5, integer()),
    wire: field(6, record({ min: field(0, integer(1)), max: field(1, integer(1)) })),
    features: field(7, list(name, 256)),
    version: field(8, name),
    kubernetes: field(9, name),
    node: field(10, name),
    now: field(11, time),
    refusals: maybe(12, list(refusalsField, 32)),
    trust: maybe(13, integer()),
    credentials: maybe(14, integer()),
    clock: maybe(15, record({ skew: field(0, integer(Number.MIN_SAFE_INTEGER)), uncertainty: field(1, integer()) })),
  }),
);

export const MAX_EVENT_BYTES = 512 * 1024;

export const eventMessage = message<SpokeEvent>(
  'event',
  MAX_EVENT_BYTES,
  record<SpokeEvent>({
    cluster: field(0, clusterIdField),
    application: maybe(1, applicationIdField),
    at: field(2, time),
    type: field(3, oneOf('Normal', 'Warning')),
    reason: field(4, name),
    message: field(5, text()),
    record: maybe(6, operationRecord),
  }),
);
