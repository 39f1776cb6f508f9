/**
 * Go's values in TypeScript. `undefined` is no value at all (a missing key), `null` a nil interface; numbers are float64, as
 * everything that comes from JSON is; integers are their own type, because Go compares and prints them apart.
 */
export type Value = undefined | null | boolean | number | string | GoInt | GoMap | GoList;

export type IntType = 'int' | 'int32' | 'int64' | 'uint8';

export class GoInt {
  readonly value: bigint;
  readonly type: IntType;
  constructor(value: bigint, type: IntType) {
    this.value = value;
    this.type = type;
  }
}

/** `map[string]interface {}`, or `map[string]string` where `of` says so. Keys are data: `__proto__` is one like any other. */
export class GoMap {
  readonly entries: Map<string, Value>;
  readonly of: 'any' | 'string';
  constructor(entries: Iterable<readonly [string, Value]> = [], of: 'any' | 'string' = 'any') {
    this.entries = new Map(entries);
    this.of = of;
  }
  /** By key, in byte order: the order in which Go prints and ranges. */
  sorted(): [string, Value][] {
    return [...this.entries].sort(([a], [b]) => compareText(a, b));
  }
}

export class GoList {
  readonly items: readonly Value[];
  readonly of: 'any' | 'string' | 'int' | 'list';
  constructor(items: readonly Value[], of: GoList['of'] = 'any') {
    this.items = items;
    this.of = of;
  }
}

export const int = (value: number | bigint): GoInt => new GoInt(BigInt(value), 'int');
export const int64 = (value: bigint): GoInt => new GoInt(BigInt.asIntN(64, value), 'int64');
export const strings = (items: readonly string[]): GoList => new GoList(items, 'string');

/** Which maps and lists of a parameter set hold strings only; `missingkey=zero` prints their missing keys as nothing. */
export interface TypedPaths {
  /** Paths of maps of strings: `metadata.labels`. */
  readonly stringMaps?: readonly string[];
  /** Paths of lists of strings: `path.segments`. */
  readonly stringLists?: readonly string[];
}

/** JSON as Go decodes it into `interface {}`. */
export function fromJson(value: unknown, typed: TypedPaths = {}, path = ''): Value {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'string')
    return value ?? null;
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => fromJson(item));
    return new GoList(items, typed.stringLists?.includes(path) ? 'string' : 'any');
  }
  if (typeof value !== 'object') throw new TypeError(`no JSON value: ${typeof value}`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const prefix = path ? `${path}.` : '';
  const entries = members.map(([key, member]) => [key, fromJson(member, typed, prefix + key)] as const);
  return new GoMap(entries, typed.stringMaps?.includes(path) ? 'string' : 'any');
}

/** Order of UTF-8 bytes, which is that of code points. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    const surrogates = [x, y].map((unit) => unit >= 0xd800 && unit <= 0xdfff);
    if (surrogates[0] !== surrogates[1]) return surrogates[0] ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

const INT_NAMES: Readonly<Record<GoList['of'], string>> = {
  any: '[]interface {}',
  string: '[]string',
  int: '[]int',
  list: '[][]interface {}',
};

/** `%T`: `map[string]interface {}`, `float64`, … */
export function typeName(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'string') return 'string';
  if (value instanceof GoInt) return value.type;
  if (value instanceof GoMap) return value.of === 'any' ? 'map[string]interface {}' : 'map[string]string';
  return INT_NAMES[value.of];
}

/** reflect's kind: `map`, `slice`, `float64`, …, `invalid` for nil. */
export function kindName(value: Value): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof GoMap) return 'map';
  return value instanceof GoList ? 'slice' : typeName(value);
}

/** Go's truth: not false, not zero, not empty, not nil. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoList) return value.items.length > 0;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** reflect.DeepEqual: types count, so the int 3 is not the float 3. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a instanceof GoInt) return b instanceof GoInt && a.type === b.type && a.value === b.value;
  if (a instanceof GoList) {
    if (!(b instanceof GoList) || a.of !== b.of || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => deepEqual(item, b.items[index]));
  }
  if (a instanceof GoMap) {
    if (!(b instanceof GoMap) || a.of !== b.of || a.entries.size !== b.entries.size) return false;
    return [...a.entries].every(([key, item]) => b.entries.has(key) && deepEqual(item, b.entries.get(key)));
  }
  return (a ?? null) === (b ?? null);
}

/** A value as plain JSON, for toJson, toYaml and for what leaves this library. Integers beyond 2⁵³ lose digits. */
export function toJsonValue(value: Value): unknown {
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoList) return value.items.map(toJsonValue);
  if (value instanceof GoMap) {
    const result = {};
    for (const [key, item] of value.sorted()) {
      Object.defineProperty(result, key, {
        value: toJsonValue(item),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return result;
  }
  return value ?? null;
}
