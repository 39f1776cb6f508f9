import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';

/** A key of 32 bytes that bodies are sealed with, and its name. */
export interface DataKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The contract's port `BodySealer`, by shape. */
export interface KeyedSealer {
  readonly keyId: string;
  seal(body: Uint8Array, bound: Uint8Array): Uint8Array;
}

const NONCE = 12;
const TAG = 16;

/**
 * AES-256-GCM under a key derived for this one `bound` (HKDF, RFC 5869), with a nonce that is a MAC over the body: the same
 * inputs give the same bytes, and no key meets a nonce with two bodies, also where another version of a compressor packs
 * the same content differently. A body is `nonce ‖ ciphertext ‖ tag`.
 */
export function bodySealer({ id, key }: DataKey): KeyedSealer {
  check(key);
  return {
    keyId: id,
    seal(body, bound) {
      const [cipherKey, nonceKey] = derive(key, bound);
      const nonce = createHmac('sha256', nonceKey).update(body).digest().subarray(0, NONCE);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce).setAAD(bound);
      return new Uint8Array(Buffer.concat([nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()]));
    },
  };
}

/** Undefined for another key, another `bound`, and for bytes that were changed; never throws for them. */
export function openBody({ key }: DataKey, sealed: Uint8Array, bound: Uint8Array): Uint8Array | undefined {
  if (sealed.length < NONCE + TAG) return undefined;
  const [cipherKey] = derive(key, bound);
  const decipher = createDecipheriv('aes-256-gcm', cipherKey, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    const body = decipher.update(sealed.subarray(NONCE, sealed.length - TAG));
    return new Uint8Array(Buffer.concat([body, decipher.final()]));
  } catch {
    return undefined;
  }
}

function derive(key: Uint8Array, bound: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const info = Buffer.concat([Buffer.from('wheelhouse body v1 '), createHash('sha256').update(bound).digest()]);
  const both = new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), info, 64));
  return [both.subarray(0, 32), both.subarray(32)];
}

function check(key: Uint8Array): void {
  if (key.length !== 32) throw new TypeError(`a data key has 32 bytes, not ${key.length}`);
}
