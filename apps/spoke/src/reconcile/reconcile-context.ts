import { limitRecord } from '@wheelhouse/contract';
import type { ObjectOutcome, OperationRecord, Tombstone } from '@wheelhouse/contract';
import type { ApplicationId } from '@wheelhouse/core-domain';
import type { Outcome } from '@wheelhouse/runtime';
import { desiredObjects, inspect } from '../sync/inspect.ts';
import type { StatusOf } from '../sync/dependencies.ts';
import type { IsHeld } from '../sync/inspect.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';
import type { Target } from '../sync/target.ts';
import type { Targets } from '../sync/targets.ts';

/** What every part of a reconciler works with. */
export interface ReconcileContext extends SyncDependencies {
  readonly targets: Targets;
  readonly newOperationId: () => string;
  /** What was told last of an application. */
  readonly statusOf: StatusOf;
  readonly touched: (target: Target) => void;
  /** Without an order: it goes on under another id. */
  readonly gone: (target: Target, tombstone?: Tombstone) => void;
  /** Asks for another look at an application. */
  readonly again: (id: ApplicationId) => void;
  readonly event: (
    target: Target,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    record?: OperationRecord,
  ) => void;
}

/** Who began what nobody asked for. */
export const AUTOMATED = 'automated sync policy';
/** What waits for the watches looks by itself now and then, should one be away. */
export const LOOK_AGAIN_MS = 30_000;

/** Compares every suspect with what is desired. */
export async function look(
  target: Target,
  context: ReconcileContext,
  isHeld?: IsHeld,
): ReturnType<typeof desiredObjects> {
  const desired = await desiredObjects(target, context);
  if (desired.ok) await inspect(target, desired.value, context, isHeld);
  return desired;
}

export interface ToldEnd {
  readonly succeeded: boolean;
  readonly message: string;
  readonly objects?: readonly ObjectOutcome[];
}

/** How the operation of a target ended, with what became of each object. */
export function tellEnd(target: Target, { succeeded, message, objects }: ToldEnd, context: ReconcileContext): void {
  const { event, log } = context;
  const record = objects && target.operation && limitRecord({ operation: target.operation, objects, omitted: 0 });
  event(target, succeeded ? 'Normal' : 'Warning', succeeded ? 'SyncSucceeded' : 'SyncFailed', message, record);
  log.info({ application: target.id, name: target.spec.identity.name, succeeded }, message);
}

/** Nobody goes on with what is under way; hooks that run are deleted by what comes next. */
export function dropRun(target: Target): void {
  target.run?.abort.abort('something else is done now');
  target.run = undefined;
  target.awaited = new Set();
  target.syncing = false;
}

export const sooner = (a: Outcome, b: Outcome): Outcome =>
  a.kind === 'wait' && b.kind === 'wait' && b.afterMs < a.afterMs ? b : a;
