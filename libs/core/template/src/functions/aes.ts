import { concatBytes } from '@noble/hashes/utils.js';
import { TemplateError } from '../template-error.ts';
import { decodeBytes } from '../utf8.ts';

/** FIPS 197: multiplication by x in GF(2⁸). */
const doubled = (byte: number): number => ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;

function multiply(a: number, b: number): number {
  let [result, factor] = [0, a];
  for (let rest = b; rest > 0; rest >>= 1) {
    if (rest & 1) result ^= factor;
    factor = doubled(factor);
  }
  return result;
}

/** The S-box is the inverse in the field, then an affine map. */
function makeBox(): Uint8Array {
  const box = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let inverse = 0;
    for (let other = 1; byte > 0 && other < 256; other++) if (multiply(byte, other) === 1) inverse = other;
    let value = 0x63;
    for (let turn = 0; turn < 5; turn++) value ^= ((inverse << turn) | (inverse >> (8 - turn))) & 0xff;
    box[byte] = value;
  }
  return box;
}

let boxes: { readonly forward: Uint8Array; readonly backward: Uint8Array } | undefined;

function sBoxes(): NonNullable<typeof boxes> {
  if (boxes) return boxes;
  const forward = makeBox();
  const backward = new Uint8Array(256);
  forward.forEach((value, byte) => (backward[value] = byte));
  return (boxes = { forward, backward });
}

const ROUNDS = 14;

/** AES-256: fifteen round keys of sixteen bytes. */
function roundKeys(key: Uint8Array): Uint8Array {
  const { forward } = sBoxes();
  const words = new Uint8Array(16 * (ROUNDS + 1));
  words.set(key);
  let constant = 1;
  for (let at = 32; at < words.length; at += 4) {
    let word = [...words.subarray(at - 4, at)];
    if (at % 32 === 0) {
      word = [word[1]!, word[2]!, word[3]!, word[0]!].map((byte) => forward[byte]!);
      word[0]! ^= constant;
      constant = doubled(constant);
    } else if (at % 32 === 16) word = word.map((byte) => forward[byte]!);
    word.forEach((byte, index) => (words[at + index] = words[at + index - 32]! ^ byte));
  }
  return words;
}

const addKey = (block: Uint8Array, keys: Uint8Array, round: number): void =>
  block.forEach((byte, at) => (block[at] = byte ^ keys[16 * round + at]!));

/** Row r of the column-wise state moves by r columns. */
function shiftRows(block: Uint8Array, direction: 1 | -1): void {
  const old = block.slice();
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++)
      block[4 * column + row] = old[4 * ((column + direction * row + 4) % 4) + row]!;
}

function mixColumns(block: Uint8Array, factors: readonly number[]): void {
  for (let column = 0; column < 16; column += 4) {
    const old = block.slice(column, column + 4);
    for (let row = 0; row < 4; row++)
      block[column + row] = [0, 1, 2, 3].reduce((sum, at) => sum ^ multiply(old[(row + at) % 4]!, factors[at]!), 0);
  }
}

function encryptBlock(block: Uint8Array, keys: Uint8Array): void {
  const { forward } = sBoxes();
  addKey(block, keys, 0);
  for (let round = 1; round <= ROUNDS; round++) {
    block.forEach((byte, at) => (block[at] = forward[byte]!));
    shiftRows(block, 1);
    if (round < ROUNDS) mixColumns(block, [2, 3, 1, 1]);
    addKey(block, keys, round);
  }
}

function decryptBlock(block: Uint8Array, keys: Uint8Array): void {
  const { backward } = sBoxes();
  for (let round = ROUNDS; round >= 1; round--) {
    addKey(block, keys, round);
    if (round < ROUNDS) mixColumns(block, [14, 11, 13, 9]);
    shiftRows(block, -1);
    block.forEach((byte, at) => (block[at] = backward[byte]!));
  }
  addKey(block, keys, 0);
}

/** CBC with PKCS #7 padding; the initialisation vector stands before the result. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, content: Uint8Array): Uint8Array {
  const padding = 16 - (content.length % 16);
  const result = concatBytes(iv, content, new Uint8Array(padding).fill(padding));
  const keys = roundKeys(key);
  for (let at = 16; at < result.length; at += 16) {
    const block = result.subarray(at, at + 16);
    block.forEach((byte, index) => (block[index] = byte ^ result[at - 16 + index]!));
    encryptBlock(block, keys);
  }
  return result;
}

/** The other way; what is no such text is an error. */
export function decryptCbc(key: Uint8Array, encrypted: Uint8Array): string {
  if (encrypted.length < 32 || encrypted.length % 16 !== 0)
    throw new TemplateError('crypto/cipher: input not full blocks');
  const result = encrypted.slice(16);
  const keys = roundKeys(key);
  for (let at = 0; at < result.length; at += 16) {
    const block = result.subarray(at, at + 16);
    decryptBlock(block, keys);
    block.forEach((byte, index) => (block[index] = byte ^ encrypted[at + index]!));
  }
  const padding = result.at(-1)!;
  if (padding > result.length) throw new TemplateError('slice bounds out of range');
  return decodeBytes(result.subarray(0, result.length - padding));
}
