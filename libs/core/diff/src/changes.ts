import { groupOf } from '@wheelhouse/core-domain';
import type { Json, KubeObject } from '@wheelhouse/core-domain';
import type { FieldsV1, ListKeys } from './fields-v1.ts';
import { isSet, itemKeys, itemNode } from './fields-v1.ts';
import type { Step } from './path.ts';
import type { JsonObject } from './same-value.ts';
import { isEmpty, isObject } from './same-value.ts';

/** A place where desired sets a value: its path, and both values. `own` is our part of the ownership tree at this place. */
export interface Place {
  readonly steps: readonly Step[];
  readonly desired: Json;
  readonly live: Json | undefined;
  readonly own: FieldsV1 | undefined;
  /** A place of a kind of Kubernetes itself: absence, zero and quantities are read as its types do. */
  readonly native: boolean;
}

export interface Trees {
  /** Who owns what, all managers together: it tells how each list is keyed. */
  readonly all: FieldsV1 | undefined;
  readonly own: FieldsV1 | undefined;
  /** Items that live has in another order differ; without it, only what is in them. */
  readonly ordered?: boolean;
}
interface Walk extends Trees {
  /** A kind of Kubernetes itself, whose lists have known keys. */
  readonly native: boolean;
  readonly steps: readonly Step[];
  readonly live: Json | undefined;
}

/** Never compared: identity, what the server writes, and status, which no manifest sets. */
const SKIPPED_TOP = new Set(['apiVersion', 'kind', 'metadata', 'status']);
const COMPARED_METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

/** Every place below which desired and live are compared as a whole: scalars, atomic lists and maps, what only one side has. */
export function* places(desired: KubeObject, live: KubeObject, trees: Trees): Generator<Place> {
  const [want, have] = [desired, live] as unknown as [JsonObject, JsonObject];
  const root: Walk = { ...trees, live: have, steps: [], native: isNative(groupOf(desired.apiVersion)) };
  for (const [field, value] of Object.entries(want)) {
    if (!SKIPPED_TOP.has(field)) yield* walk(value, enter(root, field));
  }
  const metadata: Walk = { ...enter(root, 'metadata'), native: true };
  for (const field of COMPARED_METADATA) {
    const value = (want['metadata'] as JsonObject | undefined)?.[field];
    if (value !== undefined) yield* walk(value, enter(metadata, field));
  }
}

const isNative = (group: string): boolean =>
  !group.includes('.') || /^[^.]+(\.authorization|\.apiserver)?\.k8s\.io$/.test(group);

const enter = ({ steps, live, all, own, native, ordered }: Walk, field: string): Walk => ({
  native,
  ...(ordered === undefined ? {} : { ordered }),
  steps: [...steps, field],
  live: isObject(live) ? live[field] : undefined,
  all: all?.[`f:${field}`],
  own: own?.[`f:${field}`],
});

function* walk(desired: Json, at: Walk): Generator<Place> {
  if (desired === null) return;
  if (isObject(desired) && Object.keys(desired).length > 0 && !isAtomic(at)) {
    for (const [field, value] of Object.entries(desired)) yield* walk(value, enter(at, field));
  } else if (Array.isArray(desired) && desired.every(isObject)) {
    yield* walkItems(desired, at);
  } else if (Array.isArray(desired) && isSet(at.all)) {
    yield* walkSet(desired, at);
  } else {
    yield place(desired, at);
  }
}

const place = (desired: Json, { steps, live, own, native }: Walk): Place => ({ steps, desired, live, own, native });

/** A map that is owned as a whole, such as a label selector: the tree ends at it. */
const isAtomic = ({ all, live }: Walk): boolean =>
  all !== undefined && Object.keys(all).length === 0 && isObject(live) && !isEmpty(live);

/** By the keys that the ownership tree names; without any, by `name`-like keys, else by index, else as a whole. */
function* walkItems(desired: readonly JsonObject[], at: Walk): Generator<Place> {
  const live = Array.isArray(at.live) ? at.live : undefined;
  const keyNames = listKeyNames(at, desired, live);
  if (keyNames && at.ordered && isReordered(desired, live, keyNames, at)) {
    yield place(desired, at);
  } else if (keyNames) {
    for (const item of desired) yield* walkKeyed(item, keysOf(item, keyNames, at), at);
  } else if (live && live.length === desired.length && live.every(isObject) && at.all === undefined) {
    for (const [index, item] of desired.entries()) {
      yield* walk(item, { ...at, steps: [...at.steps, index], live: live[index] });
    }
  } else {
    yield place(desired, at);
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

function* walkKeyed(item: JsonObject, keys: ListKeys, at: Walk): Generator<Place> {
  const live = Array.isArray(at.live) ? at.live.find((other) => isObject(other) && hasKeys(other, keys)) : undefined;
  const [all, own] = [itemNode(at.all, keys), itemNode(at.own, keys)];
  const inside: Walk = { ...at, steps: [...at.steps, { keys }], live, all, own };
  if (live === undefined) yield place(item, inside);
  else yield* walk(item, inside);
}

function* walkSet(desired: readonly Json[], at: Walk): Generator<Place> {
  const live = Array.isArray(at.live) ? at.live : [];
  for (const value of desired) {
    const found = live.find((other) => other === value);
    const element = at.own?.[`v:${JSON.stringify(value)}`];
    yield { steps: [...at.steps, { value }], desired: value, live: found, own: element, native: at.native };
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
  const [known] = itemKeys(all);
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
  const usual = (name: string): Json | undefined => DEFAULTS.get(name) ?? itemKeys(all)[0]?.[name];
  return Object.fromEntries(
    names.flatMap((name) => [[name, item[name] ?? usual(name)] as const]).filter(([, v]) => v !== undefined),
  ) as ListKeys;
}

const hasKeys = (item: JsonObject, keys: ListKeys): boolean =>
  Object.entries(keys).every(([name, value]) => (item[name] ?? DEFAULTS.get(name)) === value);
