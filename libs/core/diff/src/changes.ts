import { groupOf } from '@wheelhouse/core-domain';
import type { Json, KubeObject } from '@wheelhouse/core-domain';
import type { FieldsV1, ListKeys } from './fields-v1.ts';
import { firstItemKeys, isSet, itemNode } from './fields-v1.ts';
import type { Step, Trail } from './path.ts';
import type { JsonObject } from './same-value.ts';
import { holdsQuantities, isEmpty, isObject } from './same-value.ts';

/** A place where desired sets a value: its path, and both values. `own` is our part of the ownership tree at this place. */
export interface Place {
  readonly trail: Trail | undefined;
  readonly desired: Json;
  readonly live: Json | undefined;
  readonly own: FieldsV1 | undefined;
  /** A place of a kind of Kubernetes itself: absence, zero and quantities are read as its types do. */
  readonly native: boolean;
  /** The place is within a field of quantities. */
  readonly quantities: boolean;
}

export type Visit = (place: Place) => void;

export interface Trees {
  /** Who owns what, all managers together: it tells how each list is keyed. */
  readonly all: FieldsV1 | undefined;
  readonly own: FieldsV1 | undefined;
  /** Items that live has in another order differ; without it, only what is in them. */
  readonly ordered?: boolean;
}
/** Where the walk is: a place before it is known whether it is compared as a whole. */
interface Walk {
  readonly trees: Trees;
  readonly all: FieldsV1 | undefined;
  readonly own: FieldsV1 | undefined;
  /** A kind of Kubernetes itself, whose lists have known keys. */
  readonly native: boolean;
  readonly quantities: boolean;
  readonly trail: Trail | undefined;
  readonly live: Json | undefined;
}

/** Never compared: identity, what the server writes, and status, which no manifest sets. */
const SKIPPED_TOP = new Set(['apiVersion', 'kind', 'metadata', 'status']);
const COMPARED_METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

/** Every place below which desired and live are compared as a whole: scalars, atomic lists and maps, what only one side has. */
export function eachPlace(desired: KubeObject, live: KubeObject, trees: Trees, visit: Visit): void {
  const [want, have] = [desired, live] as unknown as [JsonObject, JsonObject];
  const native = isNative(groupOf(desired.apiVersion));
  const { all, own } = trees;
  const root: Walk = { trees, all, own, live: have, trail: undefined, native, quantities: false };
  for (const field of Object.keys(want)) {
    if (!SKIPPED_TOP.has(field)) walk(want[field]!, enter(root, field), visit);
  }
  const metadata: Walk = { ...enter(root, 'metadata'), native: true };
  for (const field of COMPARED_METADATA) {
    const value = (want['metadata'] as JsonObject | undefined)?.[field];
    if (value !== undefined) walk(value, enter(metadata, field), visit);
  }
}

const isNative = (group: string): boolean =>
  !group.includes('.') || /^[^.]+(\.authorization|\.apiserver)?\.k8s\.io$/.test(group);

const enter = ({ trees, trail, live, all, own, native, quantities }: Walk, field: string): Walk => ({
  trees,
  native,
  quantities: quantities || (native && holdsQuantities(field)),
  trail: { step: field, before: trail },
  live: isObject(live) ? live[field] : undefined,
  all: all?.[`f:${field}`],
  own: own?.[`f:${field}`],
});

const inside = (at: Walk, step: Step, more: Partial<Walk>): Walk => ({
  ...at,
  trail: { step, before: at.trail },
  ...more,
});

function walk(desired: Json, at: Walk, visit: Visit): void {
  if (desired === null) return;
  if (isObject(desired) && !isEmpty(desired) && !isAtomic(at)) {
    for (const field of Object.keys(desired)) {
      // Most fields are as desired: no place is made for them.
      if (!isSame(desired[field]!, at.live, field)) walk(desired[field]!, enter(at, field), visit);
    }
  } else if (Array.isArray(desired) && desired.every(isObject)) {
    walkItems(desired, at, visit);
  } else if (Array.isArray(desired) && isSet(at.all)) {
    walkSet(desired, at, visit);
  } else {
    visit(place(desired, at));
  }
}

const isSame = (value: Json, live: Json | undefined, field: string): boolean =>
  typeof value !== 'object' && isObject(live) && live[field] === value;

const place = (desired: Json, { trail, live, own, native, quantities }: Walk): Place => ({
  trail,
  desired,
  live,
  own,
  native,
  quantities,
});

