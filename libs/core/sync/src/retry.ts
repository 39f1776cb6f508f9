import type { SyncPolicy } from '@wheelhouse/core-domain';

/** Argo CD's defaults. */
const DEFAULT_RETRY = { limit: 5, backoff: { durationMs: 5_000, factor: 2, maxDurationMs: 180_000 } };
const HEAL = { firstMs: 2_000, factor: 3, maxMs: 300_000 };

const delay = (firstMs: number, factor: number, exponent: number, maxMs: number): number =>
  Math.min(firstMs * factor ** exponent, maxMs);

/** When to try again after the failed `attempt` (from 1); undefined: no more. `limit` counts what comes after the first. */
export function nextAttempt(
  retry: SyncPolicy['retry'],
  attempt: number,
  now: number,
): { readonly at: number } | undefined {
  const { limit, backoff } = retry ?? DEFAULT_RETRY;
  if (limit >= 0 && attempt > limit) return undefined;
  return { at: now + delay(backoff.durationMs, backoff.factor, attempt - 1, backoff.maxDurationMs) };
}

/** When to heal the `nth` time (from 1) on one revision: at once, then after 2 s × 3ⁿ, at most 300 s. */
export const nextHeal = (nth: number, now: number): number =>
  nth <= 1 ? now : now + delay(HEAL.firstMs, HEAL.factor, nth - 2, HEAL.maxMs);
