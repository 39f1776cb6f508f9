import type { Digest, IgnoreDifference, Json, KubeObject, Problem } from '@wheelhouse/core-domain';

export const FIELD_MANAGER = 'wheelhouse';
/** A FieldsV1 tree as the API server writes it: keys `f:name`, `k:{…}`, `v:…`, `i:…`, `.`. */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}
export interface OwnFields {
  /** SHA-256 of the canonical JSON of `fieldsV1`. */
  readonly hash: Digest;
  readonly fieldsV1: FieldsV1;
}
/** Our Apply entry in `metadata.managedFields` (works on metadata-only objects); undefined where we own nothing. */
export declare function ownFields(object: KubeObject, manager?: string): OwnFields | undefined;

export interface Change {
  /** `spec.replicas`, `spec.template.spec.containers[name=app].image`, `metadata.labels["a.b/c"]`. */
  readonly path: string;
  /** Absent: the field is not there. Values of Secrets are masked. */
  readonly desired?: Json;
  readonly live?: Json;
  /** The field manager that has the field now. */
  readonly takenBy?: string;
}
export interface Drift {
  /** A field of ours has another value, or the object is gone. */
  readonly drifted: boolean;
  readonly changes: readonly Change[];
  readonly missing?: true;
  /** Every value is as desired, but others took fields of ours: apply again to own them, nothing to show. */
  readonly reclaim?: true;
}
export interface DriftOptions {
  /** The hash that our last apply returned; undefined: not known, compare all. */
  readonly ownHash?: Digest;
  readonly ignore?: readonly IgnoreDifference[];
  readonly manager?: string;
}
export declare function driftOf(desired: KubeObject, live: KubeObject | undefined, options?: DriftOptions): Drift;

/** Where live differs from desired, looking only at what desired sets; for `wheelhouse diff`, and for messages. */
export declare function subsetDiff(
  desired: KubeObject,
  live: KubeObject,
  ignore?: readonly IgnoreDifference[],
): Change[];
/** Refuses by name what `ignoreDifferences` may not hold yet (jq expressions). */
export declare function checkIgnoreDifferences(ignore: readonly IgnoreDifference[]): Problem[];
