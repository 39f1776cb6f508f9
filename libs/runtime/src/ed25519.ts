import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Raw: 32 bytes each. */
export interface Ed25519Pair {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}

// RFC 8410: what stands before the raw key in PKCS#8 and in SubjectPublicKeyInfo.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });

const tail = (der: Buffer): Uint8Array => new Uint8Array(der.subarray(der.length - 32));

export function generateEd25519(): Ed25519Pair {
  const { privateKey } = generateKeyPairSync('ed25519');
  return ed25519FromSeed(tail(privateKey.export({ format: 'der', type: 'pkcs8' })));
}

export function ed25519FromSeed(seed: Uint8Array): Ed25519Pair {
  if (seed.length !== 32) throw new TypeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const publicKey = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return { publicKey: tail(publicKey), seed: new Uint8Array(seed) };
}

/** First 16 hexadecimal digits of the SHA-256 of the public key: names it in trust sets. */
export const keyIdOf = (publicKey: Uint8Array): string =>
  createHash('sha256').update(publicKey).digest('hex').slice(0, 16);

/** With the verifier below, the contract's ports `Signer` and `Verifier`, by shape. */
export interface Ed25519Signer {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export function ed25519Signer(pair: Ed25519Pair): Ed25519Signer {
  const key = privateKeyOf(pair.seed);
  return {
    keyId: keyIdOf(pair.publicKey),
    publicKey: pair.publicKey,
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

export const ed25519Verifier = {
  /** False for a wrong signature, and for what is no key or no signature; never throws. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      return verify(null, message, publicKeyOf(publicKey), signature);
    } catch {
      // Not a point of the curve.
      return false;
    }
  },
};
