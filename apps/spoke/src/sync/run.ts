import type { ObjectOutcome, OperationStep } from '@wheelhouse/contract';
import type { SyncPlan, SyncState } from '@wheelhouse/core-sync';
import type { PlannedChange } from './dry-run.ts';
import type { SyncJob } from './sync-job.ts';

/** Where a run is: it is over; it waits for what the watches tell; or this spoke stops, and another goes on with it. */
export type RunPause = 'over' | 'waiting' | 'stopped';

/** One attempt, as whoever has it under way sees it. */
export interface Run {
  readonly job: SyncJob;
  readonly plan: SyncPlan;
  readonly state: SyncState;
  /** Of a dry run, as it goes. */
  readonly planned: readonly PlannedChange[];
  /** The application goes: nothing is applied. */
  readonly isRemoval: boolean;
  /** Ends it: what is begun is finished, nothing new begins. A text as its reason is shown. */
  readonly abort: AbortController;
  /** For people; undefined while it writes. */
  readonly waitsFor: string | undefined;
  /** By `keyText`: it has yet to write or delete it, or it is a hook of it. */
  holds(key: string): boolean;
  /** Its phases and waves, as far as it came. */
  steps(): readonly OperationStep[];
  /** What became of it so far, object by object. */
  record(): { readonly steps: readonly OperationStep[]; readonly objects: readonly ObjectOutcome[] };
  /** Something else is wanted by now: it gives way where that harms nothing. */
  supersede(message: string): void;
  /** Goes on until it is over or has to wait. */
  advance(stop: AbortSignal): Promise<RunPause>;
  /** What came out becomes what is known, to be stored. */
  conclude(): Promise<void>;
}
