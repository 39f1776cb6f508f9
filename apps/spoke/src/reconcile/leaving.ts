import type { Tombstone } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import { nextHeal } from '@wheelhouse/core-sync';
import type { InventoryEntry } from '@wheelhouse/core-sync';
import { done, wait } from '@wheelhouse/runtime';
import type { Outcome } from '@wheelhouse/runtime';
import { awaitedConfirmations, confirmationText, WAITS_FOR_CONFIRMATION } from '../sync/confirmation.ts';
import { handOver } from '../sync/hand-over.ts';
import { beginLeaving, concludeLeaving } from '../sync/leave.ts';
import type { Target } from '../sync/target.ts';
import { dropRun, LOOK_AGAIN_MS } from './reconcile-context.ts';
import type { ReconcileContext } from './reconcile-context.ts';

/** One that no manifest names any more, and no order removes: the same application under another id may take it over. */
export async function giveUp(target: Target, context: ReconcileContext): Promise<Outcome> {
  const { log, state, targets, gone } = context;
  target.blocked = undefined;
  const heir = targets.heirOf(target);
  if (!heir?.stored.applied || !(await handOver(target, heir, context))) return done;
  if (target.wanted.entry || target.wanted.tombstone) return wait(0, 'the manifest names it again');
  gone(target);
  await state.removeApplication(target.id);
  log.info({ application: target.id, heir: heir.id }, 'application goes on under another id');
  return done;
}

/** By order: what it has here is deleted or let go, with its hooks around that. */
export async function leave(
  target: Target,
  tombstone: Tombstone,
  context: ReconcileContext,
  signal: AbortSignal,
): Promise<Outcome> {
  if (target.run && !target.run.isRemoval) dropRun(target);
  const cutOff = target.stored.run?.operation === tombstone.operation ? target.stored.run.attempt : undefined;
  const count = cutOff ?? (target.attempt?.count ?? 0) + 1;
  if (!target.run) {
    const { waiting, agreed } = await awaitedConfirmations(target, tombstone, context);
    if (waiting.length > 0) return awaitPerson(target, waiting, context);
    noLongerAwaited(target, context);
    target.run = await beginLeaving(target, tombstone, { attempt: count, startedAt: context.now(), agreed }, context);
  }
  const { run } = target;
  const pause = await run.advance(signal);
  if (pause !== 'over') return wait(pause === 'stopped' ? 0 : LOOK_AGAIN_MS, run.waitsFor ?? 'it is being deleted');
  dropRun(target);
  if (await concludeLeaving(target, tombstone, run, context)) return forget(target, tombstone, context);
  return again(target, count, run.state.message, context);
}

/** Nothing is deleted, and whoever looks sees what it waits for. What is deleted by hand meanwhile is not waited for. */
function awaitPerson(target: Target, waiting: readonly InventoryEntry[], context: ReconcileContext): Outcome {
  const message = confirmationText(
    waiting.map(({ key }) => key),
    'Delete',
  );
  target.unconfirmed = new Set(waiting.map(({ key }) => keyText(key)));
  if (target.conditions.get(WAITS_FOR_CONFIRMATION)?.message !== message)
    context.event(target, 'Normal', WAITS_FOR_CONFIRMATION, message);
  target.setCondition(WAITS_FOR_CONFIRMATION, message, context.now());
  return wait(LOOK_AGAIN_MS, message);
}

/** A person agreed, or it stays after all. */
export function noLongerAwaited(target: Target, context: Pick<ReconcileContext, 'now'>): void {
  if (target.unconfirmed.size === 0) return;
  target.unconfirmed = new Set();
  target.setCondition(WAITS_FOR_CONFIRMATION, undefined, context.now());
}

async function forget(target: Target, tombstone: Tombstone, context: ReconcileContext): Promise<Outcome> {
  const { log, state, gone } = context;
  await state.removeApplication(target.id);
  log.info({ application: target.id, mode: tombstone.mode }, 'application removed');
  gone(target, tombstone);
  return done;
}

/** Not everything is gone: ever more seldom, and for ever. */
function again(
  target: Target,
  count: number,
  text: string | undefined,
  { monotonic }: Pick<ReconcileContext, 'monotonic'>,
): Outcome {
  const [first] = target.failures.values();
  const failed = first ? `${first.key.kind} ${first.key.name}: ${first.message}` : text;
  const message = failed ?? 'not everything is gone yet';
  target.attempt = { bundle: '' as never, spec: '' as never, count, message };
  return wait(Math.max(2_000, nextHeal(count, monotonic()) - monotonic()), message);
}
