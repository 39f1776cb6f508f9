import { digestOf } from '@wheelhouse/core-domain';
import type { Digest, Json, KubeObject } from '@wheelhouse/core-domain';
import { isObject } from './same-value.ts';
import type { JsonObject } from './same-value.ts';

/** The one field manager of everything that Wheelhouse applies. */
export const FIELD_MANAGER = 'wheelhouse';

/**
 * A set of field paths as the API server writes it
 * (https://github.com/kubernetes-sigs/structured-merge-diff/blob/master/fieldpath/serialize-pe.go): below each element are
 * the elements below it. `f:name` is a field, `k:{…}` the list item with these keys, `v:…` the value in a set, `i:…` an index,
 * and `.` the element itself where others are below it.
 */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

export interface OwnFields {
  /**
   * SHA-256 of the canonical JSON of the entry's time and `fieldsV1`. The API server renews the time, in whole seconds, when an
   * apply under this manager changes a value: so a late write of a former leader, which takes the same fields, is seen too.
   */
  readonly hash: Digest;
  readonly fieldsV1: FieldsV1;
}

export interface ManagedFields {
  readonly manager: string;
  readonly operation: string;
  readonly subresource: string;
  /** RFC 3339; empty if not there. */
  readonly time: string;
  readonly fieldsV1: FieldsV1;
}

export const managedFieldsOf = (object: KubeObject): readonly ManagedFields[] => {
  // What is ignored may be all of the metadata.
  const entries = (object as Partial<KubeObject>).metadata?.['managedFields'];
  return Array.isArray(entries) ? entries.filter(isObject).map(managedFields) : [];
};

/** A server writes them right; a file that a person gives to `diff --live` may hold anything. */
const managedFields = (entry: JsonObject): ManagedFields => {
  const text = (name: string): string => (typeof entry[name] === 'string' ? entry[name] : '');
  const [manager, operation, subresource, time] = ['manager', 'operation', 'subresource', 'time'].map(text);
  return {
    manager: manager!,
    operation: operation!,
    subresource: subresource!,
    time: time!,
    fieldsV1: treeOf(entry['fieldsV1']),
  };
};

/** Of what a server wrote, known to be right: the same tree is read several times for one object. */
const checked = new WeakSet<object>();

function treeOf(value: unknown): FieldsV1 {
  if (!isObject(value)) return {};
  if (checked.has(value)) return value as unknown as FieldsV1;
  if (!isTree(value)) {
    const right = Object.entries(value).filter(([element]) => isElement(element));
    return Object.fromEntries(right.map(([element, below]) => [element, treeOf(below)]));
  }
  checked.add(value);
  return value as unknown as FieldsV1;
}

function isTree(value: JsonObject): boolean {
  for (const element in value) {
    const below = value[element];
    if (!isElement(element) || !isObject(below) || !isTree(below)) return false;
  }
  return true;
}

/** `__proto__` and the like are no elements: each begins with its kind. */
const isElement = (element: string): boolean =>
  element.startsWith('k:')
    ? keysOfElement(element) !== undefined
    : element === '.' || element.startsWith('f:') || element.startsWith('v:') || element.startsWith('i:');

export const isOwnEntry = ({ manager, operation, subresource }: ManagedFields, own: string): boolean =>
  manager === own && operation === 'Apply' && subresource === '';

/** Our Apply entry in `metadata.managedFields`, also of metadata-only objects; undefined where we own nothing. */
export function ownFields(object: KubeObject, manager = FIELD_MANAGER): OwnFields | undefined {
  const entry = managedFieldsOf(object).find((candidate) => isOwnEntry(candidate, manager));
  return entry && { hash: digestOf({ time: entry.time, fieldsV1: entry.fieldsV1 }), fieldsV1: entry.fieldsV1 };
}

/** The union of sets of paths. */
export function unionOf(sets: readonly FieldsV1[]): FieldsV1 {
  if (sets.length === 1) return sets[0]!;
  const result: Record<string, FieldsV1> = {};
  for (const set of sets) {
    for (const [element, below] of Object.entries(set)) {
      result[element] = result[element] ? unionOf([result[element], below]) : below;
    }
  }
  return result;
}

export type ListKeys = Readonly<Record<string, Json>>;

/** Whether items below a list have keys. Not: the list is atomic, a set, or nobody's. */
export const hasItemKeys = (node: FieldsV1 | undefined): boolean => firstItemKeys(node) !== undefined;

/** The keys of the first item below a list, e.g. `{ name: 'app' }`. */
export function firstItemKeys(node: FieldsV1 | undefined): ListKeys | undefined {
  for (const element in node) if (element.startsWith('k:')) return keysOfElement(element);
  return undefined;
}

/** The same few names come again with every object; they are read once, and forgotten when there are too many. */
const known = new Map<string, ListKeys | undefined>();
const MOST_KNOWN = 10_000;

/** Undefined for what is no `k:` element. */
export function keysOfElement(element: string): ListKeys | undefined {
  if (known.has(element)) return known.get(element);
  if (known.size >= MOST_KNOWN) known.clear();
  const keys = element.startsWith('k:') ? parseKeys(element.slice(2)) : undefined;
  known.set(element, keys);
  return keys;
}

function parseKeys(text: string): ListKeys | undefined {
  try {
    const keys: unknown = JSON.parse(text);
    return isObject(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** The element whose keys are these, in whatever order the server wrote them. */
export function itemNode(node: FieldsV1 | undefined, keys: ListKeys): FieldsV1 | undefined {
  if (!node) return undefined;
  const direct = node[`k:${JSON.stringify(keys)}`];
  if (direct) return direct;
  for (const element in node) {
    const other = element.startsWith('k:') ? keysOfElement(element) : undefined;
    if (other && sameKeys(other, keys)) return node[element];
  }
  return undefined;
}

function sameKeys(a: ListKeys, b: ListKeys): boolean {
  for (const name in a) if (a[name] !== b[name]) return false;
  for (const name in b) if (!(name in a)) return false;
  return true;
}

export function isSet(node: FieldsV1 | undefined): boolean {
  for (const element in node) if (element.startsWith('v:')) return true;
  return false;
}
