import type { ApplicationIdentity, ClusterId, Commit, Digest, Problem } from '@wheelhouse/core-domain';

/** What one Application is to be, and where. */
export interface Assignment {
  readonly identity: ApplicationIdentity;
  readonly cluster: ClusterId;
  readonly bundle: Digest;
  readonly spec: Digest;
  readonly revision: Commit;
}

/** An Application that is wanted, but could not be rendered (or is not valid): it keeps what it had. */
export interface FailedApplication {
  readonly identity: ApplicationIdentity;
  readonly problems: readonly Problem[];
}

export type DesiredApplication = Assignment | FailedApplication;

/** What one ApplicationSet means for the whole fleet at one moment. Immutable; equal assignments give an equal digest. */
export interface Release {
  /** In order of identity. */
  readonly assignments: readonly Assignment[];
  readonly digest: Digest;
}

/** What a Release changes against the one before. */
export interface ReleaseDifference {
  readonly created: readonly Assignment[];
  readonly changed: readonly { readonly from: Assignment; readonly to: Assignment }[];
  /** To another cluster: made there, withdrawn here. */
  readonly moved: readonly { readonly from: Assignment; readonly to: Assignment }[];
  /** The same bundle and specification, as they were released before: a newer commit that renders to the same is none. */
  readonly unchanged: readonly Assignment[];
  /** Failed, so that the previous assignment stays. */
  readonly kept: readonly Assignment[];
  readonly withdrawn: readonly Assignment[];
  /** Names the withdrawals and moves: what a person confirms. */
  readonly digest: Digest;
}

export interface Guardrail {
  /** Of the previous Release's Applications; default 10. */
  readonly maxWithdrawnPercent: number;
  /** However small the Release; default 3. */
  readonly maxWithdrawn: number;
}

export interface ReleasePlan {
  /** What is to be now. */
  readonly release: Release;
  readonly difference: ReleaseDifference;
  /** Set: what `difference` withdraws or moves stays as it was in `release` until a person confirms `difference.digest`. */
  readonly held?: Problem;
  /** Of Applications that failed, with their own problems. */
  readonly failed: readonly FailedApplication[];
}
