import type { Context } from './context.ts';
import { formatG, formatPlain, goExponent, printValue, quoteGo, sprint } from './print.ts';
import { bytesOf } from './utf8.ts';
import { GoInt, GoList, GoMap, typeName, type Value } from './values.ts';

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly verb: string;
}

const MAX_WIDTH = 1_000_000;

/** fmt.Sprintf, with Go's own words for what does not fit: `%!d(float64=3)`, `%!s(MISSING)`, `%!(EXTRA string=x)`. */
export function sprintf(format: string, args: readonly Value[], context: Context): string {
  let result = '';
  let next = 0;
  let reordered = false;
  const pattern = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:\[(\d+)\])?(?:([\s\S])|$)/gu;
  let from = 0;
  for (const match of format.matchAll(pattern)) {
    result += format.slice(from, match.index);
    from = match.index + match[0].length;
    const star = (text: string | undefined): number => {
      if (text !== '*') return Math.min(Number(text || 0), MAX_WIDTH);
      const value = args[next++];
      return value instanceof GoInt ? Math.min(Number(value.value), MAX_WIDTH) : 0;
    };
    const width = star(match[2]);
    const precision = match[3] === undefined ? undefined : star(match[3]);
    const verb = match[5];
    if (match[4] !== undefined) [next, reordered] = [Number(match[4]) - 1, true];
    if (verb === undefined) result += '%!(NOVERB)';
    else if (verb === '%') result += '%';
    else if (next < 0 || next >= args.length) result += `%!${verb}(${reordered ? 'BADINDEX' : 'MISSING'})`;
    else {
      const flags = width < 0 ? `${match[1]}-` : match[1]!;
      result += formatOne(args[next++], { flags, width: Math.abs(width), precision, verb }, context);
    }
    context.text(result.length - from > 0 ? width + 8 : 8);
  }
  result += format.slice(from);
  context.text(result.length);
  return !reordered && next < args.length ? result + extra(args.slice(next), context) : result;
}

const extra = (args: readonly Value[], context: Context): string =>
  `%!(EXTRA ${args.map((arg) => (arg === null || arg === undefined ? '<nil>' : `${typeName(arg)}=${printValue(arg, context)}`)).join(', ')})`;

function formatOne(value: Value, spec: Spec, context: Context): string {
  if (spec.verb === 'T') return pad(typeName(value), spec);
  if (value === undefined || value === null) return spec.verb === 'v' ? pad('<nil>', spec) : `%!${spec.verb}(<nil>)`;
  if (value instanceof GoList && spec.verb !== 'v') return formatItems(value, spec, context);
  const text = formatScalar(value, spec, context);
  if (text !== undefined) return text;
  return `%!${spec.verb}(${typeName(value)}=${printValue(value, context)})`;
}

function formatItems(list: GoList, spec: Spec, context: Context): string {
  return `[${list.items.map((item) => formatOne(item, spec, context)).join(' ')}]`;
}

function formatScalar(value: Value, spec: Spec, context: Context): string | undefined {
  if (spec.verb === 'v') return formatDefault(value, spec, context);
  if (typeof value === 'string') return formatString(value, spec);
  if (typeof value === 'number') return formatFloat(value, spec);
  if (typeof value === 'boolean') return spec.verb === 't' ? pad(String(value), spec) : undefined;
  if (value instanceof GoInt) return formatInteger(value.value, spec);
  if (value instanceof GoMap && spec.verb === 's') {
    const parts = value.sorted().map(([key, item]) => `${key}:${formatOne(item, spec, context)}`);
    return `map[${parts.join(' ')}]`;
  }
  return undefined;
}

/** `+` of `%+v` means something for structs only. */
function formatDefault(value: Value, given: Spec, context: Context): string {
  const spec = { ...given, flags: given.flags.replaceAll('+', '') };
  if (typeof value === 'number') {
    const text = formatFloat(value, { ...spec, verb: 'g' });
    return context.numberFormat === 'go' || spec.precision !== undefined ? text! : padNumber(formatPlain(value), spec);
  }
  if (value instanceof GoInt) return formatInteger(value.value, { ...spec, verb: 'd' })!;
  if (typeof value === 'string' && spec.flags.includes('#')) return pad(quoteGo(value), spec);
  const text = printValue(value, context);
  return pad(typeof value === 'string' ? cut(text, spec) : text, spec);
}

const cut = (text: string, spec: Spec): string =>
  spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');

