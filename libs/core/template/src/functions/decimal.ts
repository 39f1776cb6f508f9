import { fn, variadic, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import type { Value } from '../values.ts';
import { toFloat } from './conversion.ts';

/** `digits` × 10^`exponent`, exactly: sprig's float functions calculate in decimals, so that 0.1 + 0.2 is 0.3. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Digits behind the point of a quotient (shopspring/decimal's DivisionPrecision). */
const DIVISION_PRECISION = 16;

function decimal(value: Value): Decimal {
  const float = toFloat(value);
  if (!Number.isFinite(float)) throw new TemplateError(`Cannot create a Decimal from ${float}`);
  const [mantissa, power] = float.toExponential().split('e') as [string, string];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const toNumber = ({ digits, exponent }: Decimal): number => Number(`${digits}e${exponent}`);

const shifted = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);

function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: shifted(a, exponent) + shifted(b, exponent), exponent };
}

const negated = ({ digits, exponent }: Decimal): Decimal => ({ digits: -digits, exponent });
const multiply = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  exponent: a.exponent + b.exponent,
});

/** Rounded half away from zero. */
function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new TemplateError('decimal division by 0');
  const shift = a.exponent - b.exponent + DIVISION_PRECISION;
  const above = shift > 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const below = shift < 0 ? b.digits * 10n ** BigInt(-shift) : b.digits;
  const quotient = above / below;
  const rest = magnitude(above % below) * 2n >= magnitude(below);
  const sign = above < 0n === below < 0n ? 1n : -1n;
  return { digits: rest ? quotient + sign : quotient, exponent: -DIVISION_PRECISION };
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

const folded = (first: Value, rest: readonly Value[], operation: (a: Decimal, b: Decimal) => Decimal): number =>
  toNumber(rest.map(decimal).reduce(operation, decimal(first)));

export const decimalFunctions: FunctionTable = {
  add1f: fn(['any'], (_, value) => folded(value, [1], add)),
  addf: variadic([], 'any', (_, __, values) => folded(0, values, add)),
  subf: variadic(['any'], 'any', (_, [first], rest) => folded(first, rest, (a, b) => add(a, negated(b)))),
  mulf: variadic(['any'], 'any', (_, [first], rest) => folded(first, rest, multiply)),
  divf: variadic(['any'], 'any', (_, [first], rest) => folded(first, rest, divide)),
};
