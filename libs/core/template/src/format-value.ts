import type { Context } from './context.ts';
import { formatBinary, formatExponential, formatFixed, formatGeneral, formatHex } from './format-float.ts';
import { formatPlain, quoteGo, quoteRune } from './print.ts';
import { bytesOf } from './utf8.ts';
import { GoInt, GoList, GoMap, GoObject, typeName, type Value } from './values.ts';

/** What stands between `%` and the verb. `plusV` and `sharpV` are `%+v` and `%#v`, which mean something of their own. */
export interface Flags {
  readonly minus?: boolean;
  readonly plus?: boolean;
  readonly sharp?: boolean;
  readonly space?: boolean;
  readonly zero?: boolean;
  readonly sharpV?: boolean;
  readonly width?: number | undefined;
  readonly precision?: number | undefined;
}

/** How one value is written (fmt's printArg). Values within lists and maps get the same flags. */
export function formatValue(value: Value, verb: string, flags: Flags, context: Context): string {
  context.step();
  if (verb === 'T' && value !== undefined && value !== null) return pad(truncated(typeName(value), flags), flags);
  if (value === undefined || value === null) return 'vT'.includes(verb) ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  return formatInner(value, verb, flags, context);
}

function formatInner(value: Value, verb: string, flags: Flags, context: Context): string {
  const text = formatKnown(value, verb, flags, context);
  if (text !== undefined) return text;
  return `%!${verb}(${typeName(value)}=${formatInner(value, 'v', { ...flags, sharpV: false }, context)})`;
}

/** Undefined where the verb is none for this kind of value. */
function formatKnown(value: Value, verb: string, flags: Flags, context: Context): string | undefined {
  if (typeof value === 'string') return formatString(value, verb, flags);
  if (typeof value === 'number') return formatFloat(value, verb, flags, context);
  if (typeof value === 'boolean') return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined;
  if (value instanceof GoInt) return formatInteger(value.value, verb, flags, value.type);
  if (value instanceof GoList) return formatList(value, verb, flags, context);
  if (value instanceof GoMap) return formatMap(value, verb, flags, context);
  if (value instanceof GoObject) return formatObject(value, verb, flags);
  return undefined;
}

function formatObject(value: GoObject, verb: string, flags: Flags): string | undefined {
  if ('vsxXq'.includes(verb)) return formatString(value.text(), verb, { ...flags, sharpV: false });
  return value.number === undefined ? undefined : formatInteger(value.number, verb, flags, 'int');
}

/** A nil in a list or map is not padded. */
function formatItem(value: Value, verb: string, flags: Flags, context: Context): string {
  context.step();
  if (value === undefined || value === null) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  const text = formatInner(value, verb, flags, context);
  context.text(text.length);
  return text;
}

function formatList(list: GoList, verb: string, flags: Flags, context: Context): string | undefined {
  if (verb === 'p') return undefined;
  const items = list.items.map((item) => formatItem(item, verb, flags, context));
  if (flags.sharpV && list.isNil) return `${typeName(list)}(nil)`;
  return flags.sharpV ? `${typeName(list)}{${items.join(', ')}}` : `[${items.join(' ')}]`;
}

function formatMap(map: GoMap, verb: string, flags: Flags, context: Context): string | undefined {
  if (verb === 'p') return undefined;
  const entries = map
    .sorted()
    .map(([key, item]) => `${formatInner(key, verb, flags, context)}:${formatItem(item, verb, flags, context)}`);
  return flags.sharpV ? `${typeName(map)}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`;
}

