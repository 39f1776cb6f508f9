import type { Json, KubeObject } from '@wheelhouse/core-domain';
import type { FieldsV1 } from './fields-v1.ts';
import { FIELD_MANAGER, itemKeys, managedFieldsOf } from './fields-v1.ts';
import type { Step } from './path.ts';
import type { JsonObject } from './same-value.ts';
import { isObject } from './same-value.ts';

/** A field that was applied before, is no longer desired, and is still there. */
export interface Dropped {
  readonly steps: readonly Step[];
  readonly live: Json;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Whose earlier applies count: ours, and those of what is moved over to us. */
const APPLIERS: ReadonlySet<string> = new Set([FIELD_MANAGER, 'argocd-controller']);
/** Marks of tools, which no manifest holds. */
const MARKS = /^(?:app\.kubernetes\.io\/instance|argocd\.argoproj\.io\/.*|(?:[\w-]+\.)?wheelhouse\.dev\/.*)$/;
const METADATA: ReadonlySet<string> = new Set(['labels', 'annotations', 'finalizers']);
const SKIPPED: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'status']);

/**
 * What Git dropped: an apply takes such fields away. Known from the fields that we own, and from what `kubectl apply` and
 * client-side Argo CD note in an annotation. Items of lists count by their keys; of other lists the caller compares the whole.
 */
export function* dropped(desired: KubeObject, live: KubeObject): Generator<Dropped> {
  const [want, have] = [desired, live] as unknown as [JsonObject, JsonObject];
  const trees = managedFieldsOf(live)
    .filter(
      ({ manager, operation, subresource }) => APPLIERS.has(manager) && operation === 'Apply' && subresource === '',
    )
    .map(({ fieldsV1 }) => fieldsV1);
  if (trees.length > 0) {
    for (const tree of trees) yield* ownedOnly(tree, want, { steps: [], live: have });
  } else {
    const before = lastApplied(live);
    if (before) yield* appliedOnly(before, want, { steps: [], live: have });
  }
}

function lastApplied({ metadata }: Partial<KubeObject>): JsonObject | undefined {
  const text = metadata?.annotations?.[LAST_APPLIED];
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface At {
  readonly steps: readonly Step[];
  readonly live: Json | undefined;
}

function isSkipped(steps: readonly Step[], field: string): boolean {
  if (steps.length === 0) return SKIPPED.has(field);
  if (steps.length === 1 && steps[0] === 'metadata') return !METADATA.has(field);
  return steps[0] === 'metadata' && (MARKS.test(field) || field === LAST_APPLIED);
}

const child = (value: Json | undefined, field: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;

function* ownedOnly(tree: FieldsV1, desired: Json | undefined, { steps, live }: At): Generator<Dropped> {
  for (const [element, below] of Object.entries(tree)) {
    if (!element.startsWith('f:')) continue;
    const field = element.slice(2);
    if (isSkipped(steps, field)) continue;
    const at: At = { steps: [...steps, field], live: child(live, field) };
    if (at.live === undefined) continue;
    const wanted = child(desired, field);
    const inside = Object.keys(below).some((name) => name.startsWith('f:'));
    if (inside) yield* ownedOnly(below, wanted, at);
    else if (itemKeys(below).length > 0) yield* ownedItems(below, wanted, at);
    else if (wanted === undefined) yield { steps: at.steps, live: at.live };
  }
}

function* ownedItems(tree: FieldsV1, desired: Json | undefined, { steps, live }: At): Generator<Dropped> {
  const find = (list: Json | undefined, keys: Readonly<Record<string, Json>>): Json | undefined =>
    Array.isArray(list)
      ? list.find((item) => isObject(item) && Object.entries(keys).every(([key, value]) => sameKey(item, key, value)))
      : undefined;
  for (const [element, below] of Object.entries(tree)) {
    if (!element.startsWith('k:')) continue;
    const keys = JSON.parse(element.slice(2)) as Readonly<Record<string, Json>>;
    const [wanted, have] = [find(desired, keys), find(live, keys)];
    if (have === undefined) continue;
    if (wanted === undefined) yield { steps: [...steps, { keys }], live: have };
    else yield* ownedOnly(below, wanted, { steps: [...steps, { keys }], live: have });
  }
}

/** A key that the manifest leaves out has its default, which only the server knows. */
const sameKey = (item: JsonObject, key: string, value: Json): boolean =>
  item[key] === value || (item[key] === undefined && key === 'protocol');

function* appliedOnly(before: JsonObject, desired: Json | undefined, { steps, live }: At): Generator<Dropped> {
  for (const [field, value] of Object.entries(before)) {
    if (isSkipped(steps, field) || value === null) continue;
    const at: At = { steps: [...steps, field], live: child(live, field) };
    if (at.live === undefined) continue;
    const wanted = child(desired, field);
    if (isObject(value) && Object.keys(value).length > 0) yield* appliedOnly(value, wanted, at);
    else if (Array.isArray(value) && value.every(hasName)) yield* appliedItems(value, wanted, at);
    else if (wanted === undefined) yield { steps: at.steps, live: at.live };
  }
}

const hasName = (item: Json): item is JsonObject => isObject(item) && typeof item['name'] === 'string';
const byName = (list: Json | undefined, name: Json): Json | undefined =>
  Array.isArray(list) ? list.find((item) => hasName(item) && item['name'] === name) : undefined;

function* appliedItems(
  before: readonly JsonObject[],
  desired: Json | undefined,
  { steps, live }: At,
): Generator<Dropped> {
  for (const item of before) {
    const name = item['name']!;
    const [wanted, have] = [byName(desired, name), byName(live, name)];
    if (have === undefined) continue;
    const inside = [...steps, { keys: { name } }];
    if (wanted === undefined) yield { steps: inside, live: have };
    else yield* appliedOnly(item, wanted, { steps: inside, live: have });
  }
}
