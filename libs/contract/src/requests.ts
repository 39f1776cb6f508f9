import type { ApplicationId, ClusterId, Commit, Digest, Health, ObjectKey, SyncStatus } from '@wheelhouse/core-domain';

/** Spoke → hub on `wh.v1.join.<token id>`: asked once, with the single-use token's own credentials. */
export interface JoinRequest {
  readonly token: string;
  readonly clusterName: string;
  /** The spoke's own nkey, `U…`; its seed never leaves the cluster. */
  readonly publicKey: string;
  readonly kubernetes: string;
  readonly version: string;
}

export type JoinAnswer =
  | {
      readonly ok: true;
      readonly cluster: ClusterId;
      readonly hub: string;
      readonly jwt: string;
      readonly trust: SignedTrustSet;
    }
  | { readonly ok: false; readonly reason: string };

/** Spoke → hub on `wh.v1.h.<cluster>.renew`, before the short-lived JWT ends. */
export interface RenewAnswer {
  readonly jwt: string;
  readonly trust: SignedTrustSet;
}

/** Spoke → hub on `wh.v1.h.<cluster>.epoch`: a new writer registers; the answer is larger than any epoch before. */
export interface EpochRequest {
  readonly holder: string;
  /** The largest epoch that the spoke knows from its state; 0 for none. */
  readonly known: number;
  /** The largest generation that the spoke has accepted; 0 for none. */
  readonly generation: number;
}
export interface EpochAnswer {
  readonly epoch: number;
}

/** Versioned; versions never go back. Signed by the offline root key, whose fingerprint is in the join token. */
export interface TrustSet {
  readonly hub: string;
  readonly version: number;
  readonly keys: readonly { readonly id: string; readonly publicKey: Uint8Array }[];
}
export interface SignedTrustSet {
  readonly body: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a join token says; printed as `whj1.<base64url>`. Valid an hour, used once. */
export interface JoinToken {
  readonly id: string;
  readonly hub: string;
  readonly cluster: string;
  readonly servers: readonly string[];
  /** A user JWT that may only publish the join request, and its seed. */
  readonly jwt: string;
  readonly seed: string;
  /** SHA-256 of the root's public key. */
  readonly rootFingerprint: Digest;
}

/** Hub → spoke on `wh.v1.r.<cluster>.<verb>`: live views. */
export interface LiveRequests {
  /** Asks for a full status report on the status subject. */
  readonly report: { readonly request: Record<string, never>; readonly answer: { readonly accepted: boolean } };
  readonly tree: { readonly request: { readonly id: ApplicationId }; readonly answer: ResourceTree };
  readonly resource: {
    readonly request: { readonly id: ApplicationId; readonly key: ObjectKey };
    /** Secrets' values are masked. */
    readonly answer: { readonly live?: unknown; readonly desired?: unknown; readonly changes: readonly FieldChange[] };
  };
}

export interface ResourceTree {
  readonly revision?: Commit;
  readonly nodes: readonly TreeNode[];
}

export interface TreeNode extends ObjectKey {
  readonly uid: string;
  readonly version: string;
  /** Of the owner among the nodes; absent for what we manage ourselves. */
  readonly parent?: string;
  readonly sync?: SyncStatus;
  readonly health?: Health;
  readonly createdAt?: number;
  readonly message?: string;
}

export interface FieldChange {
  readonly path: string;
  readonly desired?: unknown;
  readonly live?: unknown;
  readonly takenBy?: string;
}
