import { decodeBytes } from '../utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, with padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let result = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const block = bytes.subarray(at, at + 5);
    let bits = 0n;
    for (let index = 0; index < 5; index++) bits = (bits << 8n) | BigInt(block[index] ?? 0);
    const digits = Math.ceil((block.length * 8) / 5);
    for (let index = 0; index < digits; index++) result += ALPHABET[Number((bits >> BigInt(35 - 5 * index)) & 31n)];
    result += '='.repeat(8 - digits);
  }
  return result;
}

/** Garbage gives Go's error as text: sprig swallows it. */
export function decodeBase32(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  const bad = badByte(compact);
  if (bad !== undefined) return `illegal base32 data at input byte ${bad}`;
  const digits = compact.replace(/=+$/, '');
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const digit of digits) {
    bits = ((bits << 5) | ALPHABET.indexOf(digit)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return decodeBytes(Uint8Array.from(bytes));
}

/** Where Go's decoder stops: blocks of eight, of which only the last may be padded. */
function badByte(text: string): number | undefined {
  for (let start = 0; start < text.length; start += 8) {
    for (let at = 0; at < 8; at++) {
      const char = text[start + at];
      if (char === undefined) return start;
      if (char === '=' && at >= 2) return badPadding(text, start, at);
      if (!ALPHABET.includes(char)) return start + at;
    }
  }
  return undefined;
}

function badPadding(text: string, start: number, at: number): number | undefined {
  if (text.length < start + 8) return text.length;
  const padding = text.slice(start + at, start + 8).search(/[^=]/);
  if (padding >= 0) return start + at + padding - 1;
  if (at === 3 || at === 6 || at === 1) return start + at - 1;
  return text.length > start + 8 ? start + 8 : undefined;
}
