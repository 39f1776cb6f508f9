import type { BundleRef, RequestedOperation, Tombstone } from '@wheelhouse/contract';
import type { Digest } from '@wheelhouse/core-domain';
import type { Target } from './target.ts';

export type Decision =
  | { readonly kind: 'leave'; readonly tombstone: Tombstone }
  /** Absent from the manifest, without an order: nothing is synced and nothing deleted. */
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'operate'; readonly operation: RequestedOperation }
  /** A sync is under way. `superseded`: something else is wanted by now, and why. */
  | { readonly kind: 'continue'; readonly superseded?: string }
  | { readonly kind: 'sync'; readonly bundle: BundleRef; readonly spec: Digest; readonly attempt: number }
  | { readonly kind: 'wait'; readonly at: number; readonly reason: string }
  /** Look at what changed behind us, and heal it if the policy says so. */
  | { readonly kind: 'inspect' }
  | { readonly kind: 'idle' };

type Facts = Pick<Target, 'wanted' | 'stored' | 'attempt' | 'suspects' | 'drift' | 'run'>;

/** What an application needs now; the first that holds. Pure: `now` in milliseconds. */
export function decide(target: Facts, now: number): Decision {
  const { entry, tombstone, unknownFeatures } = target.wanted;
  if (unknownFeatures.length > 0) {
    const reason = `the hub requires ${unknownFeatures.join(', ')}, which this spoke does not know; upgrade the spoke`;
    return { kind: 'blocked', reason };
  }
  if (tombstone) return { kind: 'leave', tombstone };
  if (!entry) return { kind: 'forgotten' };
  const asked = entry.operation && !target.stored.journal.includes(entry.operation.id) ? entry.operation : undefined;
  // A refresh is done beside it; one that confirms a deletion is a sync of its own.
  if (target.run && (asked?.kind !== 'refresh' || asked.confirm)) return goOn(target.run, { ...entry, asked });
  if (asked) return { kind: 'operate', operation: asked };
  if (target.stored.suspended) return observe(target);
  return decideSync(target, entry.current, entry.spec, now);
}

interface WantedNow {
  readonly current?: BundleRef;
  readonly spec: Digest;
  readonly asked: RequestedOperation | undefined;
}

/** A sync that somebody asked for gives way to what somebody asks for next; one that nobody asked for also to what is newly desired. */
function goOn({ job }: NonNullable<Target['run']>, { current, spec, asked }: WantedNow): Decision {
  if (asked && asked.id !== job.operation)
    return {
      kind: 'continue',
      superseded: `${asked.requestedBy} asked for a ${asked.confirm ? 'deletion' : asked.kind}`,
    };
  if (job.asked) return { kind: 'continue' };
  const isCurrent = current?.digest === job.bundle.digest && spec === job.spec;
  return isCurrent ? { kind: 'continue' } : { kind: 'continue', superseded: 'something newer is desired' };
}

function decideSync(target: Facts, current: BundleRef | undefined, spec: Digest, now: number): Decision {
  if (!current) return { kind: 'idle' };
  const { applied, serviceAccount } = target.stored;
  const same = applied?.bundle === current.digest && applied.spec === spec;
  if (same && serviceAccount === target.wanted.entry?.serviceAccount) return observe(target);
  const { attempt } = target;
  const begun = attempt && attempt.bundle === current.digest && attempt.spec === spec;
  const { run } = target.stored;
  const cutOff = run && run.bundle === current.digest && run.spec === spec ? run : undefined;
  if (!begun) return { kind: 'sync', bundle: current, spec, attempt: cutOff?.attempt ?? 1 };
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
