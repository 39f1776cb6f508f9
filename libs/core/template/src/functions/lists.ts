import { fn, itemsOf, variadic, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { compareText, deepEqual, GoList, GoMap, isTrue, nilList, strings, type Value } from '../values.ts';
import { toBigInt, toText, toTexts } from './conversion.ts';

const list = (items: readonly Value[]): GoList => new GoList(items);

const includes = (items: readonly Value[], wanted: Value): boolean => items.some((item) => deepEqual(item, wanted));

function unique(items: readonly Value[]): Value[] {
  const kept: Value[] = [];
  for (const item of items) if (!includes(kept, item)) kept.push(item);
  return kept;
}

function slice(value: Value, indexes: readonly Value[]): Value {
  const items = itemsOf(value, 'slice');
  if (items.length === 0) return null;
  const [start, end] = [toBound(indexes[0], 0), toBound(indexes[1], items.length)];
  if (start < 0 || end > items.length || start > end)
    throw new TemplateError(`slice index out of range [${start}:${end}] with length ${items.length}`);
  return value instanceof GoList ? new GoList(items.slice(start, end), value.of) : list(items.slice(start, end));
}

const toBound = (index: Value, otherwise: number): number =>
  index === undefined ? otherwise : Number(toBigInt(index));

/** A size below zero makes no chunk; zero is an error, as Go's panic is. */
function chunk(size: number, items: readonly Value[]): GoList {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (size === 0 || (size < 0 && count !== 0)) throw new TemplateError('makeslice: len out of range');
  const chunks: GoList[] = [];
  for (let at = 0; size > 0 && at < items.length; at += size) chunks.push(list(items.slice(at, at + size)));
  return new GoList(chunks, 'list');
}

/** All but the first (1) or the last (0); nothing at all comes of nothing. */
const without1 = (items: readonly Value[], start: 0 | 1): GoList =>
  items.length === 0 ? nilList() : list(items.slice(start, items.length - 1 + start));

/** Each of these also goes by a name with `must`, which differs only in how Go reports its error. */
const plain: FunctionTable = {
  first: fn(['any'], (_, value) => itemsOf(value, 'find first on')[0] ?? null),
  last: fn(['any'], (_, value) => itemsOf(value, 'find last on').at(-1) ?? null),
  rest: fn(['any'], (_, value) => without1(itemsOf(value, 'find rest on'), 1)),
  initial: fn(['any'], (_, value) => without1(itemsOf(value, 'find initial on'), 0)),
  append: fn(['any', 'any'], (_, value, item) => list([...itemsOf(value, 'push on'), item])),
  push: fn(['any', 'any'], (_, value, item) => list([...itemsOf(value, 'push on'), item])),
  prepend: fn(['any', 'any'], (_, value, item) => list([item, ...itemsOf(value, 'prepend on')])),
  reverse: fn(['any'], (_, value) => list(itemsOf(value, 'find reverse on').toReversed())),
  compact: fn(['any'], (_, value) => list(itemsOf(value, 'compact on').filter(isTrue))),
  uniq: fn(['any'], (context, value) => {
    const items = itemsOf(value, 'find uniq on');
    context.step(items.length * items.length);
    return list(unique(items));
  }),
  without: variadic(['any'], 'any', (context, [value], omitted) => {
    const items = itemsOf(value, 'find without on');
    context.step(items.length * omitted.length);
    return list(items.filter((item) => !includes(omitted, item)));
  }),
  has: fn(['any', 'any'], (_, wanted, value) =>
    value === null ? false : includes(itemsOf(value, 'find has on'), wanted),
  ),
  slice: variadic(['any'], 'any', (_, [value], indexes) => slice(value, indexes)),
  chunk: fn(['int', 'any'], (_, size, value) => chunk(size, itemsOf(value, 'chunk'))),
};

const must = Object.entries(plain).map(
  ([name, value]) => [`must${name[0]!.toUpperCase()}${name.slice(1)}`, value] as const,
);

export const listFunctions: FunctionTable = {
  ...plain,
  ...Object.fromEntries(must),
  list: variadic([], 'any', (context, _, items) => (context.step(items.length), list(items))),
  tuple: variadic([], 'any', (context, _, items) => (context.step(items.length), list(items))),
  concat: variadic([], 'any', (context, _, lists) => {
    const items = lists.flatMap((value) => itemsOf(value, 'concat'));
    context.step(items.length);
    return items.length > 0 ? list(items) : nilList();
  }),
  sortAlpha: fn(['any'], (context, value) => {
    if (!(value instanceof GoList)) return strings([toText(value, context)]);
    return strings(toTexts(value, context).toSorted(compareText));
  }),
  all: variadic([], 'any', (_, __, values) => values.every(isTrue)),
  any: variadic([], 'any', (_, __, values) => values.some(isTrue)),
};

/** A copy that shares nothing that could be changed. */
export function deepCopy(value: Value): Value {
  if (value instanceof GoList) return new GoList(value.items.map(deepCopy), value.of, value.isNil);
  if (value instanceof GoMap)
    return new GoMap(
      [...value.entries].map(([key, item]) => [key, deepCopy(item)] as const),
      value.of,
    );
  return value;
}
