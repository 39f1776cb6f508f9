import { err, isMap, ok, type Result } from '@wheelhouse/core-domain';
import type { NumberFormat, Params, TypedPaths } from '@wheelhouse/core-template';
import { asText } from './flatten.ts';
import type { ParamSet } from './generator.ts';

/** One map over another, in depth: maps are joined, all else is replaced, also by what is empty. */
export function overlaid(base: Params, over: Params): Params {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    put(result, key, isMap(old) && isMap(value) ? overlaid(old, value) : value);
  }
  return result;
}

/** Not an assignment: `__proto__` is a key like any other. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Flat parameters as the texts that fasttemplate knows. */
export const asTexts = (params: Params, numberFormat?: NumberFormat): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, asText(value, numberFormat)]));

/** One set over another, in the order in which Go templates see them. */
export const overlaidSets = (base: ParamSet, over: ParamSet): ParamSet => ({
  params: overlaid(base.params, over.params),
  typed: typedOfBoth(base.typed, over.typed),
});

/** Both, as texts; the same name for two different values is an error that names it. */
export function joinedTexts(
  a: Params,
  b: Params,
  numberFormat: NumberFormat | undefined,
): Result<Record<string, string>, string> {
  const [texts, more] = [asTexts(a, numberFormat), asTexts(b, numberFormat)];
  const differing = Object.keys(more).find((key) => Object.hasOwn(texts, key) && texts[key] !== more[key]);
  return differing === undefined ? ok({ ...texts, ...more }) : err(differing);
}

const UNIONS = new WeakMap<TypedPaths, WeakMap<TypedPaths, TypedPaths>>();

/** The same object for the same two: renderers remember what it says. */
export function typedOfBoth(a: TypedPaths, b: TypedPaths): TypedPaths {
  if (a === b || isUntyped(b)) return a;
  if (isUntyped(a)) return b;
  const known = UNIONS.get(a) ?? new WeakMap<TypedPaths, TypedPaths>();
  UNIONS.set(a, known);
  const union = known.get(b) ?? {
    stringMaps: joined(a.stringMaps, b.stringMaps),
    stringLists: joined(a.stringLists, b.stringLists),
  };
  known.set(b, union);
  return union;
}

const isUntyped = ({ stringMaps, stringLists }: TypedPaths): boolean => !stringMaps?.length && !stringLists?.length;

const joined = (a: readonly string[] = [], b: readonly string[] = []): string[] => [...new Set([...a, ...b])];
