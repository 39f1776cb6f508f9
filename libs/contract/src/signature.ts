import { digestBytes, ok } from '@wheelhouse/core-domain';
import type { ClusterId, Digest, Result } from '@wheelhouse/core-domain';
import { refusedAs } from './refusal.ts';
import type { RefusalKind, RefusedProblem } from './refusal.ts';
import type { TrustSet } from './requests.ts';
import { packCbor } from './wire/cbor.ts';
import { bytesOfHex } from './wire/codec.ts';

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

export interface ManifestSignature {
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** SHA-256 of the manifest's own encoding, wherever those bytes travel. */
export const manifestDigest = (bytes: Uint8Array): Digest => digestBytes(bytes);

/** The first item keeps a signature over a manifest from being one over anything else that the key may sign. */
const statementBytes = (said: SignedStatement): Uint8Array =>
  packCbor(['wheelhouse manifest', said.wire, said.hub, said.cluster, said.generation, bytesOfHex(said.digest)]);

export const signManifest = (statement: SignedStatement, signer: Signer): ManifestSignature => ({
  keyId: signer.keyId,
  signature: signer.sign(statementBytes(statement)),
});

/** Only a key of the trust set, of the same hub, can vouch for a manifest. */
export function verifyManifest(
  signed: ManifestSignature & { readonly statement: SignedStatement },
  trust: TrustSet,
  verifier: Verifier,
): Result<SignedStatement, RefusedProblem[]> {
  const { statement } = signed;
  const refused = (kind: RefusalKind, message: string) =>
    refusedAs(kind, [{ code: 'INVALID_FIELD', where: 'manifest signature', message }]);
  if (statement.hub !== trust.hub)
    return refused('identity', `the manifest is of hub ${statement.hub}, and this cluster trusts ${trust.hub}`);
  const key = trust.keys.find((one) => one.id === signed.keyId);
  if (!key) return refused('key', `no key ${signed.keyId} in trust set version ${trust.version}`);
  return verifier.verify(key.publicKey, statementBytes(statement), signed.signature)
    ? ok(statement)
    : refused(
        'signature',
        `generation ${statement.generation} was not signed by key ${signed.keyId}, or was changed since`,
      );
}
