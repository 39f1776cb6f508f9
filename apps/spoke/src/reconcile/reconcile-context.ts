import type { Tombstone } from '@wheelhouse/contract';
import type { ApplicationId } from '@wheelhouse/core-domain';
import { desiredObjects, inspect } from '../sync/inspect.ts';
import type { SyncDependencies } from '../sync/sync-application.ts';
import type { Target } from '../sync/target.ts';
import type { Targets } from '../sync/targets.ts';

/** What every part of a reconciler works with. */
export interface ReconcileContext extends SyncDependencies {
  readonly targets: Targets;
  /** The wall clock, for what is told. */
  readonly now: () => number;
  readonly newOperationId: () => string;
  readonly touched: (target: Target) => void;
  /** Without an order: it goes on under another id. */
  readonly gone: (target: Target, tombstone?: Tombstone) => void;
  /** Asks for another look at an application. */
  readonly again: (id: ApplicationId) => void;
  readonly event: (target: Target, type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

/** Who began what nobody asked for. */
export const AUTOMATED = 'automated sync policy';
/** What waits for the watches looks by itself now and then, should one be away. */
export const LOOK_AGAIN_MS = 30_000;

/** Compares every suspect with what is desired. */
export async function look(target: Target, context: ReconcileContext): ReturnType<typeof desiredObjects> {
  const desired = await desiredObjects(target, context);
  if (desired.ok) await inspect(target, desired.value, context);
  return desired;
}

export function tellEnd(target: Target, succeeded: boolean, message: string, context: ReconcileContext): void {
  const { event, log } = context;
  event(target, succeeded ? 'Normal' : 'Warning', succeeded ? 'SyncSucceeded' : 'SyncFailed', message);
  log.info({ application: target.id, name: target.spec.identity.name, succeeded }, message);
}

/** Nobody goes on with what is under way; hooks that run are deleted by what comes next. */
export function dropRun(target: Target): void {
  target.run?.abort.abort('something else is done now');
  target.run = undefined;
  target.awaited = new Set();
  target.syncing = false;
}
