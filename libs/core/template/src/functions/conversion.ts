import type { Context } from '../context.ts';
import { printValue } from '../print.ts';
import { GoInt, GoList, int, int64, type Value } from '../values.ts';
import { fn, variadic, type FunctionTable } from '../function.ts';

/** sprig's `strval`: a string as it is, anything else as `%v`. */
export const toText = (value: Value, context: Context): string => printValue(value ?? null, context);

/** sprig's `strslice`: the items as text, without nils; a single value is a list of one. */
export function toTexts(value: Value, context: Context): string[] {
  if (value === null || value === undefined) return [];
  if (!(value instanceof GoList)) return [toText(value, context)];
  return value.items.filter((item) => item !== null && item !== undefined).map((item) => toText(item, context));
}

/** What amd64 makes of a float that fits no integer. */
const MIN_INT64 = -(2n ** 63n);

/** cast.ToInt64: numbers are cut, text is read with Go's prefixes (`0x1f`, `010` is 8), anything else is 0. */
export function toBigInt(value: Value): bigint {
  if (value instanceof GoInt) return value.value;
  if (typeof value === 'number') return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : MIN_INT64;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? parseInteger(value) : 0n;
}

function parseInteger(text: string): bigint {
  const plain = /^[-+]?(?:\d(?:_?\w)*)/.test(text) ? text.replace(/(?<=\w)_(?=\w)/g, '') : text;
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)(?:\.0+)?$/.exec(plain);
  if (!match) return 0n;
  const digits = match[2]!;
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  const value = match[1] === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? value : 0n;
}

/** cast.ToFloat64. */
export function toFloat(value: Value): number {
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && /^[-+]?inf(?:inity)?$/i.test(value))
    return value.startsWith('-') ? -Infinity : Infinity;
  if (typeof value !== 'string' || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value)) return 0;
  return Number(value);
}

export const conversions: FunctionTable = {
  toString: fn(['any'], (context, value) => toText(value, context)),
  toStrings: fn(['any'], (context, value) => new GoList(toTexts(value, context), 'string')),
  int: fn(['any'], (_, value) => int(toBigInt(value))),
  int64: fn(['any'], (_, value) => int64(toBigInt(value))),
  float64: fn(['any'], (_, value) => toFloat(value)),
  atoi: fn(['string'], (_, text) => int(/^[-+]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : 0n)),
  toDecimal: fn(['any'], (context, value) => {
    const text = toText(value, context);
    const digits = /^([-+]?)([0-7]+)$/.exec(text);
    return int64(digits ? BigInt(`0o${digits[2]}`) * (digits[1] === '-' ? -1n : 1n) : 0n);
  }),
  join: fn(['string', 'any'], (context, separator, value) => {
    const texts = toTexts(value, context);
    context.text(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
    return texts.join(separator);
  }),
  cat: variadic([], 'any', (context, _, rest) => {
    const texts = rest.filter((item) => item !== null).map((item) => toText(item, context));
    return texts.join(' ');
  }),
};
