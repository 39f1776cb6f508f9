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

/** Those that the manifest before does not name. */
export function newBundlesOf(manifest: ClusterManifest, base: ClusterManifest): readonly BlobName[] {
  const known = new Set(bundlesOf(base).map((one) => `${one.projectId}/${one.digest}`));
  return bundlesOf(manifest).filter((one) => !known.has(`${one.projectId}/${one.digest}`));
}

/** Entries that say something else than the manifest before does. */
export function changedEntries(next: ClusterManifest, base: ClusterManifest | undefined): readonly ManifestEntry[] {
  const before = new Map(base?.applications.map((entry) => [entry.id, entry]));
  return next.applications.filter((entry) => !sameEntry(before.get(entry.id), entry));
}

/** The rungs that a published manifest stands for, of the entries that differ from the one before. */
export function placementsOf(next: ClusterManifest, base: ClusterManifest | undefined): readonly Placement[] {
  return changedEntries(next, base).map((entry) => placementOf(entry, next));
}

const sameEntry = (before: ManifestEntry | undefined, entry: ManifestEntry): boolean =>
  before === entry || (before !== undefined && canonicalJson(before) === canonicalJson(entry));

function placementOf(entry: ManifestEntry, manifest: ClusterManifest): Placement {
  const rung = (ref: BundleRef): Rung => ({ bundle: ref.digest, spec: entry.spec, revision: ref.revision });
  const published = entry.staged ?? entry.current;
  return {
    id: entry.id,
    ...(published && { published: rung(published) }),
    ...(entry.current && { admitted: rung(entry.current) }),
    gates: entry.staged ? gatesOf(entry, manifest) : [],
  };
}

/** Why it waits: all windows are one reason, because only together they say whether it may go. */
function gatesOf(entry: ManifestEntry, { gates }: ClusterManifest): Placement['gates'] {
  const found = entry.gates.flatMap((digest) => gates.get(digest) ?? []);
  const windows = found.flatMap((gate) => (gate.kind === 'window' ? [gate.rule.title] : []));
  const others = found.flatMap((gate) => (gate.kind === 'window' ? [] : [gate]));
  return windows.length === 0 ? others : [...others, { kind: 'window', reason: `it waits for ${windows.join(', ')}` }];
}
