import type { RequestedOperation, Tombstone } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { ApplicationId } from '@wheelhouse/core-domain';
import { nextAttempt, nextHeal } from '@wheelhouse/core-sync';
import { done, wait } from '@wheelhouse/runtime';
import type { Logger, Outcome } from '@wheelhouse/runtime';
import { assertNever } from '@wheelhouse/core-domain';
import { withJournal } from '../state/stored-application.ts';
import { decide } from '../sync/decide.ts';
import type { Decision } from '../sync/decide.ts';
import { heal } from '../sync/heal.ts';
import { handOver } from '../sync/hand-over.ts';
import { desiredObjects, inspect, selfHeals } from '../sync/inspect.ts';
import { leave } from '../sync/leave.ts';
import { syncApplication } from '../sync/sync-application.ts';
import type { SyncDependencies, SyncJob } from '../sync/sync-application.ts';
import { noteResults, resultOf } from '../sync/sync-results.ts';
import type { SyncResult } from '../sync/sync-results.ts';
import type { Target } from '../sync/target.ts';
import type { Targets } from '../sync/targets.ts';

export interface ApplicationReconcilerOptions extends SyncDependencies {
  readonly targets: Targets;
  /** The wall clock, for what is told. */
  readonly now: () => number;
  /** For how long something waits. */
  readonly monotonic: () => number;
  readonly log: Logger;
  readonly newOperationId: () => string;
  readonly touched: (target: Target) => void;
  /** Without an order: it goes on under another id. */
  readonly gone: (target: Target, tombstone?: Tombstone) => void;
  /** Asks for another look at an application. */
  readonly again: (id: ApplicationId) => void;
  readonly event: (target: Target, type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

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
    const decision = decide(target, this.#options.monotonic());
    try {
      return await this.#act(target, decision, signal);
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
      case 'sync':
        return this.#autoSync(target, decision, signal);
      case 'inspect':
        return this.#inspect(target);
      default:
        return assertNever(decision);
    }
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
    const { log, state, monotonic, gone } = this.#options;
    if (await leave(target, tombstone, this.#options, signal)) {
      await state.removeApplication(target.id);
      log.info({ application: target.id, mode: tombstone.mode }, 'application removed');
      gone(target, tombstone);
      return done;
    }
    const count = (target.attempt?.count ?? 0) + 1;
    const [first] = target.failures.values();
    const message = first ? `${first.key.kind} ${first.key.name}: ${first.message}` : 'not everything is gone yet';
    target.attempt = { bundle: '' as never, spec: '' as never, count, message };
    return wait(Math.max(2_000, nextHeal(count, monotonic()) - monotonic()), message);
  }

  async #operate(target: Target, operation: RequestedOperation, signal: AbortSignal): Promise<Outcome> {
    const bundle = operation.bundle ?? target.wanted.entry?.current;
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
    const now = this.#options.now();
    const resumed = target.operation?.id === operation.id ? target.operation : undefined;
    const attempt = (resumed?.attempt ?? 0) + 1;
    target.operation = {
      id: operation.id,
      phase: 'Running',
      message: operation.dryRun ? 'dry run' : 'syncing',
      startedAt: resumed?.startedAt ?? now,
      attempt,
      initiatedBy: operation.requestedBy,
    };
    target.stored = { ...target.stored, operation: target.operation };
    const spec = target.wanted.entry?.spec ?? target.stored.attempted?.spec;
    if (!spec) return this.#endOperation(target, operation, 'Error', 'there is no specification to sync by');
    const job = { ...operation, bundle, spec, attempt, everything: true };
    const sync = await this.#sync(target, job, signal);
    if (typeof sync === 'string') return wait(5_000, sync);
    const { message } = sync;
    if (sync.succeeded) return this.#endOperation(target, operation, 'Succeeded', message);
    // Whoever leads next goes on with it.
    if (signal.aborted) return wait(0, message);
    const next = target.abort?.signal.aborted || operation.dryRun ? undefined : this.#retryAt(target, attempt);
    if (next === undefined) {
      if (!operation.dryRun) this.#halt(target, message, job);
      return this.#endOperation(target, operation, 'Failed', message);
    }
    target.operation = { ...target.operation, message: `attempt ${attempt} failed: ${message}` };
    return wait(next - this.#options.monotonic(), message);
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
    { id, requestedBy }: RequestedOperation,
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
    const { now, monotonic } = this.#options;
    const id = (attempt > 1 && target.operation?.id) || (this.#options.newOperationId() as never);
    const startedAt = (attempt > 1 && target.operation?.startedAt) || now();
    const operation = { id, message: 'syncing', startedAt, attempt, initiatedBy: 'automated sync policy' };
    target.operation = { ...operation, phase: 'Running' };
    const prune = target.spec.syncPolicy.automated?.prune ?? false;
    const sync = await this.#sync(target, { bundle, spec, prune, dryRun: false, attempt }, signal);
    if (typeof sync === 'string') return wait(5_000, sync);
    const { succeeded, message } = sync;
    if (!succeeded && signal.aborted) return wait(0, message);
    const nextAt = succeeded || target.abort?.signal.aborted ? undefined : this.#retryAt(target, attempt);
    const waits = nextAt === undefined ? {} : { nextAt };
    target.attempt = succeeded ? undefined : { bundle: bundle.digest, spec, count: attempt, message, ...waits };
    const finished = nextAt === undefined ? { finishedAt: now() } : {};
    target.operation = {
      ...operation,
      ...finished,
      message,
      phase: succeeded ? 'Succeeded' : nextAt === undefined ? 'Failed' : 'Running',
    };
    target.stored = { ...target.stored, operation: target.operation };
    if (succeeded) target.heals.clear();
    this.#tell(target, succeeded, message);
    return nextAt === undefined ? wait(0, 'look at what changed meanwhile') : wait(nextAt - monotonic(), message);
  }

  /** The end of one attempt; a text: it could not begin, for this passing reason. */
  async #sync(target: Target, job: Omit<SyncJob, 'signal'>, signal: AbortSignal): Promise<SyncResult | string> {
    const abort = new AbortController();
    target.abort = abort;
    target.syncing = !job.dryRun;
    this.#options.touched(target);
    try {
      const end = await syncApplication(
        target,
        { ...job, signal: AbortSignal.any([signal, abort.signal]) },
        this.#options,
      );
      target.blocked = undefined;
      target.waitsFor = undefined;
      if (end.kind === 'refused') return { succeeded: false, message: end.message };
      if (end.kind === 'ended') {
        if (!job.dryRun) noteResults(target, end.sync);
        for (const { id } of this.#options.targets.forebearsOf(target)) this.#options.again(id);
        return resultOf(end, job.dryRun);
      }
      const { kind, reason } = end.failure;
      target.blocked = kind === 'lost' ? `bundle lost: ${reason}` : undefined;
      target.waitsFor = `bundle ${job.bundle.digest.slice(0, 12)} cannot be had: ${reason}`;
      return target.waitsFor;
    } finally {
      target.syncing = false;
    }
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
