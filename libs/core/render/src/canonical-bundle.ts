import {
  builtinScope,
  canonicalJson,
  digestText,
  err,
  groupOf,
  keyOf,
  keyText,
  kindRankOf,
  ok,
  syncWaveOf,
  type Bundle,
  type KubeObject,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';
import { nameOf, objectProblems } from './check-object.ts';
import { normalObjects, type NormalObject, type RenderedObject } from './normal-object.ts';
import { crdScopes, type IsNamespaced } from './object-scope.ts';

export interface CanonicalBundleOptions {
  /** The destination's; fills missing namespaces of namespaced kinds. Undefined: not known, so what misses one stays so. */
  readonly namespace: string | undefined;
  /** What the cluster says, where somebody asked it; undefined for a kind that it does not know. */
  readonly isNamespaced?: IsNamespaced;
  /** Default 10,000. */
  readonly maxObjects?: number;
}

/** Of one object's canonical JSON, in bytes: etcd takes no larger request (`--max-request-bytes`). */
export const MAX_OBJECT_BYTES = 1.5 * 1024 * 1024;
const MAX_OBJECTS = 10_000;

/**
 * What is published of rendered objects: valid ones only, `List`s taken apart, without what the server owns, namespaces filled
 * in, in order of (wave, kind rank, group, namespace, name). Equal objects give an equal digest, in whatever order they come.
 * A kind that nobody knows counts as namespaced; the spoke, who can ask its cluster, takes the namespace away again where
 * that is wrong.
 */
export function canonicalBundle(
  rendered: readonly RenderedObject[],
  options: CanonicalBundleOptions,
): Result<{ readonly bundle: Bundle; readonly warnings: readonly Problem[] }> {
  const { items, problems } = normalObjects(rendered);
  const max = options.maxObjects ?? MAX_OBJECTS;
  if (items.length > max) {
    const hint = 'split it into several Applications';
    return err([{ code: 'RENDER_LIMIT', message: `it renders to ${items.length} objects; ${max} are allowed`, hint }]);
  }
  const crds = crdScopes(items.map((item) => item.object));
  const entries: Entry[] = [];
  const warnings: Problem[] = [];
  for (const item of items) {
    const object = withNamespace(item.object, options, crds);
    problems.push(...objectProblems(object, item.where), ...missingNamespace(object, item.where, options));
    const json = canonicalJson(object);
    problems.push(...tooLarge(object, json, item.where));
    entries.push({ ...item, object, json, key: keyText(keyOf(object)) });
  }
  const unique = withoutRepeats(entries, problems, warnings);
  if (problems.length > 0) return err(problems);
  unique.sort(compareEntries);
  const objects = unique.map((entry) => entry.object);
  const digest = digestText(`[${unique.map((entry) => entry.json).join(',')}]`);
  return ok({ bundle: { digest, objects }, warnings });
}

interface Entry extends NormalObject {
  readonly json: string;
  readonly key: string;
}

/** Twice in one source is a mistake; in two sources the later one is meant, as in Argo CD. */
function withoutRepeats(entries: readonly Entry[], problems: Problem[], warnings: Problem[]): Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const before = byKey.get(entry.key);
    if (before) {
      const places = [before.where, entry.where].filter((where) => where !== undefined);
      const both = places.length === 2 ? `: in ${places.join(' and in ')}` : '';
      const shared = { code: 'DUPLICATE_OBJECT', ...(entry.where && { where: entry.where }) } as const;
      if (before.source === entry.source) {
        problems.push({
          ...shared,
          message: `${nameOf(entry.object)} is there twice${both}`,
          hint: 'remove or rename one of them',
        });
      } else {
        warnings.push({
          ...shared,
          message: `${nameOf(entry.object)} is in source ${before.source + 1} and in source ${entry.source + 1}; the later one is taken`,
          hint: 'leave it out of one of them',
        });
      }
    }
    byKey.set(entry.key, entry);
  }
  return [...byKey.values()];
}

function withNamespace(object: KubeObject, options: CanonicalBundleOptions, crds: IsNamespaced): KubeObject {
  const group = groupOf(object.apiVersion);
  const { kind, metadata } = object;
  const namespaced = options.isNamespaced?.(group, kind) ?? crds(group, kind) ?? builtinScope(group, kind) ?? true;
  if (namespaced === Boolean(metadata.namespace)) return object;
  if (namespaced)
    return options.namespace ? { ...object, metadata: { ...metadata, namespace: options.namespace } } : object;
  const { namespace: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

function missingNamespace(
  object: KubeObject,
  where: string | undefined,
  { namespace }: CanonicalBundleOptions,
): Problem[] {
  if (namespace === undefined) return [];
  if (object.metadata.namespace || builtinScope(groupOf(object.apiVersion), object.kind) !== true) return [];
  const hint = 'set destination.namespace of the Application, or metadata.namespace';
  return [{ code: 'MISSING_FIELD', message: `${nameOf(object)} has no namespace`, ...(where && { where }), hint }];
}

function tooLarge(object: KubeObject, json: string, where: string | undefined): Problem[] {
  // Three bytes at most per UTF-16 unit: only long ones are worth counting.
  const bytes = json.length * 3 > MAX_OBJECT_BYTES ? new TextEncoder().encode(json).length : 0;
  if (bytes <= MAX_OBJECT_BYTES) return [];
  const message = `${nameOf(object)} has ${bytes} bytes; Kubernetes stores at most ${MAX_OBJECT_BYTES} (1.5 MiB)`;
  return [{ code: 'OBJECT_TOO_LARGE', message, ...(where && { where }), hint: 'split it, or keep the data elsewhere' }];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareEntries({ object: a, key: keyA }: Entry, { object: b, key: keyB }: Entry): number {
  return (
    syncWaveOf(a) - syncWaveOf(b) ||
    kindRankOf(a.kind) - kindRankOf(b.kind) ||
    compareText(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareText(a.metadata.name, b.metadata.name) ||
    // Two unranked kinds of one group and name: the order stays total.
    compareText(keyA, keyB)
  );
}
