import type { Context } from './context.ts';
import { formatGeneral } from './format-float.ts';
import { GoInt, GoList, GoMap, GoObject, type Value } from './values.ts';

/** Go's `%v`: `map[a:1 b:[x y]]`, keys sorted, nil as `<nil>`. */
export function printValue(value: Value, context: Context): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return context.numberFormat === 'go' ? formatG(value) : formatPlain(value);
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof GoObject) return value.text();
  const parts =
    value instanceof GoList
      ? value.items.map((item) => printValue(item, context))
      : value.sorted().map(([key, item]) => `${key}:${printValue(item, context)}`);
  const text = `[${parts.join(' ')}]`;
  context.text(text.length);
  return value instanceof GoMap ? `map${text}` : text;
}

/** fmt.Sprint: a space between operands where neither is a string. */
export function sprint(values: readonly Value[], context: Context): string {
  let text = '';
  values.forEach((value, index) => {
    const spaced = index > 0 && typeof value !== 'string' && typeof values[index - 1] !== 'string';
    text += (spaced ? ' ' : '') + printValue(value, context);
  });
  context.text(text.length);
  return text;
}

/** Without an exponent, as people wrote it in their file: `1000000`, `0.1`. */
export function formatPlain(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  const text = String(value);
  const exponent = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(text);
  if (!exponent) return text;
  const [, sign, first, rest = '', power] = exponent;
  const digits = first + rest;
  const shift = Number(power);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
  return sign + digits.padEnd(shift + 1, '0');
}

/** Go's `%v` of a float64: `1e+06`, `1.5`, `1e-05`. */
export function formatG(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  return `${value < 0 || Object.is(value, -0) ? '-' : ''}${formatGeneral(Math.abs(value), undefined)}`;
}

const formatSpecial = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const isPrintable = (char: string): boolean => char === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char);

function escaped(char: string, quote: string, ascii: boolean): string {
  const code = char.codePointAt(0)!;
  if (char === quote) return `\\${char}`;
  if (char !== '"' && ESCAPES[char]) return ESCAPES[char];
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (isPrintable(char) && !(ascii && code > 0x7e)) return char;
  const hex = code.toString(16);
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** strconv.Quote: a Go string literal in double quotes; `ascii` escapes everything else. */
export function quoteGo(text: string, ascii = false): string {
  let result = '"';
  for (const char of text) result += escaped(char, '"', ascii);
  return `${result}"`;
}

/** strconv.QuoteRune. */
export const quoteRune = (char: string, ascii = false): string => `'${escaped(char, "'", ascii)}'`;
