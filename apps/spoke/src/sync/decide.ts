import type { BundleRef, RequestedOperation, Tombstone } from '@wheelhouse/contract';
import type { Digest } from '@wheelhouse/core-domain';
import type { Target } from './target.ts';

export type Decision =
  | { readonly kind: 'leave'; readonly tombstone: Tombstone }
  /** Absent from the manifest, without an order: nothing is synced and nothing deleted. */
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'operate'; readonly operation: RequestedOperation }
  | { readonly kind: 'sync'; readonly bundle: BundleRef; readonly spec: Digest; readonly attempt: number }
  | { readonly kind: 'wait'; readonly at: number; readonly reason: string }
  /** Look at what changed behind us, and heal it if the policy says so. */
  | { readonly kind: 'inspect' }
  | { readonly kind: 'idle' };

type Facts = Pick<Target, 'wanted' | 'stored' | 'attempt' | 'suspects' | 'drift'>;

/** What an application needs now; the first that holds. Pure: `now` in milliseconds. */
export function decide(target: Facts, now: number): Decision {
  const { entry, tombstone, unknownFeatures } = target.wanted;
  if (unknownFeatures.length > 0) {
    const reason = `the hub requires ${unknownFeatures.join(', ')}, which this spoke does not know; upgrade the spoke`;
    return { kind: 'blocked', reason };
  }
  if (tombstone) return { kind: 'leave', tombstone };
  if (!entry) return { kind: 'forgotten' };
  const { operation } = entry;
  if (operation && !target.stored.journal.includes(operation.id)) return { kind: 'operate', operation };
  return decideSync(target, entry.current, entry.spec, now);
}

function decideSync(target: Facts, current: BundleRef | undefined, spec: Digest, now: number): Decision {
  if (!current) return { kind: 'idle' };
  const { applied, serviceAccount } = target.stored;
  const same = applied?.bundle === current.digest && applied.spec === spec;
  if (same && serviceAccount === target.wanted.entry?.serviceAccount) return observe(target);
  const { attempt } = target;
  const begun = attempt && attempt.bundle === current.digest && attempt.spec === spec;
  if (!begun) return { kind: 'sync', bundle: current, spec, attempt: 1 };
  if (attempt.nextAt !== undefined && attempt.nextAt <= now) {
    return { kind: 'sync', bundle: current, spec, attempt: attempt.count + 1 };
  }
  if (target.suspects.size > 0) return { kind: 'inspect' };
  return attempt.nextAt === undefined
    ? observe(target)
    : { kind: 'wait', at: attempt.nextAt, reason: `attempt ${attempt.count} failed: ${attempt.message}` };
}

const observe = (target: Facts): Decision => ({
  kind: target.suspects.size > 0 || target.drift.size > 0 ? 'inspect' : 'idle',
});
