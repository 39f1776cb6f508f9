/**
 * Go's values in TypeScript. `undefined` is no value at all (a missing key), `null` a nil interface; numbers are float64, as
 * everything that comes from JSON is; integers are their own type, because Go compares and prints them apart.
 */
export type Value = undefined | null | boolean | number | string | GoInt | GoMap | GoList | GoObject;

export type IntType = 'int' | 'int32' | 'int64' | 'uint8' | 'uint64';

export class GoInt {
  readonly value: bigint;
  readonly type: IntType;
  constructor(value: bigint, type: IntType) {
    this.value = value;
    this.type = type;
  }
}

/** A Go struct that a template may hold: a time, a version, a certificate. `M` are its fields and methods. */
export abstract class GoObject<M = unknown> {
  abstract readonly type: string;
  abstract readonly kind: 'struct' | 'ptr' | 'int' | 'int64';
  /** By name, as the template writes them; a field is a method without parameters. */
  abstract readonly members: ReadonlyMap<string, M>;
  /** What it is as an integer, if it is one with a name: a month, a duration. */
  readonly number?: bigint;
  /** As `%v` prints it. */
  abstract text(): string;
  /** As JSON has it. */
  abstract json(): unknown;
}

/**
 * `map[string]interface {}`, or `map[string]string` where `of` says so. Keys are data: `__proto__` is one like any other.
 * A map made from JSON reads its source member by member, as templates touch few of many; `entries` makes it whole.
 */
export class GoMap {
  readonly of: 'any' | 'string';
  #entries: Map<string, Value> | undefined;
  readonly #source: JsonObject;
  readonly #types: TypeTree | undefined;

  /** With a `source` the entries are what it has, as they are asked for; it must not change meanwhile. */
  constructor(
    entries: Iterable<readonly [string, Value]> = NO_ENTRIES,
    of: 'any' | 'string' = 'any',
    source?: JsonObject,
    types?: TypeTree,
  ) {
    this.of = of;
    this.#entries = source ? undefined : new Map(entries);
    this.#source = source ?? NOTHING;
    this.#types = types;
  }

