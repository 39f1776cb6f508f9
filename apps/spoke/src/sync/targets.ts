import { unknownFeatures } from '@wheelhouse/contract';
import type { BundleRef, ClusterManifest, ManifestEntry, TargetSpec, Tombstone } from '@wheelhouse/contract';
import { canonicalJson, identityText } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationIdentity, Digest } from '@wheelhouse/core-domain';
import type { StoredApplication } from '../state/stored-application.ts';
import type { WatchedKind } from '../watch/watch-set.ts';
import { FEATURES } from '../version.ts';
import { Target } from './target.ts';
import type { Wanted } from './target.ts';
import { ManifestWindows } from './windows.ts';

/** Every application of this cluster: what the manifest wants, joined with what is remembered. */
export class Targets extends Map<ApplicationId, Target> {
  /** Those that wait for others, which see to it that they are looked at again. */
  readonly waiting = new Set<ApplicationId>();
  #manifest: ClusterManifest | undefined;
  readonly #windows = new ManifestWindows();

  /** What was remembered comes first: it is managed even if no manifest is there (yet). */
  static from(applications: Iterable<StoredApplication>, manifest: ClusterManifest | undefined): Targets {
    const targets = new Targets();
    for (const stored of applications) targets.set(stored.id, new Target(stored.id, { unknownFeatures: [] }, stored));
    if (manifest) targets.want(manifest);
    return targets;
  }

  /** Takes the manifest over; the answer is which targets want something else than before. */
  want(manifest: ClusterManifest): ApplicationId[] {
    this.#manifest = manifest;
    const unknown = unknownFeatures(manifest, FEATURES);
    this.#windows.retain(manifest);
    const entries = new Map(manifest.applications.map((entry) => [entry.id, entry]));
    const tombstones = new Map(manifest.removed.map((tombstone) => [tombstone.id, tombstone]));
    for (const entry of entries.values()) this.#add(entry, manifest.specs.get(entry.spec));
    return [...this.values()]
      .filter((target) => {
        const entry = entries.get(target.id);
        const wanted = wantedOf(entry, manifest, { tombstone: tombstones.get(target.id), unknown });
        const windows = entry ? this.#windows.of(entry, manifest) : [];
        const next = windows.length > 0 ? { ...wanted, windows } : wanted;
        const changed = !sameWanted(target.wanted, next);
        // What was refused may be permitted now.
        if (!sameKinds(target.wanted, next)) target.attempt = undefined;
        target.wanted = next;
        return changed;
      })
      .map(({ id }) => id);
  }

  /** It left, and the manifest names it: it came back while it was leaving. False: it does not. */
  takeBack(id: ApplicationId): boolean {
    if (!this.#manifest?.applications.some((entry) => entry.id === id)) return false;
    this.want(this.#manifest);
    return this.has(id);
  }

  /** What the hub removed and is not here (any more): it may be told so again. */
  gone(): readonly Tombstone[] {
    return this.#manifest?.removed.filter(({ id }) => !this.has(id)) ?? [];
  }

  /**
   * Whether its objects are to be left to it. One that was withdrawn without order gives way to the same application under another
   * id, as after the cluster was removed and joined again.
   */
  isManaged(id: ApplicationId, by: ApplicationIdentity): boolean {
    const target = this.get(id);
    return target !== undefined && !(isForgotten(target) && sameIdentity(target.spec.identity, by));
  }

  /** The same application under the id that the manifest gives it now. */
  heirOf({ id, spec }: Target): Target | undefined {
    return [...this.values()].find(
      (other) => other.id !== id && other.wanted.entry && sameIdentity(other.spec.identity, spec.identity),
    );
  }

  /** The same application under ids that no manifest names any more. */
  forebearsOf({ id, spec }: Target): readonly Target[] {
    return [...this.values()].filter(
      (other) => other.id !== id && isForgotten(other) && sameIdentity(other.spec.identity, spec.identity),
    );
  }

  kinds(): WatchedKind[] {
    return [...this.values()].flatMap(({ stored }) =>
      [...stored.inventory, ...(stored.hooks ?? [])].map(({ apiVersion, key }) => ({ apiVersion, kind: key.kind })),
    );
  }

  /** All bundles that somebody may need: wanted, staged, asked for, or applied. */
  bundles(): BundleRef[] {
    return [...this.values()].flatMap(({ wanted: { entry }, stored }) =>
      [entry?.current, entry?.staged, entry?.operation?.bundle, stored.attempted].filter((ref) => ref !== undefined),
    );
  }

  bundleDigests(): ReadonlySet<Digest> {
    return new Set(this.bundles().map(({ digest }) => digest));
  }

  #add(entry: ManifestEntry, spec: TargetSpec | undefined): void {
    if (this.has(entry.id) || !spec) return;
    this.set(entry.id, Target.fromManifest(entry.id, { entry, spec, unknownFeatures: ['new'] }));
  }
}

/** Withdrawn without order. */
const isForgotten = ({ wanted: { entry, tombstone } }: Target): boolean => !entry && !tombstone;

const sameIdentity = (a: ApplicationIdentity, b: ApplicationIdentity): boolean => identityText(a) === identityText(b);

function wantedOf(
  entry: ManifestEntry | undefined,
  manifest: ClusterManifest,
  { tombstone, unknown }: { tombstone: Tombstone | undefined; unknown: readonly string[] },
): Wanted {
  const spec = entry && manifest.specs.get(entry.spec);
  const bundle = entry?.current ?? entry?.staged ?? entry?.operation?.bundle;
  const clusterKinds = bundle && manifest.clusterKinds?.get(bundle.project);
  return {
    unknownFeatures: unknown,
    ...(entry ? { entry } : {}),
    ...(spec ? { spec } : {}),
    ...(clusterKinds ? { clusterKinds } : {}),
    ...(tombstone && !entry ? { tombstone } : {}),
  };
}

const sameKinds = ({ clusterKinds: a }: Wanted, { clusterKinds: b }: Wanted): boolean =>
  a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Specs are named by digest in the entry, so the entry says it all. */
const sameWanted = (a: Wanted, b: Wanted): boolean =>
  a.unknownFeatures.join() === b.unknownFeatures.join() &&
  sameKinds(a, b) &&
  // What a change of the manifest leaves alone is the same object.
  ((a.entry === b.entry && a.tombstone === b.tombstone) ||
    canonicalJson([a.entry ?? null, a.tombstone ?? null]) === canonicalJson([b.entry ?? null, b.tombstone ?? null]));
