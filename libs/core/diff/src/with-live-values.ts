import type { IgnoreDifference, JsonPath, KubeObject } from '@wheelhouse/core-domain';
import type { FieldsV1 } from './fields-v1.ts';
import { managedFieldsOf } from './fields-v1.ts';
import { ignoredFor } from './ignore.ts';
import { copyWith, valueAt } from './json-paths.ts';
import { isObject } from './same-value.ts';

/**
 * Desired with what is ignored as live has it, and without what is ignored and not there: applied so, the ignored fields stay as
 * they are (`RespectIgnoreDifferences`). Items of a list with names are found by name, others by their place. Desired itself
 * where nothing of it is ignored, and where there is no live object: a first apply writes all.
 */
export function withLiveValues(
  desired: KubeObject,
  live: KubeObject | undefined,
  ignore: readonly IgnoreDifference[],
): KubeObject {
  if (!live) return desired;
  const ignored = ignoredFor(desired, ignore);
  const paths = [...ignored.pathsIn(desired), ...ownedPaths(desired, live, ignored.managers)];
  const found = paths.filter((path) => isOurs(path) && valueAt(desired, path) !== undefined);
  const values = found.map((path) => [path, valueAt(live, inLive(path, desired, live))] as const);
  // Values first: taking items away moves those behind them.
  const kept = values.filter(([, value]) => value !== undefined);
  const gone = values
    .filter(([, value]) => value === undefined)
    .toSorted(([a], [b]) => Number(b.at(-1)) - Number(a.at(-1)));
  return [...kept, ...gone].reduce((object, [path, value]) => copyWith(object, path, value), desired);
}

/** What an object is is never taken from elsewhere. */
const isOurs = ([first, second]: JsonPath): boolean =>
  first !== undefined &&
  first !== 'apiVersion' &&
  first !== 'kind' &&
  (first !== 'metadata' || ['labels', 'annotations', 'finalizers', 'ownerReferences'].includes(String(second)));

/** The same place in live: an item with a name is the one with that name. */
function inLive(path: JsonPath, desired: unknown, live: unknown): JsonPath {
  const result: (string | number)[] = [];
  let [want, have] = [desired, live];
  for (const step of path) {
    const item = valueAt(want, [step]);
    const name = Array.isArray(want) && isObject(item) ? item['name'] : undefined;
    const index =
      name !== undefined && Array.isArray(have)
        ? have.findIndex((other: unknown) => isObject(other) && other['name'] === name)
        : step;
    result.push(index);
    want = item;
    have = valueAt(have, [index]);
  }
  return result;
}

/** What desired sets and one of the managers owns in live. */
function ownedPaths(desired: KubeObject, live: KubeObject, managers: ReadonlySet<string>): JsonPath[] {
  if (managers.size === 0) return [];
  return managedFieldsOf(live)
    .filter(({ manager }) => managers.has(manager))
    .flatMap(({ fieldsV1 }) => pathsOf(fieldsV1, desired));
}

function pathsOf(tree: FieldsV1, desired: unknown): JsonPath[] {
  return Object.entries(tree).flatMap(([element, below]) => {
    const step = stepOf(element, desired);
    const value = step === undefined ? undefined : valueAt(desired, [step]);
    if (step === undefined || value === undefined) return [];
    const isLeaf = !Object.keys(below).some((name) => name !== '.');
    return isLeaf ? [[step]] : pathsOf(below, value).map((path) => [step, ...path]);
  });
}

function stepOf(element: string, desired: unknown): string | number | undefined {
  if (element.startsWith('f:')) return element.slice(2);
  if (!Array.isArray(desired) || !element.startsWith('k:')) return undefined;
  const keys = Object.entries(JSON.parse(element.slice(2)) as Record<string, unknown>);
  const index = desired.findIndex(
    (item: unknown) => isObject(item) && keys.every(([key, value]) => item[key] === value || item[key] === undefined),
  );
  return index < 0 ? undefined : index;
}
