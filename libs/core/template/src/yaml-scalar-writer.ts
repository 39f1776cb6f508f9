import { resolvePlainScalar } from '@wheelhouse/core-domain';
import { TemplateError } from './template-error.ts';

/** Where a scalar is written: continued lines are indented, and the column decides where a long one is folded. */
export interface ScalarPlace {
  readonly indent: number;
  readonly column: number;
  /** A key stays on one line. */
  readonly isKey: boolean;
}

const BEST_WIDTH = 80;

/** Text in the style that go-yaml v2 chooses: plain, 'single', "double" or a literal block. */
export function writeScalar(text: string, place: ScalarPlace): string {
  if (/[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(text))
    throw new TemplateError('yaml: control characters are not allowed');
  const allowed = analyse(text);
  if (text.includes('\n'))
    return allowed.literal && !place.isKey ? writeLiteral(text, place) : writeDouble(text, place);
  if (readsAsOther(text)) return writeDouble(text, place);
  if (allowed.plain) return fold(text, place, 0);
  return allowed.single ? `'${fold(text.replaceAll("'", "''"), place, 1)}'` : writeDouble(text, place);
}

/** yaml_emitter_analyze_scalar: which styles keep the text as it is. */
function analyse(text: string): { plain: boolean; single: boolean; literal: boolean } {
  const special = [...text].some((char) => !isPrintable(char) && !isBreak(char));
  const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(text);
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(text);
  const edges = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text);
  const breaks = /[\n\r\u0085\u2028\u2029]/.test(text);
  const none = spaceBreak || special;
  return {
    plain: !none && !breakSpace && !edges && !breaks && !hasIndicator(text),
    single: !none && !breakSpace,
    literal: !none && !text.endsWith(' '),
  };
}

const hasIndicator = (text: string): boolean =>
  /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
  /^[-?:](?:[\s]|$)/.test(text) ||
  /^(?:---|\.\.\.)/.test(text) ||
  /:(?:\s|$)|\s#/.test(text);

const isBreak = (char: string): boolean => /^[\n\r\u0085\u2028\u2029]$/.test(char);

/** Tabs and everything beyond the basic plane are not, for this writer. */
const isPrintable = (char: string): boolean =>
  /^[\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(char) && char.length === 1;

/** Read back plainly it would be a number, a boolean, null or a date. */
function readsAsOther(text: string): boolean {
  if (typeof resolvePlainScalar(text) !== 'string') return true;
  const isDate = /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}.*)?$/.test(text);
  return isDate || /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

/** Breaks a line at a single space beyond the 80th column. */
function fold(text: string, place: ScalarPlace, quote: 0 | 1): string {
  if (place.isKey || place.column + text.length <= BEST_WIDTH) return text;
  const chars = [...text];
  let column = place.column + quote;
  let result = '';
  chars.forEach((char, at) => {
    const single = char === ' ' && chars[at - 1] !== ' ' && chars[at + 1] !== ' ';
    const inside = quote === 0 || (at > 0 && at < chars.length - 1);
    const breaks = single && inside && column > BEST_WIDTH;
    result += breaks ? `\n${' '.repeat(place.indent)}` : char;
    column = breaks ? place.indent : column + 1;
  });
  return result;
}

function writeLiteral(text: string, place: ScalarPlace): string {
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : '';
  const chomp = !isBreak(text.at(-1)!) ? '-' : text.length === 1 || isBreak(text.at(-2)!) ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const pad = ' '.repeat(place.indent);
  return `|${hint}${chomp}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : pad + line))
    .join('\n')}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function writeDouble(text: string, place: ScalarPlace): string {
  const chars = [...text];
  let column = place.column + 1;
  let result = '"';
  chars.forEach((char, at) => {
    const wraps =
      char === ' ' && !place.isKey && chars[at - 1] !== ' ' && column > BEST_WIDTH && at > 0 && at < chars.length - 1;
    if (wraps) {
      result += `\n${' '.repeat(place.indent)}${chars[at + 1] === ' ' ? '\\' : ''}`;
      column = place.indent + (chars[at + 1] === ' ' ? 1 : 0);
      return;
    }
    const written = ESCAPES[char] ?? (isPrintable(char) && char !== '\ufeff' ? char : hexEscape(char));
    result += written;
    column += written.length;
  });
  return `${result}"`;
}

function hexEscape(char: string): string {
  const code = char.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
