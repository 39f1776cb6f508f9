import { sign, X509Certificate, type KeyObject } from 'node:crypto';
import type { Certificate } from '@wheelhouse/core-template';
import { subjectKeyIdIn } from './certificate-extensions.ts';
import { elementsOf, NULL, oid, sequence } from './der.ts';
import { firstPem } from './pem.ts';
import { readPrivateKey } from './private-key.ts';

/** Who signs: a name and a key. */
export interface Signer {
  readonly key: KeyObject;
  /** DER. */
  readonly name: Buffer;
  readonly keyId: Buffer | undefined;
}

/** Throws where either is not what it should be, or they do not belong together. */
export function signerFrom({ cert, key: pem }: Certificate): Signer {
  const certificate = readCertificate(cert);
  const key = naming('error parsing private key', () => readPrivateKey(pem));
  if (!certificate.checkPrivateKey(key)) throw new Error("the signer's key is not that of its certificate");
  const { name, keyId } = nameAndKeyId(certificate.raw);
  return { key, name, keyId };
}

/** Of the first block of a PEM, whatever it is called, as sprig reads it. */
export function readCertificate(pem: string): X509Certificate {
  const block = firstPem(pem);
  if (!block) throw new Error('unable to decode certificate');
  return naming('error parsing certificate', () => new X509Certificate(block.der));
}

export function naming<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** RFC 5280, 4.1: [version] serial algorithm issuer validity subject key … [3] extensions. */
function nameAndKeyId(raw: Buffer): { name: Buffer; keyId: Buffer | undefined } {
  const signed = elementsOf(elementsOf(raw)[0]!.content)[0]!;
  const members = elementsOf(signed.content);
  const versioned = members[0]!.tag === 0xa0 ? 1 : 0;
  const extensions = members.find(({ tag }) => tag === 0xa3);
  const list = extensions && elementsOf(extensions.content)[0];
  return { name: members[versioned + 4]!.whole, keyId: list && subjectKeyIdIn(list.content) };
}

export interface SignatureAlgorithm {
  /** AlgorithmIdentifier in DER. */
  readonly id: Buffer;
  sign(message: Uint8Array): Buffer;
}

/** As Go chooses: SHA-256, but what fits the larger curves. Throws for keys that sign no certificates. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const signing = (hash: string | null, id: Buffer): SignatureAlgorithm => ({
    id,
    sign: (bytes) => sign(hash, bytes, key),
  });
  if (type === 'rsa') return signing('sha256', sequence(oid('1.2.840.113549.1.1.11'), NULL));
  if (type === 'ed25519') return signing(null, sequence(oid('1.3.101.112')));
  const curve = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
  if (curve) return signing(curve.hash, sequence(oid(curve.id)));
  throw new Error('only RSA, ECDSA (P-224, P-256, P-384, P-521) and Ed25519 keys have certificates');
}

/** ecdsa-with-SHA256, 384 and 512. */
const CURVES: Readonly<Record<string, { hash: string; id: string }>> = {
  secp224r1: { hash: 'sha256', id: '1.2.840.10045.4.3.2' },
  prime256v1: { hash: 'sha256', id: '1.2.840.10045.4.3.2' },
  secp384r1: { hash: 'sha384', id: '1.2.840.10045.4.3.3' },
  secp521r1: { hash: 'sha512', id: '1.2.840.10045.4.3.4' },
};
