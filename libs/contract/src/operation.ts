import type { Commit, ObjectKey, OperationId, OperationPhase } from '@wheelhouse/core-domain';
import { operationPhases } from '@wheelhouse/core-domain';
import { flag, integer, list, oneOf, text } from './wire/codec.ts';
import { commitField, name, objectKeyFields, operationIdField, time } from './wire/fields.ts';
import { field, maybe, record } from './wire/record.ts';

export interface OperationStatus {
  readonly id: OperationId;
  readonly phase: OperationPhase;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly attempt: number;
  readonly initiatedBy: string;
  /** Of `WaitingForWindow`: when it may go on; absent where nobody knows. */
  readonly nextEligibleAt?: number;
  /** What it makes real. */
  readonly revision?: Commit;
  /** Why it began, for people. */
  readonly cause?: string;
  readonly dryRun?: boolean;
  /** Absent: it has none, or a spoke that does not say. At most `MOST_STEPS`. */
  readonly steps?: readonly OperationStep[];
}

export const MOST_STEPS = 64;

/** One phase and wave of an attempt. */
export interface OperationStep {
  /** `PreSync`, `Sync`, … */
  readonly phase: string;
  readonly wave: number;
  /** Absent: it has not begun. Milliseconds since 1970, as below. */
  readonly startedAt?: number;
  /** Everything in it was answered, and came to what is waited for. */
  readonly finishedAt?: number;
  /** How many objects are in it; were written or deleted; are wholly done; failed. */
  readonly total: number;
  readonly written: number;
  readonly done: number;
  readonly failed: number;
}

/** What became of one object; a hook has one for each phase in which it runs. */
export interface ObjectOutcome extends ObjectKey {
  readonly phase: string;
  readonly wave: number;
  /** `apply`, `prune` or `hook`. */
  readonly action: string;
  /** `Pending`, `Running`, `Synced`, `SyncFailed`, `Pruned` or `PruneSkipped`. */
  readonly code: string;
  readonly message?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** An attempt, object by object. */
export interface OperationRecord {
  readonly operation: OperationStatus;
  /** In order; where not all fit, what failed comes before the rest. */
  readonly objects: readonly ObjectOutcome[];
  /** How many did not fit. */
  readonly omitted: number;
}

const wave = integer(Number.MIN_SAFE_INTEGER);

const step = record<OperationStep>({
  phase: field(0, name),
  wave: field(1, wave),
  startedAt: maybe(2, time),
  finishedAt: maybe(3, time),
  total: field(4, integer()),
  written: field(5, integer()),
  done: field(6, integer()),
  failed: field(7, integer()),
});

export const operationStatus = record<OperationStatus>({
  id: field(0, operationIdField),
  phase: field(1, oneOf(...operationPhases)),
  message: field(2, text()),
  startedAt: field(3, time),
  finishedAt: maybe(4, time),
  attempt: field(5, integer()),
  initiatedBy: field(6, name),
  nextEligibleAt: maybe(7, time),
  revision: maybe(8, commitField),
  cause: maybe(9, text()),
  dryRun: maybe(10, flag),
  steps: maybe(11, list(step, MOST_STEPS)),
});

export const objectOutcome = record<ObjectOutcome>({
  ...objectKeyFields,
  phase: field(4, name),
  wave: field(5, wave),
  action: field(6, name),
  code: field(7, name),
  message: maybe(8, text()),
  startedAt: maybe(9, time),
  finishedAt: maybe(10, time),
});

export const operationRecord = record<OperationRecord>({
  operation: field(0, operationStatus),
  objects: field(1, list(objectOutcome)),
  omitted: field(2, integer()),
});
