import { canonicalJson, err, ok } from '@wheelhouse/core-domain';
import type { Digest, Result } from '@wheelhouse/core-domain';
import { canonicalManifest, manifestMessage } from './manifest-message.ts';
import type { ClusterManifest, ManifestDelta, ManifestEntry } from './manifest.ts';
import { manifestDigest } from './signature.ts';
import { hexOfBytes } from './wire/codec.ts';

/** Undefined where only the whole manifest can say it: another hub, cluster or wire version. */
export function diffManifest(base: ClusterManifest, next: ClusterManifest): ManifestDelta | undefined {
  if (base.hub !== next.hub || base.cluster !== next.cluster || base.wire !== next.wire) return undefined;
  const [before, after] = [canonicalManifest(base), canonicalManifest(next)];
  const known = new Map(before.applications.map((entry) => [entry.id, entry]));
  const kept = new Set(after.applications.map((entry) => entry.id));
  return {
    generation: after.generation,
    base: before.generation,
    baseDigest: manifestDigest(manifestMessage.encode(before)),
    newDigest: manifestDigest(manifestMessage.encode(after)),
    set: after.applications.filter((entry) => !sameEntry(known.get(entry.id), entry)),
    del: before.applications.filter((entry) => !kept.has(entry.id)).map((entry) => entry.id),
    removed: after.removed,
    specs: without(after.specs, before.specs),
    gates: without(after.gates, before.gates),
    ...(canonicalJson(before.requires) === canonicalJson(after.requires) ? {} : { requires: after.requires }),
    ...(sameKeys(before.keys, after.keys) ? {} : { keys: after.keys ?? new Map() }),
    ...(sameKinds(before, after) ? {} : { clusterKinds: after.clusterKinds ?? new Map() }),
  };
}

type Keys = ClusterManifest['keys'];

const sameKeys = (a: Keys, b: Keys): boolean =>
  (a?.size ?? 0) === (b?.size ?? 0) &&
  [...(a ?? [])].every(([id, { project, sealed }]) => {
    const other = b?.get(id);
    return other?.project === project && hexOfBytes(other.sealed) === hexOfBytes(sealed);
  });

const sameKinds = ({ clusterKinds: a }: ClusterManifest, { clusterKinds: b }: ClusterManifest): boolean =>
  a === b || canonicalJson(Object.fromEntries(a ?? [])) === canonicalJson(Object.fromEntries(b ?? []));

const sameEntry = (a: ManifestEntry | undefined, b: ManifestEntry) =>
  a === b || (a !== undefined && canonicalJson(a) === canonicalJson(b));

const without = <V>(all: ReadonlyMap<Digest, V>, known: ReadonlyMap<Digest, V>): ReadonlyMap<Digest, V> =>
  new Map([...all].filter(([digest]) => !known.has(digest)));

/** Exactly the manifest that the delta was made for, or problems; then a Direct Get of the whole one is what helps. */
export function applyDelta(base: ClusterManifest, delta: ManifestDelta): Result<ClusterManifest> {
  if (base.generation !== delta.base)
    return refused(`starts at generation ${delta.base}, and ${base.generation} is here`);
  if (manifestDigest(manifestMessage.encode(base)) !== delta.baseDigest) {
    return refused(`starts at another manifest of generation ${delta.base} than the one that is here`);
  }
  const next = patched(base, delta);
  const missing = firstMissing(next);
  if (missing) return refused(`names ${missing}, which neither it nor the base holds`);
  const whole = canonicalManifest(next);
  return manifestDigest(manifestMessage.encode(whole)) === delta.newDigest
    ? ok(whole)
    : refused(`does not lead to the manifest with digest ${delta.newDigest}`);
}

function patched(base: ClusterManifest, delta: ManifestDelta): ClusterManifest {
  const applications = new Map(base.applications.map((entry) => [entry.id, entry]));
  for (const id of delta.del) applications.delete(id);
  for (const entry of delta.set) applications.set(entry.id, entry);
  return {
    ...base,
    generation: delta.generation,
    requires: delta.requires ?? base.requires,
    ...(delta.keys ? { keys: delta.keys } : {}),
    ...(delta.clusterKinds ? { clusterKinds: delta.clusterKinds } : {}),
    applications: [...applications.values()],
    removed: delta.removed,
    specs: new Map([...base.specs, ...delta.specs]),
    gates: new Map([...base.gates, ...delta.gates]),
  };
}

function firstMissing({ applications, specs, gates }: ClusterManifest): Digest | undefined {
  for (const entry of applications) {
    if (!specs.has(entry.spec)) return entry.spec;
    const gate = entry.gates.find((digest) => !gates.has(digest));
    if (gate) return gate;
  }
  return undefined;
}

const refused = (message: string) => err([{ code: 'INVALID_FIELD' as const, where: 'manifest delta', message }]);
