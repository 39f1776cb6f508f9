import { required } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { fn, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { int } from '../values.ts';

function bytes(context: Context, count: number): Uint8Array {
  if (count < 0) throw new TemplateError('makeslice: len out of range');
  context.text(count);
  return required(context.capabilities, 'random')(count);
}

/** Below `limit`, each with the same chance: what would favour the first ones is thrown away. */
function below(context: Context, limit: number): number {
  const range = 2 ** 48;
  for (;;) {
    context.step();
    const value = bytes(context, 6).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < range - (range % limit)) return value % limit;
  }
}

function text(context: Context, alphabet: string, count: number): string {
  context.text(count);
  let result = '';
  for (let at = 0; at < count; at++) result += alphabet[below(context, alphabet.length)];
  return result;
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

function uuid(context: Context): string {
  const raw = Uint8Array.from(bytes(context, 16));
  raw[6] = (raw[6]! & 0x0f) | 0x40;
  raw[8] = (raw[8]! & 0x3f) | 0x80;
  const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function shuffle(context: Context, source: string): string {
  const chars = [...source];
  for (let at = chars.length - 1; at > 0; at--) {
    const other = below(context, at + 1);
    [chars[at], chars[other]] = [chars[other]!, chars[at]!];
  }
  return chars.join('');
}

export const chanceFunctions: FunctionTable = {
  randAlphaNum: fn(['int'], (context, count) => text(context, DIGITS + LETTERS, count)),
  randAlpha: fn(['int'], (context, count) => text(context, LETTERS, count)),
  randNumeric: fn(['int'], (context, count) => text(context, DIGITS, count)),
  randAscii: fn(['int'], (context, count) => text(context, PRINTABLE, count)),
  randBytes: fn(['int'], (context, count) =>
    btoa(bytes(context, count).reduce((binary, byte) => binary + String.fromCharCode(byte), '')),
  ),
  randInt: fn(['int', 'int'], (context, from, to) => {
    if (to <= from) throw new TemplateError('invalid argument to Intn');
    return int(from + below(context, to - from));
  }),
  shuffle: fn(['string'], (context, source) => shuffle(context, source)),
  uuidv4: fn([], uuid),
};
