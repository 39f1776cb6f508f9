import type { Context } from '../context.ts';
import { byteLength, bytesOf } from '../utf8.ts';
import { fn, variadic, type FunctionTable } from '../function.ts';
import { sprintf, sprintln } from '../printf.ts';
import { sprint } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { compareText, GoInt, GoList, GoMap, int, isTrue, typeName, type Value } from '../values.ts';

/** The functions of text/template itself. `and` and `or` are here for their arity: the evaluator short-circuits them. */
export const builtins: FunctionTable = {
  and: variadic(
    ['value'],
    'value',
    (_, [first], rest) => [first, ...rest].find((value) => !isTrue(value)) ?? rest.at(-1),
  ),
  or: variadic(['value'], 'value', (_, [first], rest) => [first, ...rest].find(isTrue) ?? rest.at(-1)),
  not: fn(['value'], (_, value) => !isTrue(value)),
  call: variadic(['value'], 'value', (_, [callee]) => {
    if (callee === undefined || callee === null) throw new TemplateError('call of nil');
    throw new TemplateError(`non-function of type ${typeName(callee)}`);
  }),
  eq: variadic(['value'], 'value', (_, [first], rest) => {
    if (rest.length === 0) throw new TemplateError('missing argument for comparison');
    return rest.some((other) => equal(first, other));
  }),
  ne: fn(['value', 'value'], (_, a, b) => !equal(a, b)),
  lt: fn(['value', 'value'], (_, a, b) => less(a, b)),
  le: fn(['value', 'value'], (_, a, b) => less(a, b) || equal(a, b)),
  gt: fn(['value', 'value'], (_, a, b) => !(less(a, b) || equal(a, b))),
  ge: fn(['value', 'value'], (_, a, b) => !less(a, b)),
  len: fn(['value'], (_, value) => {
    if (typeof value === 'string') return int(byteLength(value));
    if (value instanceof GoMap) return int(value.entries.size);
    if (value instanceof GoList) return int(value.items.length);
    if (value === undefined || value === null) throw new TemplateError('len of nil pointer');
    throw new TemplateError(`len of type ${typeName(value)}`);
  }),
  index: variadic(['value'], 'value', (_, [item], indexes) => {
    if (item === undefined || item === null) throw new TemplateError('index of untyped nil');
    return indexes.reduce<Value>(indexOne, item);
  }),
  print: variadic([], 'any', (context, _, rest) => sprint(rest, context)),
  printf: variadic(['string'], 'any', (context, [format], rest) => sprintf(format, rest, context)),
  println: variadic([], 'any', (context, _, rest) => sprintln(rest, context)),
  html: variadic([], 'value', (context, _, rest) => escapeHtml(evaluated(rest, context))),
  js: variadic([], 'value', (context, _, rest) => escapeJs(evaluated(rest, context))),
  urlquery: variadic([], 'value', (context, _, rest) => escapeQuery(evaluated(rest, context))),
};

/** As `print`, but what is missing is `<no value>`. */
const evaluated = (values: readonly Value[], context: Context): string =>
  sprint(
    values.map((value) => value ?? '<no value>'),
    context,
  );

function indexOne(item: Value, index: Value): Value {
  if (item === undefined || item === null) throw new TemplateError('index of nil pointer');
  if (item instanceof GoMap) {
    if (typeof index === 'string')
      return item.entries.has(index) ? item.entries.get(index) : item.of === 'string' ? '' : null;
    if (index === undefined || index === null) throw new TemplateError('value is nil; should be of type string');
    throw new TemplateError(`value has type ${typeName(index)}; should be string`);
  }
  if (item instanceof GoList) return item.items[position(index, item.items.length)];
  if (typeof item === 'string') {
    const bytes = bytesOf(item);
    return new GoInt(BigInt(bytes[position(index, bytes.length)]!), 'uint8');
  }
  throw new TemplateError(`can't index item of type ${typeName(item)}`);
}

function position(index: Value, length: number): number {
  if (index === undefined || index === null) throw new TemplateError('cannot index slice/array with nil');
  if (!(index instanceof GoInt)) throw new TemplateError(`cannot index slice/array with type ${typeName(index)}`);
  if (index.value < 0n || index.value >= BigInt(length)) throw new TemplateError(`index out of range: ${index.value}`);
  return Number(index.value);
}

type BasicKind = 'bool' | 'int' | 'float' | 'string' | 'other' | 'nil';

function basicKind(value: Value): BasicKind {
  if (value === undefined || value === null) return 'nil';
  if (value instanceof GoInt) return 'int';
  if (typeof value === 'object') return 'other';
  return typeof value === 'number' ? 'float' : (typeof value as 'string' | 'bool') === 'string' ? 'string' : 'bool';
}

/** Integers compare with integers of any size; an integer and a float do not compare. */
function equal(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  if (kind !== basicKind(b)) {
    if (kind === 'nil' || basicKind(b) === 'nil') return false;
    throw new TemplateError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
  if (kind === 'nil') return true;
  if (kind === 'int') return (a as GoInt).value === (b as GoInt).value;
  if (kind === 'other') throw new TemplateError(`non-comparable type ${typeName(a)}`);
  return a === b;
}

function less(a: Value, b: Value): boolean {
  const kinds = [basicKind(a), basicKind(b)];
  if (kinds.some((kind) => kind === 'nil' || kind === 'other')) throw new TemplateError('invalid type for comparison');
  if (kinds[0] !== kinds[1])
    throw new TemplateError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  if (kinds[0] === 'int') return (a as GoInt).value < (b as GoInt).value;
  if (kinds[0] === 'string') return compareText(a as string, b as string) < 0;
  if (kinds[0] === 'float') return (a as number) < (b as number);
  throw new TemplateError('invalid type for comparison');
}

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};
const escapeHtml = (text: string): string => text.replace(/["'&<>\0]/g, (char) => HTML[char]!);

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};
const escapeJs = (text: string): string =>
  text.replace(
    /[\\'"<>&=\u0000-\u001f]/g,
    (char) => JS[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );

const escapeQuery = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
