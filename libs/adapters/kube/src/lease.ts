import type { KubeObject } from '@wheelhouse/core-domain';
import type { ObjectRef } from './kube-api.ts';

/** A `coordination.k8s.io/v1` Lease, as far as an election reads it. */
export interface Lease {
  /** Empty: released. */
  readonly holder: string;
  /** Changes with every renewal; compared, never read as a time. */
  readonly renewTime: string;
  readonly durationMs: number;
  readonly acquireTime: string;
  readonly transitions: number;
  readonly object: KubeObject;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export const leaseRef = (namespace: string, name: string): ObjectRef => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  namespace,
  name,
});

export function readLease(object: KubeObject): Lease {
  const spec = (object['spec'] ?? {}) as LeaseSpec;
  return {
    holder: spec.holderIdentity ?? '',
    renewTime: spec.renewTime ?? '',
    durationMs: (spec.leaseDurationSeconds ?? 0) * 1000,
    acquireTime: spec.acquireTime ?? '',
    transitions: spec.leaseTransitions ?? 0,
    object,
  };
}

/** RFC 3339 with microseconds, as the API server wants a `MicroTime`. */
const microTime = (now: number): string => new Date(now).toISOString().replace('Z', '000Z');

export interface Claim {
  readonly identity: string;
  readonly leaseMs: number;
  readonly now: number;
}

const specOf = ({ identity, leaseMs, now }: Claim, before?: Lease): LeaseSpec => ({
  holderIdentity: identity,
  leaseDurationSeconds: Math.ceil(leaseMs / 1000),
  renewTime: microTime(now),
  acquireTime: before?.holder === identity && before.acquireTime ? before.acquireTime : microTime(now),
  leaseTransitions: before === undefined ? 0 : before.transitions + (before.holder === identity ? 0 : 1),
});

export const newLease = (namespace: string, name: string, claim: Claim): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace },
  spec: specOf(claim),
});

/** Held (again) by the claim's identity; keeps the resourceVersion, so that somebody else's write in between is a Conflict. */
export const heldLease = (lease: Lease, claim: Claim): KubeObject => ({ ...lease.object, spec: specOf(claim, lease) });

/** Nobody's: the next one who looks may take it without waiting. */
export const releasedLease = (lease: Lease, now: number): KubeObject => ({
  ...lease.object,
  spec: { ...specOf({ identity: lease.holder, leaseMs: 1000, now }, lease), holderIdentity: '' },
});