function formatString(value: string, spec: Spec): string | undefined {
  const text = cut(value, spec);
  if (spec.verb === 's') return pad(text, spec);
  if (spec.verb === 'q')
    return pad(spec.flags.includes('#') && !/[`\n]/.test(text) ? `\`${text}\`` : quoteGo(text), spec);
  if (spec.verb !== 'x' && spec.verb !== 'X') return undefined;
  const bytes = Array.from(bytesOf(text), (byte) => byte.toString(16).padStart(2, '0'));
  const hex = bytes.join(spec.flags.includes(' ') ? ' ' : '');
  return pad(spec.verb === 'X' ? hex.toUpperCase() : hex, spec);
}

const RADIX: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const PREFIX: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

function formatInteger(value: bigint, spec: Spec): string | undefined {
  if (spec.verb === 'c') return pad(String.fromCodePoint(Number(value)), spec);
  if (spec.verb === 'q') return pad(`'${String.fromCodePoint(Number(value))}'`, spec);
  if (spec.verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, spec);
  const radix = RADIX[spec.verb];
  if (radix === undefined) return undefined;
  const negative = value < 0n;
  const plain = (negative ? -value : value).toString(radix).padStart(spec.precision ?? 0, '0');
  const digits = spec.verb === 'X' ? plain.toUpperCase() : plain;
  const prefix = spec.verb === 'O' ? '0o' : spec.flags.includes('#') ? (PREFIX[spec.verb] ?? '') : '';
  return padNumber(
    (negative ? '-' : '') + prefix + digits,
    spec.precision === undefined ? spec : { ...spec, flags: spec.flags.replaceAll('0', '') },
  );
}

function formatFloat(value: number, spec: Spec): string | undefined {
  if (!'eEfFgG'.includes(spec.verb)) return undefined;
  if (!Number.isFinite(value)) return padNumber(formatG(value), { ...spec, flags: spec.flags.replaceAll('0', '') });
  const precision = spec.precision === undefined ? undefined : Math.min(spec.precision, 100);
  const lower = spec.verb.toLowerCase();
  const text =
    lower === 'f'
      ? fixed(value, precision ?? 6)
      : lower === 'e'
        ? exponential(value, precision ?? 6)
        : precision === undefined
          ? formatG(value)
          : formatGWith(value, precision);
  return padNumber(spec.verb === 'E' || spec.verb === 'G' ? text.toUpperCase() : text, spec);
}

/** JavaScript rounds a tie up, Go to the even digit: `%.1f` of 1.25 is 1.2. */
function fixed(value: number, precision: number): string {
  const rounded = value.toFixed(precision);
  if (precision > 70 || Math.abs(value) >= 2 ** 52) return rounded;
  // A tie of float64 ends right after its 5, so thirty more digits tell it apart.
  const exact = value.toFixed(precision + 30);
  const kept = exact.slice(0, exact.length - 30).replace(/\.$/, '');
  const isTie = /^50*$/.test(exact.slice(exact.length - 30));
  return isTie && /[02468]$/.test(kept) ? kept : rounded;
}

function exponential(value: number, precision: number): string {
  const [mantissa, power] = value.toExponential(precision).split('e') as [string, string];
  return `${mantissa}e${goExponent(Number(power))}`;
}

function formatGWith(value: number, precision: number): string {
  const [mantissa, power] = value.toExponential(Math.max(precision, 1) - 1).split('e') as [string, string];
  const exponent = Number(power);
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const digits = short.replace(/[-.]/g, '').length;
  const threshold = precision > digits && digits >= exponent + 1 ? digits : precision;
  if (exponent < -4 || exponent >= Math.max(threshold, 1)) return `${short}e${goExponent(exponent)}`;
  return formatPlain(Number(`${short}e${exponent}`));
}

function pad(text: string, { flags, width }: Spec): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + text;
}

/** Signs stand before the zeros that fill a number up. */
function padNumber(text: string, spec: Spec): string {
  const sign = /^[-+]/.exec(text)?.[0] ?? (spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '');
  const digits = text.replace(/^[-+]/, '');
  if (spec.flags.includes('0') && !spec.flags.includes('-'))
    return sign + digits.padStart(spec.width - sign.length, '0');
  return pad(sign + digits, { ...spec, flags: spec.flags.replaceAll('0', '') });
}

/** fmt.Sprintln: always a space between, and a line's end. */
export const sprintln = (values: readonly Value[], context: Context): string =>
  `${values.map((value) => sprint([value], context)).join(' ')}\n`;