/** Zeros fill up at the left only. */
export function pad(text: string, { width = 0, minus, zero }: Flags): string {
  const missing = width - (width > 0 ? [...text].length : 0);
  if (missing <= 0 || width <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

const truncated = (text: string, { precision }: Flags): string =>
  precision === undefined ? text : [...text].slice(0, precision).join('');

function formatString(text: string, verb: string, flags: Flags): string | undefined {
  if (verb === 'v') return flags.sharpV ? quoted(text, flags) : pad(truncated(text, flags), flags);
  if (verb === 's') return pad(truncated(text, flags), flags);
  if (verb === 'q') return quoted(text, flags);
  return verb === 'x' || verb === 'X' ? hexText(text, verb, flags) : undefined;
}

function quoted(given: string, flags: Flags): string {
  const text = truncated(given, flags);
  const raw = flags.sharp && !/[`\ufeff\x7f]|[\0-\x08\x0a-\x1f]/.test(text);
  return pad(raw ? `\`${text}\`` : quoteGo(text, flags.plus), flags);
}

function hexText(text: string, verb: string, flags: Flags): string {
  const bytes = bytesOf(text).subarray(0, flags.precision);
  const prefix = flags.sharp ? `0${verb}` : '';
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).map((two) =>
    verb === 'X' ? two.toUpperCase() : two,
  );
  if (hex.length === 0) return pad('', flags);
  return pad(flags.space ? hex.map((two) => prefix + two).join(' ') : prefix + hex.join(''), flags);
}

const RADIX: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function formatInteger(value: bigint, verb: string, flags: Flags, type: string): string | undefined {
  if (verb === 'c') return pad(rune(value), flags);
  if (verb === 'q') return pad(quoteRune(rune(value), flags.plus), flags);
  if (verb === 'U') return formatUnicode(value, flags);
  if (verb === 'v' && flags.sharpV && type.startsWith('uint')) return pad(`0x${value.toString(16)}`, flags);
  const radix = RADIX[verb];
  return radix === undefined ? undefined : formatRadix(value, radix, verb, flags);
}

const rune = (value: bigint): string => {
  const bad = value < 0n || value > 0x10ffffn || (value >= 0xd800n && value <= 0xdfffn);
  return bad ? '\ufffd' : String.fromCodePoint(Number(value));
};

function formatRadix(value: bigint, radix: number, verb: string, flags: Flags): string {
  const { precision, width = 0, plus, space, sharp } = flags;
  const plainFlags = { ...flags, zero: false };
  if (precision === 0 && value === 0n) return pad('', plainFlags);
  const negative = value < 0n;
  const sign = negative ? '-' : plus ? '+' : space ? ' ' : '';
  const fills = precision === undefined && flags.zero && !flags.minus;
  const digits = (negative ? -value : value)
    .toString(radix)
    .padStart(precision ?? (fills ? width - (sign ? 1 : 0) : 0), '0');
  return pad(sign + prefixOf(digits, radix, verb, sharp) + (verb === 'X' ? digits.toUpperCase() : digits), plainFlags);
}

function prefixOf(digits: string, radix: number, verb: string, sharp: boolean | undefined): string {
  if (verb === 'O') return `0o${sharp && !digits.startsWith('0') ? '0' : ''}`;
  if (!sharp) return '';
  if (radix === 2) return '0b';
  if (radix === 8) return digits.startsWith('0') ? '' : '0';
  return radix === 16 ? `0${verb}` : '';
}

function formatUnicode(value: bigint, flags: Flags): string {
  const hex = BigInt.asUintN(64, value).toString(16).toUpperCase();
  const char = rune(value);
  const shown = flags.sharp && value >= 0n && value <= 0x10ffffn && /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char);
  return pad(`U+${hex.padStart(Math.max(4, flags.precision ?? 0), '0')}${shown ? ` '${char}'` : ''}`, {
    ...flags,
    zero: false,
  });
}

function formatFloat(value: number, verb: string, flags: Flags, context: Context): string | undefined {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return 'vbgGxXfeEF'.includes(verb) ? formatInfinite(value, flags) : undefined;
  const digits = unsigned(size, verb, flags, context);
  if (digits === undefined) return undefined;
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const text = flags.sharp && verb !== 'b' ? sharpened(digits, verb, flags.precision) : digits;
  const { width = 0 } = flags;
  if (sign && flags.zero && !flags.minus && width > sign.length + text.length)
    return sign + text.padStart(width - 1, '0');
  return pad(sign + text, flags);
}

function formatInfinite(value: number, flags: Flags): string {
  const sign = value < 0 ? '-' : flags.plus ? '+' : flags.space ? ' ' : Number.isNaN(value) ? '' : '+';
  const hidden = sign === '+' && !flags.plus;
  return pad((hidden && !Number.isNaN(value) ? '+' : sign) + (Number.isNaN(value) ? 'NaN' : 'Inf'), {
    ...flags,
    zero: false,
  });
}

function unsigned(size: number, verb: string, { precision }: Flags, context: Context): string | undefined {
  switch (verb) {
    case 'v':
      if (precision === undefined && context.numberFormat === 'plain') return formatPlain(size);
      return formatGeneral(size, precision);
    case 'g':
      return formatGeneral(size, precision);
    case 'G':
      return formatGeneral(size, precision).toUpperCase();
    case 'f':
    case 'F':
      return formatFixed(size, precision ?? 6);
    case 'e':
      return formatExponential(size, precision ?? 6);
    case 'E':
      return formatExponential(size, precision ?? 6).toUpperCase();
    case 'b':
      return formatBinary(size);
    case 'x':
      return formatHex(size, precision);
    case 'X':
      return formatHex(size, precision).toUpperCase();
    default:
      return undefined;
  }
}

/** `#` keeps the point, and for `%g` the zeros behind it. */
function sharpened(text: string, verb: string, precision: number | undefined): string {
  const cut = verb === 'x' || verb === 'X' ? text.search(/p/i) : text.search(/e/i);
  const [number, tail] = cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut)];
  const wanted = ['v', 'g', 'G', 'x', 'X'].includes(verb) ? (precision ?? 6) : 0;
  const hasPoint = number.includes('.');
  let missing = wanted - number.replace('.', '').replace(/^0+/, '').length;
  if (!hasPoint && number === '0') missing--;
  return number + (hasPoint ? '' : '.') + '0'.repeat(Math.max(missing, 0)) + tail;
}
