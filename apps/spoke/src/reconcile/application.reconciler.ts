import { assertNever } from '@wheelhouse/core-domain';
import type { ApplicationId, OperationId } from '@wheelhouse/core-domain';
import { done, wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import { decide } from '../sync/decide.ts';
import type { Decision } from '../sync/decide.ts';
import { unmetDependency, WAITS_FOR_DEPENDENCY } from '../sync/dependencies.ts';
import { endRehearsal, rehearsalDue, rehearse } from '../sync/rehearse.ts';
import type { Target } from '../sync/target.ts';
import {
  admitStaged,
  closedFor,
  closedOpening,
  mayStart,
  noLongerWaits,
  stagedOpening,
  untilEdge,
  waitingMessage,
} from '../sync/windows.ts';
import type { Closed, Moment, Opening } from '../sync/windows.ts';
import { AskedOperations } from './asked-operations.ts';
import { inspectAndHeal } from './healing.ts';
import { giveUp, leave, noLongerAwaited } from './leaving.ts';
import { AUTOMATED, LOOK_AGAIN_MS, sooner } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';
import { SyncAttempts } from './sync-attempts.ts';

/** One application: gather what is wanted and known, decide, act. Whatever happens, its status is told. */
export class ApplicationReconciler {
  readonly #context: ReconcileContext;
  readonly #attempts: SyncAttempts;
  readonly #asked: AskedOperations;

  constructor(context: ReconcileContext) {
    this.#context = context;
    this.#attempts = new SyncAttempts(context);
    this.#asked = new AskedOperations(context, this.#attempts);
  }

  readonly reconcile = async (id: string, signal: AbortSignal): Promise<Outcome> => {
    const { targets, now, monotonic, touched } = this.#context;
    const target = targets.get(id as ApplicationId);
    if (!target) return done;
    admitStaged(target, this.#moment());
    const decision = decide(target, monotonic());
    const closed = closedFor(target, decision, this.#moment());
    try {
      if (closed) return await this.#awaitWindow(target, decision, closed, signal);
      this.#release(target);
      const outcome = await this.#act(target, decision, signal);
      const opening = stagedOpening(target, this.#moment());
      if (!opening) endRehearsal(target, now());
      return opening && outcome.kind === 'done' ? await this.#untilOpening(target, opening, signal) : outcome;
    } finally {
      if (targets.has(target.id)) touched(target);
    }
  };

  /** What waited for a window goes on, and the history says by which. */
  #release(target: Target): void {
    if (target.operation?.phase !== 'WaitingForWindow') return;
    const cause = target.operation.initiatedBy === AUTOMATED ? 'automatic' : 'manual';
    const { reason } = mayStart(target, cause, this.#moment());
    noLongerWaits(target);
    this.#context.event(target, 'Normal', 'ReleasedByWindow', reason);
  }

  #moment(): Moment {
    return [this.#context.now(), ...this.#context.doubts()];
  }

  async #act(target: Target, decision: Decision, signal: AbortSignal): Promise<Outcome> {
    if (decision.kind !== 'sync') this.#waitsNoLonger(target);
    if (decision.kind !== 'leave') noLongerAwaited(target, this.#context);
    switch (decision.kind) {
      case 'blocked':
        target.blocked = decision.reason;
        return done;
      case 'forgotten':
        return giveUp(target, this.#context);
      case 'idle':
        target.blocked = undefined;
        return done;
      case 'wait':
        return wait(decision.at - this.#context.monotonic(), decision.reason);
      case 'leave':
        return leave(target, decision.tombstone, this.#context, signal);
      case 'operate':
        return this.#asked.run(target, decision.operation, signal);
      case 'continue':
        return this.#attempts.continue(target, decision.superseded, signal);
      case 'sync':
        return (await this.#awaitOthers(target)) ?? this.#attempts.automatic(target, decision, signal);
      case 'inspect':
        return inspectAndHeal(target, this.#context);
      default:
        return assertNever(decision);
    }
  }

  /** What it depends on comes first; a sync that was cut off goes on. Meanwhile it is kept as it was. */
  async #awaitOthers(target: Target): Promise<Outcome | undefined> {
    const { targets, statusOf, now } = this.#context;
    const unmet = target.stored.run ? undefined : unmetDependency(target, targets.values(), statusOf);
    if (unmet === undefined) return this.#waitsNoLonger(target);
    target.setCondition(WAITS_FOR_DEPENDENCY, unmet, now());
    targets.waiting.add(target.id);
    target.waitsFor = unmet;
    return sooner(wait(LOOK_AGAIN_MS, unmet), await inspectAndHeal(target, this.#context));
  }

  #waitsNoLonger(target: Target): undefined {
    this.#context.targets.waiting.delete(target.id);
    target.setCondition(WAITS_FOR_DEPENDENCY, undefined, this.#context.now());
  }

  /** A window is closed: nothing is written, and whoever looks sees why and until when. */
  async #awaitWindow(target: Target, decision: Decision, closed: Closed, signal: AbortSignal): Promise<Outcome> {
    const { verdict, cause } = closed;
    const { newOperationId, event } = this.#context;
    const now = this.#context.now();
    const asked = decision.kind === 'operate' ? decision.operation : undefined;
    const waiting = target.operation?.phase === 'WaitingForWindow' ? target.operation : undefined;
    const id = asked?.id ?? target.run?.job.operation ?? waiting?.id ?? (newOperationId() as OperationId);
    const message = waitingMessage(verdict);
    if (waiting?.id !== id || waiting.message !== message) event(target, 'Normal', 'WaitingForWindow', message);
    const known = target.operation?.id === id ? target.operation : { startedAt: now, attempt: 0 };
    target.operation = {
      ...{ id, phase: 'WaitingForWindow', message, startedAt: known.startedAt, attempt: known.attempt },
      initiatedBy: asked?.requestedBy ?? (cause === 'manual' ? (target.operation?.initiatedBy ?? '') : AUTOMATED),
      ...(verdict.next !== undefined && { nextEligibleAt: verdict.next }),
    };
    target.waitsFor = message;
    const opening = closedOpening(target, decision, closed);
    return opening ? this.#untilOpening(target, opening, signal) : untilEdge(verdict.until, now, message);
  }

  /** Meanwhile it is rehearsed: what would fail is known before. */
  async #untilOpening(target: Target, opening: Opening, signal: AbortSignal): Promise<Outcome> {
    const { now, touched } = this.#context;
    if (rehearsalDue(target, opening, now()) <= now()) {
      touched(target);
      await rehearse(target, opening, this.#context, signal);
    }
    const due = rehearsalDue(target, opening, now());
    return untilEdge(Math.min(due, opening.until ?? Infinity), now(), opening.reason);
  }
}
