import type { BlobName, Placement } from '@wheelhouse/adapter-postgres';
import type { BundleRef, ClusterManifest, ManifestEntry } from '@wheelhouse/contract';
import { canonicalJson, type Rung } from '@wheelhouse/core-domain';

/** Every bundle that a manifest names, once. */
export function bundlesOf(manifest: ClusterManifest): readonly BlobName[] {
  const named = new Map<string, BlobName>();
  for (const { current, staged, operation } of manifest.applications) {
    for (const ref of [current, staged, operation?.bundle]) {
      if (ref) named.set(`${ref.project}/${ref.digest}`, { projectId: ref.project, digest: ref.digest });
    }
  }
  return [...named.values()];
}

/** The rungs that a published manifest stands for, of the entries that differ from the one before. */
export function placementsOf(next: ClusterManifest, base: ClusterManifest | undefined): readonly Placement[] {
  const before = new Map(base?.applications.map((entry) => [entry.id, canonicalJson(entry)]));
  return next.applications
    .filter((entry) => before.get(entry.id) !== canonicalJson(entry))
    .map((entry) => placementOf(entry, next));
}

function placementOf(entry: ManifestEntry, manifest: ClusterManifest): Placement {
  const rung = (ref: BundleRef): Rung => ({ bundle: ref.digest, spec: entry.spec, revision: ref.revision });
  const published = entry.staged ?? entry.current;
  return {
    id: entry.id,
    ...(published && { published: rung(published) }),
    ...(entry.current && { admitted: rung(entry.current) }),
    gates: entry.gates.flatMap((digest) => manifest.gates.get(digest) ?? []),
  };
}
