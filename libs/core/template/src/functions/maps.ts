import type { Context } from '../context.ts';
import { fn, variadic, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { GoList, GoMap, isTrue, sizeOf, strings, typeName, type Value } from '../values.ts';
import { toText } from './conversion.ts';
import { deepCopy } from './lists.ts';

/** Functions that change a map they are given; a template that uses one works on a copy of its parameters. */
export const MUTATING: ReadonlySet<string> = new Set([
  'set',
  'unset',
  'merge',
  'mustMerge',
  'mergeOverwrite',
  'mustMergeOverwrite',
  'tpl',
]);

/** dario.cat/mergo: maps are merged, anything else is taken where the target has nothing (or always, if it overwrites). */
function mergeInto(target: GoMap, source: GoMap, overwrite: boolean): void {
  for (const [key, value] of source.entries) {
    const present = target.entries.get(key);
    if (value === null && !overwrite) continue;
    if (value instanceof GoMap && present instanceof GoMap) {
      mergeInto(present, value, overwrite);
      continue;
    }
    if (!isTrue(present) || overwrite) target.entries.set(key, value);
  }
}

function merge(context: Context, target: GoMap, sources: readonly GoMap[], overwrite = false): GoMap {
  for (const source of sources) context.step(sizeOf(source));
  for (const source of sources) mergeInto(target, deepCopy(source) as GoMap, overwrite);
  return target;
}

function dict(context: Context, items: readonly Value[]): GoMap {
  const result = new GoMap();
  for (let at = 0; at < items.length; at += 2) {
    result.entries.set(toText(items[at], context), at + 1 < items.length ? (items[at + 1] ?? null) : '');
  }
  return result;
}

function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw new TemplateError('dig needs at least three arguments');
  const otherwise = args[args.length - 2];
  let at: Value = args[args.length - 1];
  const keys = args.slice(0, -2).map((key) => {
    if (typeof key === 'string') return key;
    throw new TemplateError(`dig: a key is ${typeName(key)}, not string`);
  });
  for (const key of keys) {
    if (!(at instanceof GoMap) || at.of !== 'any')
      throw new TemplateError(`interface conversion: interface {} is ${typeName(at)}, not map[string]interface {}`);
    if (!at.entries.has(key)) return otherwise;
    at = at.entries.get(key);
  }
  return at;
}

const only = (map: GoMap, keep: (key: string) => boolean): GoMap =>
  new GoMap([...map.entries].filter(([key]) => keep(key)));

export const mapFunctions: FunctionTable = {
  dict: variadic([], 'any', (context, _, items) => dict(context, items)),
  get: fn(['map', 'string'], (_, map, key) => (map.entries.has(key) ? map.entries.get(key) : '')),
  set: fn(['map', 'string', 'any'], (_, map, key, value) => {
    if (contains(value, map)) throw new TemplateError('a map cannot hold itself');
    map.entries.set(key, value);
    return map;
  }),
  unset: fn(['map', 'string'], (_, map, key) => {
    map.entries.delete(key);
    return map;
  }),
  hasKey: fn(['map', 'string'], (_, map, key) => map.entries.has(key)),
  pluck: variadic(
    ['string'],
    'map',
    (_, [key], maps) => new GoList(maps.filter((map) => map.entries.has(key)).map((map) => map.entries.get(key))),
  ),
  // Go's order of keys and values is random; sorted is one of the orders that it may give.
  keys: variadic([], 'map', (_, __, maps) => strings(maps.flatMap((map) => map.sorted().map(([key]) => key)))),
  values: fn(['map'], (_, map) => new GoList(map.sorted().map(([, value]) => value))),
  pick: variadic(['map'], 'string', (_, [map], keys) => only(map, (key) => keys.includes(key))),
  omit: variadic(['map'], 'string', (_, [map], keys) => only(map, (key) => !keys.includes(key))),
  merge: variadic(['map'], 'map', (context, [target], sources) => merge(context, target, sources)),
  mustMerge: variadic(['map'], 'map', (context, [target], sources) => merge(context, target, sources)),
  mergeOverwrite: variadic(['map'], 'map', (context, [target], sources) => merge(context, target, sources, true)),
  mustMergeOverwrite: variadic(['map'], 'map', (context, [target], sources) => merge(context, target, sources, true)),
  deepCopy: fn(['any'], (context, value) => copyOf(value, context)),
  mustDeepCopy: fn(['any'], (context, value) => copyOf(value, context)),
  dig: variadic([], 'any', (_, __, args) => dig(args)),
};

function copyOf(value: Value, context: Context): Value {
  if (value === null) throw new TemplateError('reflect: call of reflect.Value.Type on zero Value');
  context.step(sizeOf(value));
  return deepCopy(value);
}

/** Go would never end printing a map that holds itself. */
function contains(value: Value, wanted: GoMap): boolean {
  if (value === wanted) return true;
  if (value instanceof GoList) return value.items.some((item) => contains(item, wanted));
  return value instanceof GoMap && [...value.entries.values()].some((item) => contains(item, wanted));
}
