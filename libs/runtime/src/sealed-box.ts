import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Raw: 32 bytes each. */
export interface X25519Pair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

// RFC 8410: what stands before the raw key in PKCS#8 and in SubjectPublicKeyInfo.
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const KEY = 32;
const TAG = 16;
/** Each box has a key of its own, which meets this nonce once. */
const NONCE = new Uint8Array(12);

const privateKeyOf = (raw: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: 'der', type: 'pkcs8' });
const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
const tail = (der: Buffer): Uint8Array => new Uint8Array(der.subarray(der.length - KEY));

export function generateX25519(): X25519Pair {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    privateKey: tail(privateKey.export({ format: 'der', type: 'pkcs8' })),
    publicKey: tail(publicKey.export({ format: 'der', type: 'spki' })),
  };
}

/** The pair of a private key that was kept. Throws where it has not 32 bytes. */
export function x25519FromPrivate(privateKey: Uint8Array): X25519Pair {
  if (privateKey.length !== KEY) throw new TypeError(`an X25519 key has ${KEY} bytes, not ${privateKey.length}`);
  const publicKey = createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' });
  return { privateKey: new Uint8Array(privateKey), publicKey: tail(publicKey) };
}

/**
 * For the holder of one private key only: an ephemeral X25519 key, HKDF over the shared secret and both public keys, and
 * AES-256-GCM: `ephemeral public key ‖ ciphertext ‖ tag`. `bound` must be the same when it is opened. Throws where the
 * recipient's key is none.
 */
export function sealBox(plain: Uint8Array, recipient: Uint8Array, bound: Uint8Array): Uint8Array {
  const own = generateX25519();
  const key = shared(own, recipient, [own.publicKey, recipient]);
  const cipher = createCipheriv('aes-256-gcm', key, NONCE).setAAD(bound);
  return new Uint8Array(Buffer.concat([own.publicKey, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

/** Undefined for a box of another recipient, another `bound`, and for changed bytes; never throws for them. */
export function openBox(box: Uint8Array, pair: X25519Pair, bound: Uint8Array): Uint8Array | undefined {
  if (box.length < KEY + TAG) return undefined;
  const sender = box.subarray(0, KEY);
  try {
    const key = shared(pair, sender, [sender, pair.publicKey]);
    const decipher = createDecipheriv('aes-256-gcm', key, NONCE, { authTagLength: TAG });
    decipher.setAAD(bound).setAuthTag(box.subarray(box.length - TAG));
    const plain = decipher.update(box.subarray(KEY, box.length - TAG));
    return new Uint8Array(Buffer.concat([plain, decipher.final()]));
  } catch {
    // A point of small order, or a tag that does not fit.
    return undefined;
  }
}

function shared(own: X25519Pair, other: Uint8Array, salt: readonly Uint8Array[]): Uint8Array {
  const secret = diffieHellman({ privateKey: privateKeyOf(own.privateKey), publicKey: publicKeyOf(other) });
  return new Uint8Array(hkdfSync('sha256', secret, Buffer.concat(salt), 'wheelhouse sealed box v1', 32));
}
