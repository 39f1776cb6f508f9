import { TemplateError } from '../template-error.ts';
import { bytesOf, decodeBytes } from '../utf8.ts';

export function encodeBase64Bytes(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export const encodeBase64 = (text: string): string => encodeBase64Bytes(bytesOf(text));

/** RFC 4648 with padding, line ends left out, as Go's StdEncoding reads it. */
export function decodeBase64Bytes(text: string): Uint8Array {
  const bad = badByte(text);
  if (bad !== undefined) throw new TemplateError(`illegal base64 data at input byte ${bad}`);
  return Uint8Array.from(atob(text.replace(/[\r\n]/g, '')), (char) => char.charCodeAt(0));
}

/** Garbage gives Go's error as text: sprig swallows it. */
export function decodeBase64(text: string): string {
  const bad = badByte(text);
  return bad === undefined ? decodeBytes(decodeBase64Bytes(text)) : `illegal base64 data at input byte ${bad}`;
}

const isDigit = (byte: number): boolean => /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));
const isLineEnd = (byte: number | undefined): boolean => byte === 10 || byte === 13;
const PAD = 61;

/** Where Go's decoder stops, counted in bytes and with line ends. */
function badByte(text: string): number | undefined {
  const bytes = bytesOf(text);
  let at = 0;
  const skip = (): void => {
    while (isLineEnd(bytes[at])) at++;
  };
  for (skip(); at < bytes.length; skip()) {
    for (let digit = 0; digit < 4; digit++) {
      skip();
      if (at === bytes.length) return digit === 0 ? undefined : at - digit;
      const byte = bytes[at++]!;
      if (isDigit(byte)) continue;
      if (byte !== PAD || digit < 2) return at - 1;
      skip();
      if (digit === 2 && at === bytes.length) return at;
      if (digit === 2 && bytes[at++] !== PAD) return at - 1;
      skip();
      return at < bytes.length ? at : undefined;
    }
  }
  return undefined;
}
