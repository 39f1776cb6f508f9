import {
  compileJqPath,
  isMap,
  type ApplicationSet,
  type IgnoreApplicationDifference,
  type JsonPath,
  type KubeObject,
} from '@wheelhouse/core-domain';
import { keepAt, valueAt } from './keep-at.ts';

/** What of a live Application stays although the set says something else. */
export interface Preserving {
  readonly preservedFields: ApplicationSet['spec']['preservedFields'];
  readonly ignoreApplicationDifferences: readonly IgnoreApplicationDifference[];
}

/** Argo CD's notifications, refreshes and hydrator remember things in these. */
const ALWAYS_KEPT = ['notified.notifications.argoproj.io', 'argocd.argoproj.io/refresh', 'argocd.argoproj.io/hydrate'];
/** A finalizer whose name begins so waits for a hook, and goes when the hook is done. */
const HOOK_FINALIZERS = ['pre-delete-finalizer.argocd.argoproj.io', 'post-delete-finalizer.argocd.argoproj.io'];

/**
 * What a live Application of a set is to be now: as it is generated, but for what the set lets people change. Argo CD's rules, with
 * one difference: a field of a list item that is ignored stays also when another item of the list changes. The answer is
 * `generated` itself where nothing stays.
 */
export function updatedApplication(live: KubeObject, generated: KubeObject, preserving: Preserving): KubeObject {
  const { preservedFields, ignoreApplicationDifferences } = preserving;
  const rules = ignoreApplicationDifferences.filter(({ name }) => !name || name === generated.metadata.name);
  const kept = {
    annotations: keptOf(live.metadata.annotations, [...preservedFields.annotations, ...ALWAYS_KEPT]),
    labels: keptOf(live.metadata.labels, preservedFields.labels),
    finalizers: finalizersOf(live).filter(
      (one) => HOOK_FINALIZERS.some((prefix) => one.startsWith(prefix)) && !finalizersOf(generated).includes(one),
    ),
  };
  const keeps = Object.keys(kept.annotations).length + Object.keys(kept.labels).length + kept.finalizers.length > 0;
  if (rules.length === 0 && !keeps) return generated;
  const { annotations, labels } = generated.metadata;
  const finalizers = [...finalizersOf(generated), ...kept.finalizers];
  const metadata = {
    ...generated.metadata,
    ...withSome('labels', { ...labels, ...kept.labels }),
    ...withSome('annotations', { ...annotations, ...kept.annotations }),
    ...(finalizers.length > 0 && { finalizers }),
  };
  return ignored(live, { ...generated, metadata }, rules);
}

const finalizersOf = ({ metadata }: KubeObject): readonly string[] =>
  Array.isArray(metadata['finalizers']) ? (metadata['finalizers'] as string[]) : [];

const withSome = (name: string, map: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.keys(map).length > 0 ? { [name]: map } : {};

function keptOf(live: unknown, keys: readonly string[]): Record<string, string> {
  if (!isMap(live)) return {};
  const kept = keys.filter((key) => Object.hasOwn(live, key));
  return Object.fromEntries(kept.map((key) => [key, live[key]])) as Record<string, string>;
}

/** With the live values of what the rules name; what a thing is and is called is not theirs. */
function ignored(live: KubeObject, object: KubeObject, rules: readonly IgnoreApplicationDifference[]): KubeObject {
  let result: unknown = object;
  for (const { jsonPointers, jqPathExpressions } of rules) {
    for (const pointer of jsonPointers) {
      const path = pathOfPointer(pointer);
      if (path) result = keepAt(result, path, valueAt(live, path));
    }
    for (const expression of jqPathExpressions) {
      const paths = compileJqPath(expression);
      if (paths.ok) result = keepPaired(live, result, paths.value);
    }
  }
  const { name, namespace } = object.metadata;
  const { apiVersion, kind } = object;
  const { metadata, ...rest } = result as KubeObject;
  return { ...rest, apiVersion, kind, metadata: { ...metadata, name, namespace } } as KubeObject;
}

/** Undefined for what is no pointer, and for the whole document. */
function pathOfPointer(pointer: string): JsonPath | undefined {
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * An expression may choose items of a list by what they say, and these need not stand at one index on both sides: those that
 * are named alike belong together, and then those at equal places.
 */
function keepPaired(live: unknown, object: unknown, pathsOf: (document: unknown) => readonly JsonPath[]): unknown {
  const there = new Map(pathsOf(live).map((path) => [placeOf(live, path), path]));
  const here = new Map(pathsOf(object).map((path) => [placeOf(object, path), path]));
  let result = object;
  for (const [place, path] of there) result = keepAt(result, here.get(place) ?? path, valueAt(live, path));
  // From behind, so that what is taken out of a list moves nothing that is still to be looked at.
  for (const [place, path] of [...here].reverse()) if (!there.has(place)) result = keepAt(result, path, undefined);
  return result;
}

/** A path with the names of list items instead of their indexes, where they have any. */
function placeOf(document: unknown, path: JsonPath): string {
  let at: unknown = document;
  const steps = path.map((step) => {
    const list = Array.isArray(at);
    at = valueAt(at, [step]);
    return list ? (nameOfItem(at) ?? step) : step;
  });
  return JSON.stringify(steps);
}

/** What tells items of an Application's lists apart: parameters and images have names, sources a `ref` or where they come from. */
function nameOfItem(item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  if (typeof item['name'] === 'string') return `name ${item['name']}`;
  if (typeof item['ref'] === 'string') return `ref ${item['ref']}`;
  const { repoURL, path, chart } = item;
  return typeof repoURL === 'string' ? `source ${JSON.stringify([repoURL, path, chart])}` : undefined;
}
