import type { BundleRef, ObjectOutcome } from '@wheelhouse/contract';
import type { Digest, OperationId } from '@wheelhouse/core-domain';
import { nextAttempt, nextHeal } from '@wheelhouse/core-sync';
import { wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import type { Decision } from '../sync/decide.ts';
import { selfHeals } from '../sync/inspect.ts';
import { isRehearsed } from '../sync/rehearse.ts';
import { beginSync } from '../sync/sync-application.ts';
import type { SyncBegin } from '../sync/sync-application.ts';
import type { SyncJob } from '../sync/sync-job.ts';
import { noteResults, resultOf } from '../sync/sync-results.ts';
import type { SyncResult } from '../sync/sync-results.ts';
import type { Run } from '../sync/run.ts';
import type { Target } from '../sync/target.ts';
import { endOperation, halt } from './end-operation.ts';
import { healBeside } from './healing.ts';
import { AUTOMATED, LOOK_AGAIN_MS, sooner, tellEnd } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';

interface AttemptEnd {
  readonly isTerminated?: boolean;
  /** It gave way to something newer. */
  readonly isSuperseded?: boolean;
  readonly objects?: readonly ObjectOutcome[];
}

type SyncDecision = Extract<Decision, { kind: 'sync' }>;

/** Attempts to make a bundle real: how each begins, goes on and ends, and whether there is another. */
export class SyncAttempts {
  readonly #context: ReconcileContext;

  constructor(context: ReconcileContext) {
    this.#context = context;
  }

  /** As the policy says, without that somebody asked. */
  automatic(target: Target, { bundle, spec, attempt }: SyncDecision, signal: AbortSignal): Promise<Outcome> {
    const { now, newOperationId } = this.#context;
    const { run } = target.stored;
    const cutOff =
      run && run.bundle === bundle.digest && run.spec === spec && run.attempt === attempt ? run : undefined;
    const id = cutOff?.operation ?? ((attempt > 1 && target.operation?.id) || (newOperationId() as OperationId));
    const startedAt = ((cutOff || attempt > 1) && target.operation?.startedAt) || now();
    const cause = (attempt > 1 && target.operation?.cause) || causeOf(target, { bundle, spec });
    target.operation = {
      ...{ id, phase: 'Running', message: 'syncing', startedAt, attempt, initiatedBy: AUTOMATED },
      ...{ revision: bundle.revision, cause },
    };
    const prune = target.spec.syncPolicy.automated?.prune ?? false;
    const rehearsed = isRehearsed(target, { bundle, spec }, now());
    const job = { operation: id, attempt, startedAt: cutOff?.startedAt ?? now(), bundle, spec, prune, dryRun: false };
    return this.begin(target, { ...job, ...(rehearsed && { rehearsed }) }, signal);
  }

  /** One attempt, as far as it comes without waiting for what the watches tell. */
  async begin(target: Target, job: SyncJob, signal: AbortSignal): Promise<Outcome> {
    target.syncing = !job.dryRun;
    this.#context.touched(target);
    const begun = await beginSync(target, job, this.#context).catch((error: unknown) => {
      target.syncing = false;
      throw error;
    });
    if (begun.kind === 'no-bundle') return withoutBundle(target, job, begun.failure);
    target.blocked = undefined;
    target.waitsFor = undefined;
    if (begun.kind === 'refused') {
      target.syncing = false;
      return this.#ended(target, job, { succeeded: false, message: begun.message });
    }
    target.run = begun.run;
    return this.continue(target, undefined, signal);
  }

  /** `superseded`: something else is wanted by now, and why. */
  async continue(target: Target, superseded: string | undefined, signal: AbortSignal): Promise<Outcome> {
    const run = target.run!;
    if (superseded !== undefined) run.supersede(superseded);
    const pause = await run.advance(signal);
    if (pause === 'stopped') return wait(0, 'this spoke stops');
    if (pause === 'waiting') return sooner(waits(target, run), await healBeside(target, run, this.#context));
    return this.#conclude(target, run);
  }

  async #conclude(target: Target, run: Run): Promise<Outcome> {
    const { job, state } = run;
    const isTerminated = run.abort.signal.aborted;
    if (!job.dryRun) await run.conclude();
    // With what somebody asked for it is stored that it was done.
    if (!job.dryRun && !job.asked) await this.#context.state.saveApplication(target.stored);
    target.run = undefined;
    target.awaited = new Set();
    target.syncing = false;
    if (!job.dryRun) noteResults(target, state);
    for (const { id } of this.#context.targets.forebearsOf(target)) this.#context.again(id);
    const { steps, objects } = run.record();
    if (target.operation) target.operation = { ...target.operation, steps };
    const isSuperseded = state.superseded !== undefined && state.message === state.superseded;
    const result = resultOf(state, job.dryRun ? run.planned : undefined);
    return this.#ended(target, job, result, { isTerminated, isSuperseded, objects });
  }

  /** How an attempt ended is told, and whether there is another. */
  #ended(target: Target, job: SyncJob, result: SyncResult, end: AttemptEnd = {}): Promise<Outcome> {
    return job.asked ? this.#endAsked(target, job, result, end) : this.#endAutomatic(target, job, result, end);
  }

  async #endAsked(target: Target, job: SyncJob, { succeeded, message }: SyncResult, end: AttemptEnd): Promise<Outcome> {
    const operation = { id: job.operation, requestedBy: target.operation?.initiatedBy ?? '' };
    const told = { message, ...(end.objects ? { objects: end.objects } : {}) };
    if (succeeded) return endOperation(target, operation, { phase: 'Succeeded', ...told }, this.#context);
    const isLast = end.isTerminated || end.isSuperseded || job.dryRun;
    const next = isLast ? undefined : this.#retryAt(target, job.attempt);
    if (next === undefined) {
      if (!job.dryRun && !end.isSuperseded) halt(target, message, job);
      return endOperation(target, operation, { phase: 'Failed', ...told }, this.#context);
    }
    if (target.operation)
      target.operation = { ...target.operation, message: `attempt ${job.attempt} failed: ${message}` };
    tellEnd(target, { succeeded, ...told }, this.#context);
    if (!job.dryRun) await this.#context.state.saveApplication(target.stored);
    return wait(next - this.#context.monotonic(), message);
  }

  async #endAutomatic(target: Target, job: SyncJob, result: SyncResult, end: AttemptEnd): Promise<Outcome> {
    const { succeeded, message } = result;
    const { now, monotonic } = this.#context;
    const { bundle, spec, attempt } = job;
    const isLast = succeeded || end.isTerminated || end.isSuperseded;
    const nextAt = isLast ? undefined : this.#retryAt(target, attempt);
    const waits = nextAt === undefined ? {} : { nextAt };
    // What gave way to something else may come back, and is tried then.
    const forgets = succeeded || end.isSuperseded;
    target.attempt = forgets ? undefined : { bundle: bundle.digest, spec, count: attempt, message, ...waits };
    const finished = nextAt === undefined ? { finishedAt: now() } : {};
    const { finishedAt: _, ...begun } =
      target.operation?.id === job.operation ? target.operation : { id: job.operation, startedAt: job.startedAt };
    target.operation = {
      ...{ ...begun, attempt, message, initiatedBy: AUTOMATED },
      ...finished,
      phase: succeeded ? 'Succeeded' : nextAt === undefined ? 'Failed' : 'Running',
    };
    target.stored = { ...target.stored, operation: target.operation };
    if (succeeded) target.heals.clear();
    tellEnd(target, { ...result, ...(end.objects ? { objects: end.objects } : {}) }, this.#context);
    return nextAt === undefined ? wait(0, 'look at what changed meanwhile') : wait(nextAt - monotonic(), message);
  }

  /** With self-healing it is tried for ever, ever more seldom; without it, as often as the policy says. */
  #retryAt(target: Target, attempt: number): number | undefined {
    const now = this.#context.monotonic();
    const next = nextAttempt(target.spec.syncPolicy.retry, attempt, now)?.at;
    if (next !== undefined || !selfHeals(target)) return next;
    return Math.max(nextHeal(attempt, now), now + 60_000);
  }
}

/** Why a sync begins by itself: what is not yet as it was at the last. */
function causeOf({ stored }: Target, { bundle, spec }: { readonly bundle: BundleRef; readonly spec: Digest }): string {
  const { applied, attempted } = stored;
  if (!applied && !attempted) return 'first sync';
  const last = applied ?? { bundle: attempted!.digest, spec: attempted!.spec, revision: attempted!.revision };
  const [from, to] = [last.revision.slice(0, 12), bundle.revision.slice(0, 12)];
  if (last.bundle !== bundle.digest) return from === to ? 'its objects changed' : `revision ${to} after ${from}`;
  return last.spec === spec ? 'what was applied is applied again' : 'its specification changed';
}

type NoBundle = Extract<SyncBegin, { kind: 'no-bundle' }>['failure'];

function withoutBundle(target: Target, job: SyncJob, { kind, reason }: NoBundle): Outcome {
  target.syncing = false;
  target.blocked = kind === 'lost' ? `bundle lost: ${reason}` : undefined;
  target.waitsFor = `bundle ${job.bundle.digest.slice(0, 12)} cannot be had: ${reason}`;
  return wait(5_000, target.waitsFor);
}

function waits(target: Target, run: Run): Outcome {
  const message = run.waitsFor ?? 'syncing';
  if (target.operation) target.operation = { ...target.operation, message };
  return wait(LOOK_AGAIN_MS, message);
}
