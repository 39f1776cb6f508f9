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

function treeOf(value: unknown): FieldsV1 {
  if (!isObject(value) || isTree(value)) return (isObject(value) ? value : {}) as unknown as FieldsV1;
  const right = Object.entries(value).filter(([element]) => isElement(element));
  return Object.fromEntries(right.map(([element, below]) => [element, treeOf(below)]));
}

const isTree = (value: JsonObject): boolean =>
  Object.entries(value).every(([element, below]) => isElement(element) && isObject(below) && isTree(below));

/** `__proto__` and the like are no elements: each begins with its kind. */
function isElement(element: string): boolean {
  if (!element.startsWith('k:')) return element === '.' || /^[fvi]:/.test(element);
  try {
    return isObject(JSON.parse(element.slice(2)));
  } catch {
    return false;
  }
}

export const isOwnEntry = ({ manager, operation, subresource }: ManagedFields, own: string): boolean =>
  manager === own && operation === 'Apply' && subresource === '';

/** Our Apply entry in `metadata.managedFields`, also of metadata-only objects; undefined where we own nothing. */
export function ownFields(object: KubeObject, manager = FIELD_MANAGER): OwnFields | undefined {
  const entry = managedFieldsOf(object).find((candidate) => isOwnEntry(candidate, manager));
  return entry && { hash: digestOf({ time: entry.time, fieldsV1: entry.fieldsV1 }), fieldsV1: entry.fieldsV1 };
}

/** The union of sets of paths. */
export function unionOf(sets: readonly FieldsV1[]): FieldsV1 {
  const result: Record<string, FieldsV1> = {};
  for (const set of sets) {
    for (const [element, below] of Object.entries(set)) {
      result[element] = result[element] ? unionOf([result[element], below]) : below;
    }
  }
  return result;
}

export type ListKeys = Readonly<Record<string, Json>>;

/** The keys of the items below a list, e.g. `{ name: 'app' }`. Empty: the list is atomic, a set, or nobody's. */
export const itemKeys = (node: FieldsV1 | undefined): ListKeys[] =>
  Object.keys(node ?? {})
    .filter((element) => element.startsWith('k:'))
    .map(keysOfElement);

const keysOfElement = (element: string): ListKeys => JSON.parse(element.slice(2)) as ListKeys;

/** The element whose keys are these, in whatever order the server wrote them. */
export function itemNode(node: FieldsV1 | undefined, keys: ListKeys): FieldsV1 | undefined {
  const wanted = digestKeys(keys);
  for (const [element, below] of Object.entries(node ?? {})) {
    if (element.startsWith('k:') && digestKeys(keysOfElement(element)) === wanted) return below;
  }
  return undefined;
}

const digestKeys = (keys: ListKeys): string =>
  JSON.stringify(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));

export const isSet = (node: FieldsV1 | undefined): boolean =>
  Object.keys(node ?? {}).some((element) => element.startsWith('v:'));
