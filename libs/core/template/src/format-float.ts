/** How Go writes float64 (strconv.FormatFloat): exact digits, rounded half to even. All of these are for finite numbers above zero or zero. */

interface Digits {
  /** Without zeros at the end, unless it is zero. */
  readonly text: string;
  /** The number is 0.`text` × 10^`point`. */
  readonly point: number;
}

/** The number as `digits` × 10^`exponent`, exactly. */
function exact(value: number): { readonly digits: bigint; readonly exponent: number } {
  const { mantissa, exponent } = binary(value);
  if (exponent >= 0) return { digits: mantissa << BigInt(exponent), exponent: 0 };
  return { digits: mantissa * 5n ** BigInt(-exponent), exponent };
}

/** The number as `mantissa` × 2^`exponent`. */
function binary(value: number): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

function divideHalfEven(value: bigint, by: bigint): bigint {
  const [quotient, rest] = [value / by, (value % by) * 2n];
  return rest > by || (rest === by && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** Digits rounded to `precision` places behind the point. */
export function formatFixed(value: number, precision: number): string {
  const { digits, exponent } = exact(value);
  const shift = exponent + precision;
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, 10n ** BigInt(-shift));
  const text = String(scaled).padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

/** The digits of a number rounded to so many, or the fewest that are this number and no other. */
function digitsOf(value: number, count: number | undefined): Digits {
  if (value === 0) return { text: '0', point: 1 };
  if (count === undefined) {
    const [mantissa, power] = value.toExponential().split('e') as [string, string];
    return { text: mantissa.replace('.', ''), point: Number(power) + 1 };
  }
  const { digits, exponent } = exact(value);
  const length = String(digits).length;
  const drop = length - count;
  const kept = String(drop > 0 ? divideHalfEven(digits, 10n ** BigInt(drop)) : digits);
  const point = length + exponent + (drop > 0 && kept.length > count ? 1 : 0);
  return { text: kept.slice(0, count).replace(/(?!^)0+$/, ''), point };
}

const exponentText = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

function scientific({ text, point }: Digits, precision: number, isZero: boolean): string {
  const padded = text.padEnd(precision + 1, '0');
  const fraction = precision > 0 ? `.${padded.slice(1, precision + 1)}` : '';
  return `${padded[0]}${fraction}e${exponentText(isZero ? 0 : point - 1)}`;
}

export const formatExponential = (value: number, precision: number): string =>
  scientific(digitsOf(value, precision + 1), precision, value === 0);

/** `%g`: without a precision the fewest digits, and an exponent from 10⁶ on (the way `fmt` chooses). */
export function formatGeneral(value: number, precision: number | undefined): string {
  const digits = digitsOf(value, precision === undefined ? undefined : Math.max(precision, 1));
  const { text, point } = digits;
  const count = value === 0 ? 0 : text.length;
  const given = precision === undefined ? 6 : Math.max(precision, 1);
  const limit = precision !== undefined && given > count && count >= point ? count : given;
  const exponent = value === 0 ? 0 : point - 1;
  if (exponent < -4 || exponent >= Math.max(limit, 1)) return scientific(digits, text.length - 1, false);
  if (point <= 0) return `0.${'0'.repeat(-point)}${text}`;
  const whole = text.slice(0, point).padEnd(point, '0');
  return text.length > point ? `${whole}.${text.slice(point)}` : whole;
}

/** `%b`: the mantissa and the power of two. */
export function formatBinary(value: number): string {
  const { mantissa, exponent } = binary(value);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** `%x`: 0x1.8p+00 */
export function formatHex(value: number, precision: number | undefined): string {
  let { mantissa, exponent } = binary(value);
  if (mantissa === 0n) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+00`;
  while (mantissa < 1n << 52n) [mantissa, exponent] = [mantissa << 1n, exponent - 1];
  if (precision !== undefined && precision < 13) {
    const drop = BigInt(4 * (13 - precision));
    mantissa = divideHalfEven(mantissa, 1n << drop) << drop;
    if (mantissa >= 1n << 53n) [mantissa, exponent] = [mantissa >> 1n, exponent + 1];
  }
  const all = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const fraction = precision === undefined ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  return `0x1${fraction && `.${fraction}`}p${exponentText(exponent + 52)}`;
}
