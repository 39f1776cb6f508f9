import { digestBytes, err, ok } from '@wheelhouse/core-domain';
import type { Digest, Result } from '@wheelhouse/core-domain';
import { trustSetMessage } from './requests.ts';
import type { SignedTrustSet, TrustSet } from './requests.ts';
import type { Signer, Verifier } from './signature.ts';
import { packCbor } from './wire/cbor.ts';

/** What a join token pins: SHA-256 of the root's public key. */
export const rootFingerprint = (publicKey: Uint8Array): Digest => digestBytes(publicKey);

const signedBytes = (body: Uint8Array) => packCbor(['wheelhouse trust set', body]);

export function signTrustSet(trust: TrustSet, root: Signer & { readonly publicKey: Uint8Array }): SignedTrustSet {
  const body = trustSetMessage.encode(trust);
  return { body, rootKey: root.publicKey, signature: root.sign(signedBytes(body)) };
}

export interface ExpectedTrust {
  readonly rootFingerprint: Digest;
  readonly hub: string;
  /** What was accepted before: versions never go back. */
  readonly known?: TrustSet;
}

/** Refuses another root, a wrong signature, another hub, an older version, and the known version with other content. */
export function verifyTrustSet(signed: SignedTrustSet, expected: ExpectedTrust, verifier: Verifier): Result<TrustSet> {
  if (rootFingerprint(signed.rootKey) !== expected.rootFingerprint) {
    return refused(
      'is signed by another root key than the one that the join token named',
      'join with a new token of this hub',
    );
  }
  if (!verifier.verify(signed.rootKey, signedBytes(signed.body), signed.signature)) {
    return refused('does not carry a valid signature of the root key');
  }
  const decoded = trustSetMessage.decode(signed.body);
  if (!decoded.ok) return decoded;
  const reason = whyNot(decoded.value, expected);
  return reason ? refused(reason) : ok(decoded.value);
}

function whyNot(trust: TrustSet, { hub, known }: ExpectedTrust): string | undefined {
  if (trust.hub !== hub) return `is of hub ${trust.hub}, not of ${hub}`;
  if (!known || trust.version > known.version) return undefined;
  if (trust.version < known.version) return `has version ${trust.version}, before the accepted ${known.version}`;
  return same(trust, known) ? undefined : `has version ${trust.version} like the accepted one, and other keys`;
}

const same = (a: TrustSet, b: TrustSet) =>
  digestBytes(trustSetMessage.encode(a)) === digestBytes(trustSetMessage.encode(b));

const refused = (message: string, hint?: string) =>
  err([{ code: 'INVALID_FIELD' as const, where: 'trust set', message, ...(hint ? { hint } : {}) }]);