/** A map that is owned as a whole, such as a label selector: the tree ends at it. */
const isAtomic = ({ all, live }: Walk): boolean =>
  all !== undefined && Object.keys(all).length === 0 && isObject(live) && !isEmpty(live);

/** By the keys that the ownership tree names; without any, by `name`-like keys, else by index, else as a whole. */
function walkItems(desired: readonly JsonObject[], at: Walk, visit: Visit): void {
  const live = Array.isArray(at.live) ? at.live : undefined;
  const keyNames = listKeyNames(at, desired, live);
  if (keyNames && at.trees.ordered && isReordered(desired, live, keyNames, at)) {
    visit(place(desired, at));
  } else if (keyNames) {
    for (const item of desired) walkKeyed(item, keysOf(item, keyNames, at), at, visit);
  } else if (live && live.length === desired.length && live.every(isObject) && at.all === undefined) {
    for (const [index, item] of desired.entries()) walk(item, inside(at, index, { live: live[index] }), visit);
  } else {
    visit(place(desired, at));
  }
}

/** Whether items that both have stand in another order. */
function isReordered(
  desired: readonly JsonObject[],
  live: readonly Json[] | undefined,
  keyNames: readonly string[],
  at: Walk,
): boolean {
  if (!live || desired.length < 2) return false;
  const indexes = desired.map((item) => {
    const keys = keysOf(item, keyNames, at);
    return live.findIndex((other) => isObject(other) && hasKeys(other, keys));
  });
  const found = indexes.filter((index) => index >= 0);
  return found.some((index, position) => position > 0 && index < found[position - 1]!);
}

function walkKeyed(item: JsonObject, keys: ListKeys, at: Walk, visit: Visit): void {
  const live = Array.isArray(at.live) ? at.live.find((other) => isObject(other) && hasKeys(other, keys)) : undefined;
  const there = inside(at, { keys }, { live, all: itemNode(at.all, keys), own: itemNode(at.own, keys) });
  if (live === undefined) visit(place(item, there));
  else walk(item, there, visit);
}

function walkSet(desired: readonly Json[], at: Walk, visit: Visit): void {
  const live = Array.isArray(at.live) ? at.live : [];
  for (const value of desired) {
    const found = live.find((other) => other === value);
    const own = at.own?.[`v:${JSON.stringify(value)}`];
    visit(place(value, inside(at, { value }, { live: found, own })));
  }
}

/** What Kubernetes keys its lists by, where no ownership tells (offline, or a list that nobody owns any more). */
const USUAL_KEYS: readonly (readonly string[])[] = [
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['devicePath'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['ip'],
  ['uid'],
  ['name'],
  ['type'],
];
const DEFAULTS: ReadonlyMap<string, Json> = new Map([['protocol', 'TCP']]);

function listKeyNames(
  { all, native }: Walk,
  desired: readonly JsonObject[],
  live: readonly Json[] | undefined,
): readonly string[] | undefined {
  const known = firstItemKeys(all);
  if (known) return Object.keys(known);
  if (all !== undefined || !live || !native) return undefined;
  const items = [...desired, ...live];
  return USUAL_KEYS.find(
    (names) => isKey(names, desired) && items.every((item) => isObject(item) && hasNames(item, names)),
  );
}

const hasNames = (item: JsonObject, names: readonly string[]): boolean =>
  names.every((name) => item[name] !== undefined || DEFAULTS.get(name) !== undefined);
const isKey = (names: readonly string[], items: readonly JsonObject[]): boolean =>
  new Set(items.map((item) => JSON.stringify(names.map((name) => item[name] ?? DEFAULTS.get(name))))).size ===
  items.length;

/** A key that the manifest leaves to its default, such as a port's protocol, is the one that a sibling shows, or the usual one. */
function keysOf(item: JsonObject, names: readonly string[], { all }: Walk): ListKeys {
  const usual = (name: string): Json | undefined => DEFAULTS.get(name) ?? firstItemKeys(all)?.[name];
  const keys: Record<string, Json> = {};
  for (const name of names) {
    const value = item[name] ?? usual(name);
    if (value !== undefined) keys[name] = value;
  }
  return keys;
}

function hasKeys(item: JsonObject, keys: ListKeys): boolean {
  for (const name in keys) if ((item[name] ?? DEFAULTS.get(name)) !== keys[name]) return false;
  return true;
}
