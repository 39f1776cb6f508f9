import type { RequestedOperation, Tombstone } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { ApplicationId, ObjectKey, OperationId } from '@wheelhouse/core-domain';
import { nextAttempt, nextHeal } from '@wheelhouse/core-sync';
import { done, wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import { assertNever } from '@wheelhouse/core-domain';
import { withJournal } from '../state/stored-application.ts';
import { decide } from '../sync/decide.ts';
import type { Decision } from '../sync/decide.ts';
import { heal } from '../sync/heal.ts';
import { handOver } from '../sync/hand-over.ts';
import { desiredObjects, inspect, selfHeals } from '../sync/inspect.ts';
import { beginLeaving, concludeLeaving } from '../sync/leave.ts';
import { beginSync } from '../sync/sync-application.ts';
import type { SyncDependencies, SyncJob } from '../sync/sync-application.ts';
import { noteResults, resultOf } from '../sync/sync-results.ts';
import type { SyncResult } from '../sync/sync-results.ts';
import type { SyncRun } from '../sync/sync-run.ts';
import { suspendedText } from '../sync/target.ts';
import type { Target } from '../sync/target.ts';
import type { Targets } from '../sync/targets.ts';
import {
  admitStaged,
  closedFor,
  mayStart,
  noLongerWaits,
  untilEdge,
  untilOpening,
  waitingMessage,
} from '../sync/windows.ts';
import type { Closed } from '../sync/windows.ts';

export interface ApplicationReconcilerOptions extends SyncDependencies {
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

const isOneOf = (keys: readonly ObjectKey[]): ((key: ObjectKey) => boolean) => {
  const names = new Set(keys.map(keyText));
  return (key) => names.has(keyText(key));
};

interface AttemptEnd {
  readonly isTerminated?: boolean;
  /** It gave way to something newer. */
  readonly isSuperseded?: boolean;
}

const AUTOMATED = 'automated sync policy';
/** What waits for the watches looks by itself now and then, should one be away. */
const LOOK_AGAIN_MS = 30_000;

type SyncDecision = Extract<Decision, { kind: 'sync' }>;

/** One application: gather what is wanted and known, decide, act. Whatever happens, its status is told. */
export class ApplicationReconciler {
  readonly #options: ApplicationReconcilerOptions;

  constructor(options: ApplicationReconcilerOptions) {
    this.#options = options;
  }

  readonly reconcile = async (id: string, signal: AbortSignal): Promise<Outcome> => {
    const target = this.#options.targets.get(id as ApplicationId);
    if (!target) return done;
    admitStaged(target, this.#options.now());
    const decision = decide(target, this.#options.monotonic());
    const closed = closedFor(target, decision, this.#options.now());
    try {
      if (closed) return this.#awaitWindow(target, decision, closed);
      noLongerWaits(target);
      return untilOpening(target, await this.#act(target, decision, signal), this.#options.now());
    } finally {
      if (this.#options.targets.has(target.id)) this.#options.touched(target);
    }
  };

  async #act(target: Target, decision: Decision, signal: AbortSignal): Promise<Outcome> {
    switch (decision.kind) {
      case 'blocked':
        target.blocked = decision.reason;
        return done;
      case 'forgotten':
        return this.#handOver(target);
      case 'idle':
        target.blocked = undefined;
        return done;
      case 'wait':
        return wait(decision.at - this.#options.monotonic(), decision.reason);
      case 'leave':
        return this.#leave(target, decision.tombstone, signal);
      case 'operate':
        return this.#operate(target, decision.operation, signal);
      case 'continue':
        return this.#continue(target, decision.superseded, signal);
      case 'sync':
        return this.#autoSync(target, decision, signal);
      case 'inspect':
        return this.#inspect(target);
      default:
        return assertNever(decision);
    }
  }

  /** A window is closed: nothing is written, and whoever looks sees why and until when. */
  #awaitWindow(target: Target, decision: Decision, { verdict, cause }: Closed): Outcome {
    const now = this.#options.now();
    const asked = decision.kind === 'operate' ? decision.operation : undefined;
    const waiting = target.operation?.phase === 'WaitingForWindow' ? target.operation : undefined;
    const id = asked?.id ?? target.run?.job.operation ?? waiting?.id ?? (this.#options.newOperationId() as OperationId);
    const message = waitingMessage(verdict);
    if (waiting?.id !== id || waiting.message !== message)
      this.#options.event(target, 'Normal', 'WaitingForWindow', message);
    const known = target.operation?.id === id ? target.operation : { startedAt: now, attempt: 0 };
    target.operation = {
      ...{ id, phase: 'WaitingForWindow', message, startedAt: known.startedAt, attempt: known.attempt },
      initiatedBy: asked?.requestedBy ?? (cause === 'manual' ? (target.operation?.initiatedBy ?? '') : AUTOMATED),
      ...(verdict.next !== undefined && { nextEligibleAt: verdict.next }),
    };
    target.waitsFor = message;
    return untilEdge(verdict.until, now, message);
  }

  async #handOver(target: Target): Promise<Outcome> {
    const { log, state, targets, gone } = this.#options;
    target.blocked = undefined;
    const heir = targets.heirOf(target);
    if (!heir?.stored.applied || !(await handOver(target, heir, this.#options))) return done;
    if (target.wanted.entry || target.wanted.tombstone) return wait(0, 'the manifest names it again');
    gone(target);
    await state.removeApplication(target.id);
    log.info({ application: target.id, heir: heir.id }, 'application goes on under another id');
    return done;
  }

  async #leave(target: Target, tombstone: Tombstone, signal: AbortSignal): Promise<Outcome> {
    const { log, state, now, monotonic, gone } = this.#options;
    if (target.run && !target.run.isRemoval) this.#drop(target);
    const cutOff = target.stored.run?.operation === tombstone.operation ? target.stored.run.attempt : undefined;
    const count = cutOff ?? (target.attempt?.count ?? 0) + 1;
    target.run ??= await beginLeaving(target, tombstone, { attempt: count, startedAt: now() }, this.#options);
    const { run } = target;
    const pause = await run.advance(signal);
    if (pause !== 'over') return wait(pause === 'stopped' ? 0 : LOOK_AGAIN_MS, run.waitsFor ?? 'it is being deleted');
    this.#drop(target);
    if (await concludeLeaving(target, tombstone, run, this.#options)) {
      await state.removeApplication(target.id);
      log.info({ application: target.id, mode: tombstone.mode }, 'application removed');
      gone(target, tombstone);
      return done;
    }
    const [first] = target.failures.values();
    const message = first ? `${first.key.kind} ${first.key.name}: ${first.message}` : run.state.message;
    target.attempt = {
      bundle: '' as never,
      spec: '' as never,
      count,
      message: message ?? 'not everything is gone yet',
    };
    return wait(Math.max(2_000, nextHeal(count, monotonic()) - monotonic()), target.attempt.message);
  }

  /** Nobody goes on with it; hooks that run are deleted by what comes next. */
  #drop(target: Target): void {
    target.run?.abort.abort('something else is done now');
    target.run = undefined;
    target.awaited = new Set();
    target.syncing = false;
  }

  async #operate(target: Target, operation: RequestedOperation, signal: AbortSignal): Promise<Outcome> {
    const bundle = operation.bundle ?? target.wanted.entry?.current;
    if (operation.suspend !== undefined) return this.#suspend(target, operation, operation.suspend);
    if (operation.kind === 'refresh') {
      for (const { key } of target.stored.inventory) target.suspects.set(keyText(key), 'gone');
      const seen = await this.#look(target);
      if (!seen.ok) return wait(10_000, seen.error.reason);
      const { size } = target.drift;
      const found = size === 0 ? 'as desired' : `${size} of ${target.stored.inventory.length} objects differ`;
      return this.#endOperation(target, operation, 'Succeeded', `compared with the cluster: ${found}`);
    }
    if (operation.kind === 'terminate') {
      this.#halt(target, `terminated by ${operation.requestedBy}`);
      return this.#endOperation(target, operation, 'Succeeded', 'terminated');
    }
    if (!bundle)
      return this.#endOperation(target, operation, 'Error', 'there is nothing to sync: no bundle was published');
    const spec = target.wanted.entry?.spec ?? target.stored.attempted?.spec;
    if (!spec) return this.#endOperation(target, operation, 'Error', 'there is no specification to sync by');
    const startedAt = this.#options.now();
    const resumed = target.operation?.id === operation.id ? target.operation : undefined;
    const { run } = target.stored;
    const cutOff =
      run?.operation === operation.id && run.bundle === bundle.digest && run.spec === spec ? run : undefined;
    const attempt = cutOff?.attempt ?? (resumed?.attempt ?? 0) + 1;
    target.operation = {
      id: operation.id,
      phase: 'Running',
      message: operation.dryRun ? 'dry run' : 'syncing',
      startedAt: resumed?.startedAt ?? startedAt,
      attempt,
      initiatedBy: operation.requestedBy,
    };
    target.stored = { ...target.stored, operation: target.operation };
    const { id, prune, dryRun, force, resources } = operation;
    const chosen = { ...(force ? { force } : {}), ...(resources ? { only: isOneOf(resources) } : {}) };
    const job = { operation: id, attempt, bundle, spec, prune, dryRun, startedAt: cutOff?.startedAt ?? startedAt };
    return this.#begin(target, { ...job, ...chosen, everything: true, asked: true }, signal);
  }

  /** What runs comes to its end; nothing new begins by itself until it is resumed. */
  async #suspend(target: Target, operation: RequestedOperation, suspend: boolean): Promise<Outcome> {
    const { suspended, ...stored } = target.stored;
    const since = suspended?.since ?? this.#options.now();
    const by = operation.requestedBy;
    target.stored = suspend ? { ...stored, suspended: suspended ?? { by, since } } : stored;
    target.setCondition('Suspended', suspend ? suspendedText({ by }) : undefined, since);
    return this.#endOperation(target, operation, 'Succeeded', suspend ? 'suspended' : 'resumed');
  }

  /** Not tried again, also after a restart, before something changes. */
  #halt(target: Target, message: string, job?: Pick<SyncJob, 'bundle' | 'spec' | 'attempt'>): void {
    const { entry } = target.wanted;
    const bundle = job?.bundle ?? entry?.current;
    const spec = job?.spec ?? entry?.spec;
    if (!bundle || !spec) return;
    const count = job?.attempt ?? target.attempt?.count ?? 1;
    const halted = { bundle: bundle.digest, spec, count, message };
    target.attempt = halted;
    target.stored = { ...target.stored, halted };
  }

  async #endOperation(
    target: Target,
    { id, requestedBy }: Pick<RequestedOperation, 'id' | 'requestedBy'>,
    phase: 'Succeeded' | 'Failed' | 'Error',
    message: string,
  ): Promise<Outcome> {
    const finishedAt = this.#options.now();
    const begun = target.operation?.id === id ? target.operation : undefined;
    const { startedAt, attempt } = begun ?? { startedAt: finishedAt, attempt: 1 };
    target.operation = { id, phase, message, startedAt, finishedAt, attempt, initiatedBy: requestedBy };
    const journal = withJournal(target.stored.journal, id);
    target.stored = { ...target.stored, journal, operation: target.operation };
    await this.#options.state.saveApplication(target.stored);
    this.#tell(target, phase === 'Succeeded', message);
    return wait(0, 'the operation is over');
  }

  async #autoSync(target: Target, { bundle, spec, attempt }: SyncDecision, signal: AbortSignal): Promise<Outcome> {
    const { now, newOperationId } = this.#options;
    const { run } = target.stored;
    const cutOff =
      run && run.bundle === bundle.digest && run.spec === spec && run.attempt === attempt ? run : undefined;
    const id = cutOff?.operation ?? ((attempt > 1 && target.operation?.id) || (newOperationId() as OperationId));
    const startedAt = ((cutOff || attempt > 1) && target.operation?.startedAt) || now();
    const operation = { id, message: 'syncing', startedAt, attempt, initiatedBy: AUTOMATED };
    target.operation = { ...operation, phase: 'Running' };
    const prune = target.spec.syncPolicy.automated?.prune ?? false;
    const job = { operation: id, attempt, startedAt: cutOff?.startedAt ?? now(), bundle, spec, prune, dryRun: false };
    return this.#begin(target, job, signal);
  }

  /** One attempt, as far as it comes without waiting for what the watches tell. */
  async #begin(target: Target, job: SyncJob, signal: AbortSignal): Promise<Outcome> {
    target.syncing = !job.dryRun;
    this.#options.touched(target);
    const begun = await beginSync(target, job, this.#options).catch((error: unknown) => {
      target.syncing = false;
      throw error;
    });
    if (begun.kind === 'no-bundle') {
      const { kind, reason } = begun.failure;
      target.syncing = false;
      target.blocked = kind === 'lost' ? `bundle lost: ${reason}` : undefined;
      target.waitsFor = `bundle ${job.bundle.digest.slice(0, 12)} cannot be had: ${reason}`;
      return wait(5_000, target.waitsFor);
    }
    target.blocked = undefined;
    target.waitsFor = undefined;
    if (begun.kind === 'refused') {
      target.syncing = false;
      return this.#ended(target, job, { succeeded: false, message: begun.message });
    }
    target.run = begun.run;
    return this.#continue(target, undefined, signal);
  }

  async #continue(target: Target, superseded: string | undefined, signal: AbortSignal): Promise<Outcome> {
    const run = target.run!;
    if (superseded !== undefined) run.supersede(superseded);
    const pause = await run.advance(signal);
    if (pause === 'stopped') return wait(0, 'this spoke stops');
    if (pause === 'waiting') return this.#waitsFor(target, run);
    return this.#conclude(target, run);
  }

  #waitsFor(target: Target, run: SyncRun): Outcome {
    const message = run.waitsFor ?? 'syncing';
    if (target.operation) target.operation = { ...target.operation, message };
    return wait(LOOK_AGAIN_MS, message);
  }

  async #conclude(target: Target, run: SyncRun): Promise<Outcome> {
    const { job, state } = run;
    const isTerminated = run.abort.signal.aborted;
    if (!job.dryRun) await run.conclude();
    // With what somebody asked for it is stored that it was done.
    if (!job.dryRun && !job.asked) await this.#options.state.saveApplication(target.stored);
    target.run = undefined;
    target.awaited = new Set();
    target.syncing = false;
    if (!job.dryRun) noteResults(target, state);
    for (const { id } of this.#options.targets.forebearsOf(target)) this.#options.again(id);
    const isSuperseded = state.superseded !== undefined && state.message === state.superseded;
    const result = resultOf(state, job.dryRun ? run.planned : undefined);
    return this.#ended(target, job, result, { isTerminated, isSuperseded });
  }

  /** How an attempt ended is told, and whether there is another. */
  #ended(target: Target, job: SyncJob, result: SyncResult, end: AttemptEnd = {}): Promise<Outcome> {
    return job.asked ? this.#endAsked(target, job, result, end) : this.#endAutomatic(target, job, result, end);
  }

  async #endAsked(target: Target, job: SyncJob, { succeeded, message }: SyncResult, end: AttemptEnd): Promise<Outcome> {
    const operation = { id: job.operation, requestedBy: target.operation?.initiatedBy ?? '' };
    if (succeeded) return this.#endOperation(target, operation, 'Succeeded', message);
    const isLast = end.isTerminated || end.isSuperseded || job.dryRun;
    const next = isLast ? undefined : this.#retryAt(target, job.attempt);
    if (next === undefined) {
      if (!job.dryRun && !end.isSuperseded) this.#halt(target, message, job);
      return this.#endOperation(target, operation, 'Failed', message);
    }
    if (target.operation)
      target.operation = { ...target.operation, message: `attempt ${job.attempt} failed: ${message}` };
    if (!job.dryRun) await this.#options.state.saveApplication(target.stored);
    return wait(next - this.#options.monotonic(), message);
  }

  async #endAutomatic(
    target: Target,
    job: SyncJob,
    { succeeded, message }: SyncResult,
    end: AttemptEnd,
  ): Promise<Outcome> {
    const { now, monotonic } = this.#options;
    const { bundle, spec, attempt } = job;
    const isLast = succeeded || end.isTerminated || end.isSuperseded;
    const nextAt = isLast ? undefined : this.#retryAt(target, attempt);
    const waits = nextAt === undefined ? {} : { nextAt };
    // What gave way to something else may come back, and is tried then.
    const forgets = succeeded || end.isSuperseded;
    target.attempt = forgets ? undefined : { bundle: bundle.digest, spec, count: attempt, message, ...waits };
    const finished = nextAt === undefined ? { finishedAt: now() } : {};
    const { id, startedAt } =
      target.operation?.id === job.operation ? target.operation : { id: job.operation, startedAt: job.startedAt };
    target.operation = {
      ...{ id, startedAt, attempt, message, initiatedBy: AUTOMATED },
      ...finished,
      phase: succeeded ? 'Succeeded' : nextAt === undefined ? 'Failed' : 'Running',
    };
    target.stored = { ...target.stored, operation: target.operation };
    if (succeeded) target.heals.clear();
    this.#tell(target, succeeded, message);
    return nextAt === undefined ? wait(0, 'look at what changed meanwhile') : wait(nextAt - monotonic(), message);
  }

  /** Compares every suspect with what is desired. */
  async #look(target: Target): ReturnType<typeof desiredObjects> {
    const desired = await desiredObjects(target, this.#options);
    if (desired.ok) await inspect(target, desired.value, this.#options);
    return desired;
  }

  async #inspect(target: Target): Promise<Outcome> {
    const desired = await this.#look(target);
    if (!desired.ok) return wait(10_000, desired.error.reason);
    if (target.drift.size === 0) return target.suspects.size > 0 ? wait(0, 'more changed') : this.#afterPeace(target);
    if (!selfHeals(target) || !target.wanted.entry) return done;
    const verdict = mayStart(target, 'heal', this.#options.now());
    if (!verdict.allowed) return untilEdge(verdict.until, this.#options.now(), waitingMessage(verdict));
    const { monotonic } = this.#options;
    const healed = (message: string): void => this.#options.event(target, 'Normal', 'DriftHealed', message);
    const { nextAt } = await heal(target, desired.value, this.#options, { ...this.#options, healed });
    return nextAt === undefined ? done : wait(Math.max(0, nextAt - monotonic()), 'drift is healed again later');
  }

  #afterPeace(target: Target): Outcome {
    const { attempt } = target;
    if (!attempt?.nextAt) return done;
    return wait(Math.max(0, attempt.nextAt - this.#options.monotonic()), attempt.message);
  }

  /** With self-healing it is tried for ever, ever more seldom; without it, as often as the policy says. */
  #retryAt(target: Target, attempt: number): number | undefined {
    const now = this.#options.monotonic();
    const next = nextAttempt(target.spec.syncPolicy.retry, attempt, now)?.at;
    if (next !== undefined || !selfHeals(target)) return next;
    return Math.max(nextHeal(attempt, now), now + 60_000);
  }

  #tell(target: Target, succeeded: boolean, message: string): void {
    const { event, log } = this.#options;
    event(target, succeeded ? 'Normal' : 'Warning', succeeded ? 'SyncSucceeded' : 'SyncFailed', message);
    log.info({ application: target.id, name: target.spec.identity.name, succeeded }, message);
  }
}
