import { fn, variadic, type FunctionTable } from '../function.ts';
import { quoteGo } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { binaryOf, byteLength, sliceBytes } from '../utf8.ts';
import { GoMap, strings } from '../values.ts';
import { toText } from './conversion.ts';

const SPACE = ' \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000';
const trimSpace = (text: string): string => text.replace(new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g'), '');

/** strings.Trim: characters of a set, from both ends. */
function trimSet(set: string, text: string): string {
  const members = new Set(set);
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  while (start < end && members.has(chars[start]!)) start++;
  while (end > start && members.has(chars[end - 1]!)) end--;
  return chars.slice(start, end).join('');
}

/** `len(s)` bytes; panics in Go are errors here. */
function cut(text: string, start: number, end: number): string {
  const length = byteLength(text);
  if (start < 0 || start > length || end < 0 || end > length) {
    throw new TemplateError(`slice bounds out of range [${start}:${end}] with length ${length}`);
  }
  if (start > end) throw new TemplateError(`slice bounds out of range [${start}:${end}]`);
  return sliceBytes(text, start, end);
}

/** Byte for byte, as in goutils: where a space goes, what is not ASCII comes out as Latin-1. */
function withoutSpace(text: string): string {
  const bytes = binaryOf(text);
  const kept = bytes.replace(/[\t-\r \x85\xa0]/g, '');
  return kept.length === bytes.length ? text : kept;
}

function trunc(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return cut(text, length + count, length);
  return count >= 0 && length > count ? cut(text, 0, count) : text;
}

function substr(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0) return cut(text, 0, end);
  return cut(text, start, end < 0 || end > length ? length : end);
}

function indent(spaces: number, text: string): string {
  if (spaces < 0) throw new TemplateError('strings: negative Repeat count');
  const pad = ' '.repeat(Math.min(spaces, 100_000));
  return pad + text.replaceAll('\n', `\n${pad}`);
}

const numbered = (parts: readonly string[]): GoMap =>
  new GoMap(
    parts.map((part, index) => [`_${index}`, part] as const),
    'string',
  );

/** strings.Split: an empty separator splits into characters. */
export const splitText = (text: string, separator: string): string[] =>
  separator === '' ? [...text] : text.split(separator);

function splitN(text: string, separator: string, count: number): string[] {
  if (count === 0) return [];
  const parts = splitText(text, separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** strings.Title: a letter after anything in ASCII but a letter, digit or `_`, or after white space, begins a word. */
const title = (text: string): string =>
  text.replace(
    /(^|[\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\s])(\p{Ll})/gu,
    (_, before: string, letter: string) => before + titleOne(letter),
  );

/** Go maps one character to one: `ß` stays. */
const upperOne = (char: string): string => ([...char.toUpperCase()].length === 1 ? char.toUpperCase() : char);
const upper = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text.toUpperCase() : [...text].map(upperOne).join('');
const lowerOne = (char: string): string =>
  [...char.toLowerCase()].length === 1 ? char.toLowerCase() : char === 'İ' ? 'i' : char;
/** Character by character, as Go does. */
export const lower = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : [...text].map(lowerOne).join('');

/** The letters of Croatian that have a title case of their own. */
const TITLES: Readonly<Record<string, string>> = { ǆ: 'ǅ', ǉ: 'ǈ', ǌ: 'ǋ', ǳ: 'ǲ' };
const titleOne = (char: string): string => TITLES[char] ?? upperOne(char);

/** goutils.SwapCase: a small letter that begins a word becomes a title. */
function swapCase(text: string): string {
  let begins = true;
  let result = '';
  for (const char of text) {
    const small = /\p{Ll}/u.test(char);
    if (/[\p{Lu}\p{Lt}]/u.test(char)) result += lowerOne(char);
    else result += !small ? char : begins ? titleOne(char) : upperOne(char);
    begins = /[\p{Lu}\p{Lt}\p{Ll}]/u.test(char) ? false : new RegExp(`[${SPACE}]`).test(char);
  }
  return result;
}

export const stringFunctions: FunctionTable = {
  upper: fn(['string'], (_, text) => upper(text)),
  lower: fn(['string'], (_, text) => lower(text)),
  title: fn(['string'], (_, text) => title(text)),
  untitle: fn(['string'], (_, text) =>
    text.replace(/(^|\s)(\S)/gu, (_all, before: string, char: string) => before + lowerOne(char)),
  ),
  swapcase: fn(['string'], (_, text) => swapCase(text)),
  trim: fn(['string'], (_, text) => trimSpace(text)),
  trimAll: fn(['string', 'string'], (_, set, text) => trimSet(set, text)),
  trimall: fn(['string', 'string'], (_, set, text) => trimSet(set, text)),
  trimPrefix: fn(['string', 'string'], (_, prefix, text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  trimSuffix: fn(['string', 'string'], (_, suffix, text) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  nospace: fn(['string'], (_, text) => withoutSpace(text)),
  trunc: fn(['int', 'string'], (_, count, text) => trunc(count, text)),
  substr: fn(['int', 'int', 'string'], (_, start, end, text) => substr(start, end, text)),
  repeat: fn(['int', 'string'], (context, count, text) => {
    if (count < 0) throw new TemplateError('strings: negative Repeat count');
    context.text(count * text.length);
    return text.repeat(count);
  }),
  replace: fn(['string', 'string', 'string'], (context, from, to, text) => {
    const result = text.replaceAll(from, () => to);
    context.text(result.length);
    return result;
  }),
  contains: fn(['string', 'string'], (_, part, text) => text.includes(part)),
  hasPrefix: fn(['string', 'string'], (_, prefix, text) => text.startsWith(prefix)),
  hasSuffix: fn(['string', 'string'], (_, suffix, text) => text.endsWith(suffix)),
  quote: variadic([], 'any', (context, _, rest) =>
    rest
      .filter((item) => item !== null)
      .map((item) => quoteGo(toText(item, context)))
      .join(' '),
  ),
  squote: variadic([], 'any', (context, _, rest) =>
    rest
      .filter((item) => item !== null)
      .map((item) => `'${toText(item, context)}'`)
      .join(' '),
  ),
  indent: fn(['int', 'string'], (context, spaces, text) => {
    context.text((text.split('\n').length + 1) * Math.max(spaces, 0));
    return indent(spaces, text);
  }),
  nindent: fn(['int', 'string'], (context, spaces, text) => {
    context.text((text.split('\n').length + 1) * Math.max(spaces, 0));
    return `\n${indent(spaces, text)}`;
  }),
  plural: fn(['string', 'string', 'int'], (_, one, many, count) => (count === 1 ? one : many)),
  split: fn(['string', 'string'], (_, separator, text) => numbered(splitText(text, separator))),
  splitn: fn(['string', 'int', 'string'], (_, separator, count, text) => numbered(splitN(text, separator, count))),
  splitList: fn(['string', 'string'], (_, separator, text) => strings(splitText(text, separator))),
};