  get entries(): Map<string, Value> {
    if (this.#entries) return this.#entries;
    const members = Object.entries(this.#source).filter(([, member]) => member !== undefined);
    this.#entries = new Map(members.map(([key, member]) => [key, ofJson(member, this.#types?.members.get(key))]));
    return this.#entries;
  }

  /** Members that are held; none while they are still to be read. */
  get weight(): number {
    return this.#entries?.size ?? 0;
  }

  /** `ABSENT` where there is no such key. */
  member(key: string): Value | typeof ABSENT {
    if (!this.#entries) {
      if (!Object.hasOwn(this.#source, key)) return ABSENT;
      const member = this.#source[key];
      if (typeof member === 'string') return member;
      return member === undefined ? ABSENT : ofJson(member, this.#types?.members.get(key));
    }
    const value = this.#entries.get(key);
    return value === undefined && !this.#entries.has(key) ? ABSENT : value;
  }

  /** By key, in byte order: the order in which Go prints and ranges. */
  sorted(): [string, Value][] {
    return [...this.entries].sort(([a], [b]) => compareText(a, b));
  }
}

export const ABSENT: unique symbol = Symbol('absent');
const NOTHING: JsonObject = {};
const NO_ENTRIES: readonly (readonly [string, Value])[] = [];
type JsonObject = Readonly<Record<string, unknown>>;

export class GoList {
  readonly items: readonly Value[];
  readonly of: 'any' | 'string' | 'int' | 'list';
  /** Go's nil slice: empty, but null in JSON and not deeply equal to an empty one. */
  readonly isNil: boolean;
  constructor(items: readonly Value[], of: GoList['of'] = 'any', isNil = false) {
    this.items = items;
    this.of = of;
    this.isNil = isNil;
  }
}

export const nilList = (of: GoList['of'] = 'any'): GoList => new GoList([], of, true);

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

interface TypeTree {
  of?: 'string';
  readonly members: Map<string, TypeTree>;
}

/** By the paths themselves: generators make the same few again for each set of parameters. */
const TREES = new Map<string, TypeTree>();
const KNOWN = new WeakMap<TypedPaths, TypeTree>();
const MAX_TREES = 1000;

function typeTree(typed: TypedPaths): TypeTree {
  const known = KNOWN.get(typed) ?? sharedTree(typed);
  KNOWN.set(typed, known);
  return known;
}

function sharedTree(typed: TypedPaths): TypeTree {
  const key = `${typed.stringMaps?.join('\n') ?? ''}\0${typed.stringLists?.join('\n') ?? ''}`;
  const known = TREES.get(key);
  if (known) return known;
  if (TREES.size >= MAX_TREES) TREES.clear();
  const root: TypeTree = { members: new Map() };
  for (const path of [...(typed.stringMaps ?? []), ...(typed.stringLists ?? [])]) {
    let at = root;
    for (const name of path.split('.')) {
      const next = at.members.get(name) ?? { members: new Map<string, TypeTree>() };
      at.members.set(name, next);
      at = next;
    }
    at.of = 'string';
  }
  TREES.set(key, root);
  return root;
}

/** JSON as Go decodes it into `interface {}`. The JSON must not change while the value is in use. */
export const fromJson = (value: unknown, typed?: TypedPaths): Value =>
  ofJson(value, typed && (typed.stringMaps ?? typed.stringLists) ? typeTree(typed) : undefined);

function ofJson(value: unknown, types: TypeTree | undefined): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (value === undefined || value === null) return null;
  if (Array.isArray(value))
    return new GoList(
      value.map((item) => ofJson(item, undefined)),
      types?.of ?? 'any',
    );
  if (typeof value !== 'object') throw new TypeError(`no JSON value: ${typeof value}`);
  return new GoMap(NO_ENTRIES, types?.of ?? 'any', value as JsonObject, types);
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
  if (value instanceof GoInt || value instanceof GoObject) return value.type;
  if (value instanceof GoMap) return value.of === 'any' ? 'map[string]interface {}' : 'map[string]string';
  return INT_NAMES[value.of];
}

/** reflect's kind: `map`, `slice`, `float64`, …, `invalid` for nil. */
export function kindName(value: Value): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof GoMap) return 'map';
  if (value instanceof GoObject) return value.kind;
  return value instanceof GoList ? 'slice' : typeName(value);
}

/** Go's truth: not false, not zero, not empty, not nil. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoList) return value.items.length > 0;
  if (value instanceof GoObject) return true;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** reflect.DeepEqual: types count, so the int 3 is not the float 3. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a instanceof GoInt) return b instanceof GoInt && a.type === b.type && a.value === b.value;
  if (a instanceof GoList) {
    if (!(b instanceof GoList) || a.of !== b.of || a.items.length !== b.items.length || a.isNil !== b.isNil)
      return false;
    return a.items.every((item, index) => deepEqual(item, b.items[index]));
  }
  if (a instanceof GoMap) {
    if (!(b instanceof GoMap) || a.of !== b.of || a.entries.size !== b.entries.size) return false;
    return [...a.entries].every(([key, item]) => b.entries.has(key) && deepEqual(item, b.entries.get(key)));
  }
  if (a instanceof GoObject) return b instanceof GoObject && a.type === b.type && a.text() === b.text();
  return (a ?? null) === (b ?? null);
}

/** How many values there are in one, itself included. */
export function sizeOf(value: Value): number {
  if (value instanceof GoList) return value.items.reduce<number>((sum, item) => sum + sizeOf(item), 1);
  if (!(value instanceof GoMap)) return 1;
  let size = 1;
  for (const item of value.entries.values()) size += sizeOf(item);
  return size;
}

/** A value as plain JSON, for toJson, toYaml and for what leaves this library. Integers beyond 2⁵³ lose digits. */
export function toJsonValue(value: Value): unknown {
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoObject) return value.json();
  if (value instanceof GoList) return value.isNil ? null : value.items.map(toJsonValue);
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
