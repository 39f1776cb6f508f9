import type { ClusterId, Digest } from '@wheelhouse/core-domain';

/** What the hub's Ed25519 key signs for each manifest. */
export interface SignedStatement {
  readonly hub: string;
  readonly cluster: ClusterId;
  readonly wire: number;
  readonly generation: number;
  readonly digest: Digest;
}

/** Ports over Ed25519; `runtime` has them over `node:crypto`. */
export interface Signer {
  readonly keyId: string;
  sign(message: Uint8Array): Uint8Array;
}
export interface Verifier {
  /** False for a wrong signature; never throws for bad input. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
