import type { Verdict } from '@wheelhouse/core-windows';
import { done, wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import { heal } from '../sync/heal.ts';
import { selfHeals } from '../sync/inspect.ts';
import type { Desired, IsHeld } from '../sync/inspect.ts';
import type { Run } from '../sync/run.ts';
import type { Target } from '../sync/target.ts';
import { mayStart, untilEdge, waitingMessage } from '../sync/windows.ts';
import { look } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';

const HELD = 'HealHeldByWindow';

/** Looks at what changed behind us, and heals it if the policy says so. */
export async function inspectAndHeal(target: Target, context: ReconcileContext): Promise<Outcome> {
  const desired = await look(target, context);
  if (!desired.ok) return wait(10_000, desired.error.reason);
  if (target.drift.size === 0) target.setCondition(HELD, undefined, context.now());
  if (target.drift.size === 0) return target.suspects.size > 0 ? wait(0, 'more changed') : afterPeace(target, context);
  if (!selfHeals(target) || !target.wanted.entry) return done;
  return healNow(target, desired.value, context);
}

/** What a run that waits has written already, or never was to write, is kept as it is to be meanwhile. */
export async function healBeside(target: Target, run: Run, context: ReconcileContext): Promise<Outcome> {
  const isHeld: IsHeld = (key) => run.holds(key);
  const isOurs = (key: string): boolean => !isHeld(key);
  if (run.isRemoval || run.job.dryRun || !selfHeals(target)) return done;
  if (![...target.suspects.keys(), ...target.drift.keys()].some(isOurs)) return done;
  const desired = await look(target, context, isHeld);
  if (!desired.ok) return wait(10_000, desired.error.reason);
  return healNow(target, desired.value, context, isHeld);
}

async function healNow(target: Target, desired: Desired, context: ReconcileContext, isHeld?: IsHeld): Promise<Outcome> {
  const { now, monotonic, event } = context;
  const verdict = mayStart(target, 'heal', [now(), ...context.doubts()]);
  noteHold(target, verdict, context);
  if (!verdict.allowed) return untilEdge(verdict.until, now(), waitingMessage(verdict));
  const healed = (message: string): void => event(target, 'Normal', 'DriftHealed', message);
  const { nextAt } = await heal(target, desired, context, { ...context, healed, ...(isHeld ? { isHeld } : {}) });
  return nextAt === undefined ? done : wait(Math.max(0, nextAt - monotonic()), 'drift is healed again later');
}

/** What windows hold and let go is in the history, with the windows that decided it. */
function noteHold(target: Target, verdict: Verdict, { now, event }: ReconcileContext): void {
  const message = verdict.allowed ? undefined : waitingMessage(verdict);
  const known = target.conditions.get(HELD)?.message;
  if (message !== undefined && message !== known) event(target, 'Normal', HELD, message);
  if (message === undefined && known !== undefined) event(target, 'Normal', 'HealReleasedByWindow', verdict.reason);
  target.setCondition(HELD, message, now());
}

function afterPeace({ attempt }: Target, { monotonic }: ReconcileContext): Outcome {
  if (!attempt?.nextAt) return done;
  return wait(Math.max(0, attempt.nextAt - monotonic()), attempt.message);
}
