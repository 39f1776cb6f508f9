import { Encoder } from 'cbor-x';
import { Malformed } from './malformed.ts';

// The subset of RFC 8949 that crosses our wire: definite lengths, no tags, maps with small ascending integer keys only.
// `checkCbor` refuses everything else before the decoder sees it, so that no input can make it allocate more than a fixed
// multiple of its own length.

const MAX_DEPTH = 24;
const MAX_ITEMS = 2_000_000;
const MAX_MAP_KEYS = 64;

const encoder = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  tagUint8Array: false,
  variableMapSize: true,
});

/** Deterministic for what the codecs hand it: maps in the order of their fields, integers in their shortest form. */
export const packCbor = (value: unknown): Uint8Array => new Uint8Array(encoder.encode(value));

/** Throws `Malformed`. Byte strings are copies, so that a small field does not hold a large message in memory. */
export function unpackCbor(bytes: Uint8Array): unknown {
  checkCbor(bytes);
  try {
    return encoder.decode(bytes);
  } catch (error) {
    throw new Malformed('is not readable as CBOR', { cause: error });
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  items: number;
}

export function checkCbor(bytes: Uint8Array): void {
  const cursor: Cursor = { bytes, at: 0, items: 0 };
  checkItem(cursor, 0);
  if (cursor.at !== bytes.length) throw new Malformed(`has ${bytes.length - cursor.at} bytes after its end`);
}

function checkItem(cursor: Cursor, depth: number): void {
  if (depth > MAX_DEPTH) throw new Malformed(`is nested deeper than ${MAX_DEPTH}`);
  if (++cursor.items > MAX_ITEMS) throw new Malformed(`has more than ${MAX_ITEMS} items`);
  const start = cursor.at;
  const head = nextByte(cursor);
  const major = head >> 5;
  if (major === 7) return checkSimple(cursor, head & 31, start);
  const length = argument(cursor, head & 31, start);
  if (major === 2 || major === 3) return skip(cursor, length);
  if (major === 4) return checkItems(cursor, length, depth);
  if (major === 5) return checkMap(cursor, length, depth);
  if (major === 6) throw new Malformed(`has a tag at byte ${start}, and tags are not used here`);
}

function checkItems(cursor: Cursor, length: number, depth: number): void {
  // An item takes a byte at least: a longer claim is a lie.
  if (length > cursor.bytes.length - cursor.at) throw truncated();
  for (let i = 0; i < length; i++) checkItem(cursor, depth + 1);
}

function checkMap(cursor: Cursor, length: number, depth: number): void {
  if (length > MAX_MAP_KEYS) throw new Malformed(`has a map of more than ${MAX_MAP_KEYS} keys`);
  let last = -1;
  for (let i = 0; i < length; i++) {
    const start = cursor.at;
    const head = nextByte(cursor);
    const key = head >> 5 === 0 ? argument(cursor, head & 31, start) : -1;
    if (key <= last || key > 255) throw new Malformed(`has a map key at byte ${start} that is out of order`);
    last = key;
    checkItem(cursor, depth + 1);
  }
}

/** `false`, `true`, `null`, `undefined` and 16, 32 or 64 bit floats. */
function checkSimple(cursor: Cursor, info: number, start: number): void {
  if (info >= 20 && info <= 23) return;
  if (info < 25 || info > 27) throw new Malformed(`has an unknown value at byte ${start}`);
  skip(cursor, 2 ** (info - 24));
}

function argument(cursor: Cursor, info: number, start: number): number {
  if (info < 24) return info;
  if (info > 27) throw new Malformed(`has a length at byte ${start} that is not definite`);
  let value = 0;
  for (let i = 0; i < 2 ** (info - 24); i++) value = value * 256 + nextByte(cursor);
  return value;
}

function nextByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at++];
  if (byte === undefined) throw truncated();
  return byte;
}

function skip(cursor: Cursor, length: number): void {
  if (length > cursor.bytes.length - cursor.at) throw truncated();
  cursor.at += length;
}

const truncated = () => new Malformed('ends too early');
