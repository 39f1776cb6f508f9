import { Malformed } from './malformed.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** RFC 4648 §5, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(bytes.length - at, 3) + 1;
    for (let i = 0; i < characters; i++) out += ALPHABET[(group >> (18 - 6 * i)) & 63];
  }
  return out;
}

/** Throws `Malformed`, also for bits that no encoder would leave behind: one value has one text. */
export function fromBase64url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new Malformed('is not base64url: a character is missing or too many');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let value = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = VALUES.get(text[i]!);
    if (digit === undefined) throw new Malformed(`is not base64url: unexpected character at ${i + 1}`);
    value = ((value << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (value >> (bits -= 8)) & 255;
  }
  if ((value & ((1 << bits) - 1)) !== 0) throw new Malformed('is not base64url: bits are left over');
  return bytes;
}
