// ITU-T X.690, as far as certificates and private keys need it. Reading is for what OpenSSL has accepted before.
const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Content under any tag. */
export const element = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
};

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.of(length);
  const bytes = bigEndian(length);
  return Buffer.of(0x80 | bytes.length, ...bytes);
};

const bigEndian = (value: number): number[] =>
  value < 0x100 ? [value] : [...bigEndian(Math.floor(value / 0x100)), value % 0x100];

export const sequence = (...members: readonly Uint8Array[]): Buffer => element(TAGS.sequence, ...members);
export const set = (...members: readonly Uint8Array[]): Buffer => element(TAGS.set, ...members);
/** `[number]` around whole elements. */
export const explicit = (number: number, ...members: readonly Uint8Array[]): Buffer =>
  element(0xa0 | number, ...members);
/** `[number]` instead of the tag of what has no members. */
export const implicit = (number: number, content: Uint8Array): Buffer => element(0x80 | number, content);

export const NULL = element(TAGS.null);
export const TRUE = element(TAGS.boolean, Buffer.of(0xff));

/** An unsigned number, its highest byte first. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = first === -1 ? Buffer.of(0) : bytes.subarray(first);
  return element(TAGS.integer, Buffer.of(...(significant[0]! >= 0x80 ? [0] : [])), significant);
}

export const octetString = (content: Uint8Array): Buffer => element(TAGS.octetString, content);

/** `unused`: how many of the last bits are none. */
export const bitString = (content: Uint8Array, unused = 0): Buffer =>
  element(TAGS.bitString, Buffer.of(unused), content);

/** From its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAGS.oid, Buffer.from([first * 40 + second, ...rest.flatMap((arc) => base128(arc))]));
}

const base128 = (value: number, more = 0): number[] =>
  value < 0x80 ? [value | more] : [...base128(value >>> 7, 0x80), (value & 0x7f) | more];

/** PrintableString where its few characters do, else UTF8String, as Go chooses. */
export const text = (value: string): Buffer =>
  element(/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? TAGS.printableString : TAGS.utf8String, Buffer.from(value));

/** `ms` since 1970, cut to seconds; RFC 5280 has two digits for the years until 2049. Throws for years beyond four digits. */
export function time(ms: number): Buffer {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw new RangeError('a certificate cannot end (or begin) outside the years 0 to 9999');
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return year >= 1950 && year < 2050
    ? element(TAGS.utcTime, Buffer.from(digits.slice(2)))
    : element(TAGS.generalizedTime, Buffer.from(digits));
}

export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */
  readonly whole: Buffer;
}

/** The elements that stand one after another in `bytes`. Throws where one is cut off. */
export function elementsOf(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; at += found.at(-1)!.whole.length) found.push(elementAt(bytes, at));
  return found;
}

function elementAt(bytes: Buffer, at: number): Element {
  const short = bytes[at + 1] ?? 0;
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  const start = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? short : bytes.readUIntBE(at + 2, lengthBytes);
  if (start + length > bytes.length) throw new RangeError('DER: an element is cut off');
  return { tag: bytes[at]!, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}
