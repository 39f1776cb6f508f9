import { fn, variadic, type FunctionTable } from '../function.ts';
import type { Context } from '../context.ts';
import { TemplateError } from '../template-error.ts';
import { GoList, int, int64, type Value } from '../values.ts';
import { toBigInt, toFloat } from './conversion.ts';

const divide = (a: Value, b: Value, operation: (a: bigint, b: bigint) => bigint): Value => {
  if (toBigInt(b) === 0n) throw new TemplateError('runtime error: integer divide by zero');
  return int64(operation(toBigInt(a), toBigInt(b)));
};

const extreme = (first: Value, rest: readonly Value[], better: (a: bigint, b: bigint) => boolean): Value =>
  int64(rest.map(toBigInt).reduce((best, value) => (better(value, best) ? value : best), toBigInt(first)));

/** The integers from start to before stop; charged, since their number is the template's to choose. */
function range(context: Context, start: number, stop: number, step: number): number[] {
  const forward = stop >= start;
  if (step === 0 || forward !== step > 0) return [];
  context.step(Math.ceil((stop - start) / step));
  const values: number[] = [];
  for (let at = start; forward ? at < stop : at > stop; at += step) values.push(at);
  return values;
}

function seq(context: Context, params: readonly number[]): string {
  const [first = 0, second = 0, third = 0] = params;
  if (params.length === 0 || params.length > 3) return '';
  const [start, end] = params.length === 1 ? [1, first] : [first, params.length === 2 ? second : third];
  const down = end < start;
  const step = params.length === 3 ? second : down ? -1 : 1;
  if (params.length === 3 && down && step > 0) return '';
  return range(context, start, end + (down ? -1 : 1), step).join(' ');
}

/** math.Pow(10, n) with Go's own rounding: squaring with the exponent of two kept apart. */
function powerOfTen(exponent: number): number {
  let [factor, factorExponent] = [10 / 16, 4];
  let [result, resultExponent] = [1, 0];
  for (let rest = Math.min(Math.abs(exponent), 1000); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) [result, resultExponent] = [result * factor, resultExponent + factorExponent];
    [factor, factorExponent] = [factor * factor, factorExponent * 2];
    if (factor < 0.5) [factor, factorExponent] = [factor * 2, factorExponent - 1];
  }
  if (exponent < 0) [result, resultExponent] = [1 / result, -resultExponent];
  const half = Math.trunc(resultExponent / 2);
  return result * 2 ** half * 2 ** (resultExponent - half);
}

function round(value: number, places: number, roundOn: number): number {
  const power = powerOfTen(places);
  const digit = power * value;
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

const ints = (values: readonly number[]): GoList =>
  new GoList(
    values.map((value) => int(value)),
    'int',
  );

export const mathFunctions: FunctionTable = {
  add: variadic([], 'any', (_, __, values) => int64(values.map(toBigInt).reduce((sum, value) => sum + value, 0n))),
  add1: fn(['any'], (_, value) => int64(toBigInt(value) + 1n)),
  sub: fn(['any', 'any'], (_, a, b) => int64(toBigInt(a) - toBigInt(b))),
  mul: variadic(['any'], 'any', (_, [first], rest) =>
    int64(rest.map(toBigInt).reduce((product, value) => BigInt.asIntN(64, product * value), toBigInt(first))),
  ),
  div: fn(['any', 'any'], (_, a, b) => divide(a, b, (x, y) => x / y)),
  mod: fn(['any', 'any'], (_, a, b) => divide(a, b, (x, y) => x % y)),
  max: variadic(['any'], 'any', (_, [first], rest) => extreme(first, rest, (a, b) => a > b)),
  biggest: variadic(['any'], 'any', (_, [first], rest) => extreme(first, rest, (a, b) => a > b)),
  min: variadic(['any'], 'any', (_, [first], rest) => extreme(first, rest, (a, b) => a < b)),
  maxf: variadic(['any'], 'any', (_, [first], rest) => Math.max(toFloat(first), ...rest.map(toFloat))),
  minf: variadic(['any'], 'any', (_, [first], rest) => Math.min(toFloat(first), ...rest.map(toFloat))),
  floor: fn(['any'], (_, value) => Math.floor(toFloat(value))),
  ceil: fn(['any'], (_, value) => Math.ceil(toFloat(value))),
  round: variadic(['any', 'int'], 'float64', (_, [value, places], [roundOn = 0.5]) =>
    round(toFloat(value), places, roundOn),
  ),
  until: fn(['int'], (context, count) => ints(range(context, 0, count, count < 0 ? -1 : 1))),
  untilStep: fn(['int', 'int', 'int'], (context, start, stop, step) => ints(range(context, start, stop, step))),
  seq: variadic([], 'int', (context, _, params) => seq(context, params)),
};
