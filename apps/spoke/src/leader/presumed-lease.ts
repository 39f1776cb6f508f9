import type { KubeApi } from '@wheelhouse/adapter-kube';
import { IDENTITY_SECRET } from '../join/identity.ts';
import type { SeenLease } from './wait-for-lease.ts';

export interface PresumedLeaseOptions {
  readonly namespace: string;
  readonly leaseMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * What a spoke takes for granted that has seen no Lease yet. Where a spoke has joined before, a Lease that is not there was deleted by
 * hand, and whoever held it may go on writing until it would have ended; so it counts as held from now on. One that is there is judged
 * by what it says. Undefined: no spoke ever joined here, so nobody can be writing.
 */
export async function presumedLease(
  kube: Pick<KubeApi, 'getMetadata'>,
  { namespace, leaseMs, now }: PresumedLeaseOptions,
): Promise<SeenLease | undefined> {
  const secret = { apiVersion: 'v1', kind: 'Secret', namespace, name: IDENTITY_SECRET };
  const presumed = { lease: { holder: 'unknown', renewTime: '', durationMs: leaseMs }, since: now() };
  // While nobody answers it is not known either; the election asks again.
  return kube.getMetadata(secret).then(
    (found) => (found ? presumed : undefined),
    () => presumed,
  );
}
