import type { Json, KubeObject } from '@wheelhouse/core-domain';
import type { FieldsV1, ListKeys } from './fields-v1.ts';
import { FIELD_MANAGER, hasItemKeys, keysOfElement, managedFieldsOf } from './fields-v1.ts';
import type { Trail } from './path.ts';
import type { JsonObject } from './same-value.ts';
import { isObject } from './same-value.ts';

/** Told of a field that was applied before, is no longer desired, and is still there. */
export type VisitDropped = (trail: Trail, live: Json) => void;

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
export function eachDropped(desired: KubeObject, live: KubeObject, visit: VisitDropped): void {
  const [want, have] = [desired, live] as unknown as [JsonObject, JsonObject];
  let applied = false;
  for (const { manager, operation, subresource, fieldsV1 } of managedFieldsOf(live)) {
    if (!APPLIERS.has(manager) || operation !== 'Apply' || subresource !== '') continue;
    applied = true;
    ownedOnly(fieldsV1, want, { trail: undefined, live: have }, visit);
  }
  const before = applied ? undefined : lastApplied(live);
  if (before) appliedOnly(before, want, { trail: undefined, live: have }, visit);
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
  readonly trail: Trail | undefined;
  readonly live: Json | undefined;
}

function isSkipped(trail: Trail | undefined, field: string): boolean {
  if (!trail) return SKIPPED.has(field);
  if (!trail.before) return trail.step === 'metadata' && !METADATA.has(field);
  const isMetadata = !trail.before.before && trail.before.step === 'metadata';
  return isMetadata && (MARKS.test(field) || field === LAST_APPLIED);
}

const below = (at: At, step: Trail['step'], live: Json | undefined): At => ({
  trail: { step, before: at.trail },
  live,
});

const child = (value: Json | undefined, field: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;

function ownedOnly(tree: FieldsV1, desired: Json | undefined, at: At, visit: VisitDropped): void {
  for (const element in tree) {
    if (!element.startsWith('f:')) continue;
    const field = element.slice(2);
    const live = child(at.live, field);
    if (live === undefined || isSkipped(at.trail, field)) continue;
    const [node, wanted] = [tree[element]!, child(desired, field)];
    const there = below(at, field, live);
    if (hasFields(node)) ownedOnly(node, wanted, there, visit);
    else if (hasItemKeys(node)) ownedItems(node, wanted, there, visit);
    else if (wanted === undefined) visit(there.trail!, live);
  }
}

function hasFields(node: FieldsV1): boolean {
  for (const element in node) if (element.startsWith('f:')) return true;
  return false;
}

function ownedItems(tree: FieldsV1, desired: Json | undefined, at: At, visit: VisitDropped): void {
  for (const element in tree) {
    const keys = keysOfElement(element);
    const live = keys && itemWith(at.live, keys);
    if (!keys || live === undefined) continue;
    const there = below(at, { keys }, live);
    const wanted = itemWith(desired, keys);
    if (wanted === undefined) visit(there.trail!, live);
    else ownedOnly(tree[element]!, wanted, there, visit);
  }
}

function itemWith(list: Json | undefined, keys: ListKeys): JsonObject | undefined {
  if (!Array.isArray(list)) return undefined;
  const has = (item: Json): item is JsonObject => {
    if (!isObject(item)) return false;
    for (const key in keys) if (!sameKey(item, key, keys[key]!)) return false;
    return true;
  };
  return list.find(has);
}

/** A key that the manifest leaves out has its default, which only the server knows. */
const sameKey = (item: JsonObject, key: string, value: Json): boolean =>
  item[key] === value || (item[key] === undefined && key === 'protocol');

function appliedOnly(before: JsonObject, desired: Json | undefined, at: At, visit: VisitDropped): void {
  for (const [field, value] of Object.entries(before)) {
    const live = child(at.live, field);
    if (live === undefined || value === null || isSkipped(at.trail, field)) continue;
    const wanted = child(desired, field);
    const there = below(at, field, live);
    if (isObject(value) && Object.keys(value).length > 0) appliedOnly(value, wanted, there, visit);
    else if (Array.isArray(value) && value.every(hasName)) appliedItems(value, wanted, there, visit);
    else if (wanted === undefined) visit(there.trail!, live);
  }
}

const hasName = (item: Json): item is JsonObject => isObject(item) && typeof item['name'] === 'string';

function appliedItems(before: readonly JsonObject[], desired: Json | undefined, at: At, visit: VisitDropped): void {
  for (const item of before) {
    const keys = { name: item['name']! };
    const live = itemWith(at.live, keys);
    if (live === undefined) continue;
    const there = below(at, { keys }, live);
    const wanted = itemWith(desired, keys);
    if (wanted === undefined) visit(there.trail!, live);
    else appliedOnly(item, wanted, there, visit);
  }
}
