import type { BundleRef } from '@wheelhouse/contract';
import type { Digest, OperationId } from '@wheelhouse/core-domain';
import type { SyncState } from '@wheelhouse/core-sync';
import { beginSync } from './sync-application.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import { resultOf } from './sync-results.ts';
import type { Rehearsal, Target } from './target.ts';
import { isProvider } from './trial.ts';

/** What waits. */
export interface Waiting {
  readonly bundle: BundleRef;
  readonly spec: Digest;
  readonly prune: boolean;
  /** When it may start; undefined: nobody knows. */
  readonly opens?: number;
}

export interface RehearseContext extends SyncDependencies {
  readonly newOperationId: () => string;
  readonly event: (target: Target, type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

export const DRY_RUN = 'DryRun';
export const DRY_RUN_FAILED = 'DryRunFailed';

/** Tried again, so that it is known when it was mended. */
const FAILED_AGAIN_MS = 5 * 60_000;
/** Once more shortly before the opening, each target at its own moment: the cluster may have changed since. */
const LAST_BEFORE_MS = [60_000, 120_000] as const;
/** As long a sync goes by it instead of asking the API server about each write first. */
const FRESH_MS = 10 * 60_000;
/** Too near to the opening to begin one: the start must not wait for it. */
const TOO_LATE_MS = 5_000;

/** When the next dry run of what waits is due; `Infinity`: none is. */
export function rehearsalDue(
  { id, rehearsal }: Pick<Target, 'id' | 'rehearsal'>,
  waiting: Waiting,
  now: number,
): number {
  const { opens = Infinity } = waiting;
  const latest = opens - TOO_LATE_MS;
  const due = dueAt(rehearsal, waiting, { now, last: opens - lastBefore(id) });
  return due <= latest ? due : Infinity;
}

function dueAt(
  rehearsal: Rehearsal | undefined,
  { bundle, spec }: Waiting,
  { now, last }: { readonly now: number; readonly last: number },
): number {
  if (rehearsal?.bundle !== bundle.digest || rehearsal.spec !== spec) return now;
  const again = rehearsal.at < last ? last : Infinity;
  return rehearsal.succeeded ? again : Math.min(again, rehearsal.at + FAILED_AGAIN_MS);
}

/** Between one and two minutes, by the application's id. */
function lastBefore(id: string): number {
  let hash = 0;
  for (const char of id) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  const [least, most] = LAST_BEFORE_MS;
  return least + (hash % (most - least));
}

/** A sync of it may begin with its first write. */
export const isRehearsed = (
  { rehearsal }: Pick<Target, 'rehearsal'>,
  { bundle, spec }: Pick<Waiting, 'bundle' | 'spec'>,
  now: number,
): boolean =>
  rehearsal !== undefined &&
  rehearsal.succeeded &&
  rehearsal.whole &&
  rehearsal.bundle === bundle.digest &&
  rehearsal.spec === spec &&
  now - rehearsal.at < FRESH_MS;

/** Fetches what waits, asks the API server about every write of it, and tells what would change, or what would fail. */
export async function rehearse(
  target: Target,
  waiting: Waiting,
  context: RehearseContext,
  signal: AbortSignal,
): Promise<void> {
  const { now, event } = context;
  const { bundle, spec } = waiting;
  const result = await dryRun(target, waiting, context, signal);
  if (!result) return;
  const { succeeded, whole, message } = result;
  target.rehearsal = { bundle: bundle.digest, spec, at: now(), succeeded, whole };
  const told = `${bundle.revision.slice(0, 12)} waits for its window; ${succeeded ? message : `a dry run fails: ${message}`}`;
  const known = target.conditions.get(succeeded ? DRY_RUN : DRY_RUN_FAILED)?.message;
  if (known !== told) event(target, succeeded ? 'Normal' : 'Warning', succeeded ? DRY_RUN : DRY_RUN_FAILED, told);
  target.setCondition(DRY_RUN, succeeded ? told : undefined, now());
  target.setCondition(DRY_RUN_FAILED, succeeded ? undefined : told, now());
}

/** Nothing waits for a window any more. */
export function endRehearsal(target: Target, now: number): void {
  target.setCondition(DRY_RUN, undefined, now);
  target.setCondition(DRY_RUN_FAILED, undefined, now);
}

interface DryRunResult {
  readonly succeeded: boolean;
  readonly whole: boolean;
  readonly message: string;
}

async function dryRun(
  target: Target,
  { bundle, spec, prune }: Waiting,
  context: RehearseContext,
  signal: AbortSignal,
): Promise<DryRunResult | undefined> {
  const operation = context.newOperationId() as OperationId;
  const job: SyncJob = { operation, attempt: 1, startedAt: context.now(), bundle, spec, prune, dryRun: true };
  const begun = await beginSync(target, job, context);
  if (begun.kind === 'refused') return { succeeded: false, whole: false, message: begun.message };
  if (begun.kind === 'no-bundle')
    return { succeeded: false, whole: false, message: `its bundle cannot be had: ${begun.failure.reason}` };
  const { run } = begun;
  if ((await run.advance(signal)) !== 'over') return undefined;
  const { succeeded, message } = resultOf(run.state, run.planned);
  // What is in a namespace or of a kind that the sync makes first could not be asked about.
  const whole = run.askedAll && !run.plan.tasks.some((task) => isProvider(task) && !target.inventoryHas(task.key));
  return { succeeded, whole, message: succeeded ? message : (firstFailure(run.state) ?? message) };
}

function firstFailure({ results }: SyncState): string | undefined {
  const failed = results.filter(({ code }) => code === 'SyncFailed');
  const [first] = failed;
  if (!first) return undefined;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return `${first.key.kind} ${first.key.name}: ${first.message ?? 'failed'}${more}`;
}
