/** Go counts and cuts strings in bytes. */
export const byteLength = (text: string): number => {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // A surrogate pair is 4 bytes in 2 units; everything else adds by its range.
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
};

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One character for each byte, for what Go does byte by byte. */
export function binaryOf(text: string): string {
  if (byteLength(text) === text.length) return text;
  let binary = '';
  for (const byte of bytesOf(text)) binary += String.fromCharCode(byte);
  return binary;
}

/** The other way: what is no UTF-8 becomes U+FFFD. */
export const fromBinary = (binary: string): string =>
  decodeBytes(Uint8Array.from(binary, (char) => char.charCodeAt(0)));

/** `text[start:end]` in bytes; the pieces of a character that is cut become U+FFFD, one for each byte, as in Go's JSON. */
export function sliceBytes(text: string, start: number, end: number): string {
  const bytes = bytesOf(text);
  if (bytes.length === text.length) return text.slice(start, end);
  return decodeBytes(bytes.subarray(start, end));
}

/** UTF-8 as Go reads it: every byte that belongs to no character is U+FFFD. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    let text = '';
    for (let at = 0; at < bytes.length;) {
      const length = characterLength(bytes, at);
      text +=
        length === 0 ? '\ufffd' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at, at + length));
      at += Math.max(1, length);
    }
    return text;
  }
}

/** 0 where no whole character begins. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
