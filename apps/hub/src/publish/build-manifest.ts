import {
  CLUSTER_KINDS_FEATURE,
  DEPENDENCIES_FEATURE,
  WIRE_VERSION,
  type BundleRef,
  type ClusterKinds,
  type ClusterManifest,
  type Gate,
  type ManifestEntry,
  type RequestedOperation,
  type TargetSpec,
  type Tombstone,
  WINDOWS_FEATURE,
} from '@wheelhouse/contract';
import {
  digestOf,
  type ApplicationId,
  type ClusterId,
  type Digest,
  type ProjectId,
  type Rung,
} from '@wheelhouse/core-domain';
import { circular } from './circular.ts';

/** One target as its row has it. */
export interface TargetFacts {
  readonly id: ApplicationId;
  readonly project: ProjectId;
  readonly desired: Rung;
  /** Of the Application as it is written now; `desired.spec` may be an older one, while it cannot be rendered. */
  readonly spec: TargetSpec;
  readonly operation?: Omit<RequestedOperation, 'bundle'> & { readonly bundle?: Rung };
  /** The windows that are for it. Absent: none. */
  readonly windows?: { readonly gates: ReadonlyMap<Digest, Gate>; readonly open: boolean };
}

export interface ManifestFacts {
  readonly hub: string;
  readonly cluster: ClusterId;
  readonly targets: readonly TargetFacts[];
  readonly removed: readonly Tombstone[];
  /** Of the targets' projects; one that is not named permits everything. Default: none is named. */
  readonly clusterKinds?: ReadonlyMap<ProjectId, ClusterKinds>;
  /** What was decided last, published or not: what is admitted stays so, and equal content keeps its words. */
  readonly previous?: ClusterManifest;
}

const MANUAL: Gate = { kind: 'manual' };
const MANUAL_DIGEST = digestOf(MANUAL);

/**
 * What one cluster should be. Pure: the same facts give the same manifest. It has the generation of the previous one: whoever
 * finds that it says something new gives it the next.
 */
export function buildManifest(facts: ManifestFacts): ClusterManifest {
  const before = new Map(facts.previous?.applications.map((entry) => [entry.id, entry]));
  const specs = new Map<Digest, TargetSpec>();
  const gates = new Map<Digest, Gate>();
  const cycles = circular(facts.targets);
  const applications = facts.targets.map((target) => {
    const cycle = cycles.get(target.id);
    if (cycle) {
      const held = heldEntry(target, cycle, before.get(target.id));
      const known = facts.previous?.specs.get(held.spec);
      specs.set(held.spec, known ?? target.spec);
      gates.set(digestOf(cycle), cycle);
      for (const [digest, gate] of target.windows?.gates ?? []) gates.set(digest, gate);
      return held;
    }
    const [digest, spec] = specOf(target, facts.previous);
    specs.set(digest, spec);
    const entry = entryOf(target, { digest, spec }, before.get(target.id));
    if (entry.gates.includes(MANUAL_DIGEST)) gates.set(MANUAL_DIGEST, MANUAL);
    for (const [digest, gate] of target.windows?.gates ?? []) gates.set(digest, gate);
    return entry;
  });
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  return {
    wire: WIRE_VERSION,
    hub: facts.hub,
    cluster: facts.cluster,
    generation: facts.previous?.generation ?? 0,
    requires: requiredBy(facts),
    applications: applications.sort(byId),
    removed: [...facts.removed].sort(byId),
    specs,
    gates,
    ...(facts.clusterKinds && facts.clusterKinds.size > 0 && { clusterKinds: facts.clusterKinds }),
  };
}

const requiredBy = ({ targets, clusterKinds }: ManifestFacts): string[] => [
  ...(clusterKinds && clusterKinds.size > 0 ? [CLUSTER_KINDS_FEATURE] : []),
  ...(targets.some(({ spec }) => spec.dependsOn) ? [DEPENDENCIES_FEATURE] : []),
  ...(targets.some(({ windows }) => windows && windows.gates.size > 0) ? [WINDOWS_FEATURE] : []),
];

/** One of a circle: it stays what it was, and nothing that somebody asks for changes that. */
function heldEntry(target: TargetFacts, cycle: Gate, before: ManifestEntry | undefined): ManifestEntry {
  const { id, project, desired, windows } = target;
  const staged = keptWords({ project, digest: desired.bundle, revision: desired.revision }, before);
  const gates = [digestOf(cycle), ...(windows?.gates.keys() ?? [])];
  const { spec = digestOf(target.spec), current } = before ?? {};
  return keptEntry(before, { id, spec, staged, gates, ...(current && { current }) });
}

/** A target whose render fails goes on with the specification of what it is to be still. */
function specOf(target: TargetFacts, previous: ClusterManifest | undefined): [Digest, TargetSpec] {
  // A manifest's own specification is under its digest there.
  if (target.spec === previous?.specs.get(target.desired.spec)) return [target.desired.spec, target.spec];
  const now = digestOf(target.spec);
  const kept = now === target.desired.spec ? undefined : previous?.specs.get(target.desired.spec);
  return kept ? [target.desired.spec, kept] : [now, target.spec];
}

function entryOf(
  target: TargetFacts,
  { digest, spec }: { readonly digest: Digest; readonly spec: TargetSpec },
  before: ManifestEntry | undefined,
): ManifestEntry {
  const refOf = (rung: Rung): BundleRef =>
    keptWords({ project: target.project, digest: rung.bundle, revision: rung.revision }, before);
  const wanted = refOf(target.desired);
  const current = admitted(target, spec, wanted, refOf) ?? before?.current;
  const waits = current?.digest !== wanted.digest;
  // What is automated goes where Git is, also when that moved on since somebody asked: else a sync would lead back.
  const moving = spec.syncPolicy.automated && target.operation?.kind === 'sync' && !target.operation.dryRun;
  const asked = moving ? { ...target.operation!, bundle: target.desired } : target.operation;
  const operation = asked && requested(asked, refOf);
  return keptEntry(before, {
    id: target.id,
    spec: digest,
    ...(current && { current }),
    ...(waits && { staged: wanted }),
    gates: [...(waits && !spec.syncPolicy.automated ? [MANUAL_DIGEST] : []), ...(target.windows?.gates.keys() ?? [])],
    ...(operation && { operation }),
  });
}

/** The same object for what stays as it was: comparing manifests is then comparing objects. */
function keptEntry(before: ManifestEntry | undefined, entry: ManifestEntry): ManifestEntry {
  if (!before || before.operation || entry.operation || before.serviceAccount !== entry.serviceAccount) return entry;
  const { spec, current, staged, gates } = entry;
  const same = before.spec === spec && before.current === current && before.staged === staged;
  return same && before.gates.length === gates.length && gates.every((one, i) => one === before.gates[i])
    ? before
    : entry;
}

/** With an automated policy what is desired, once its windows are open; else what a person asked for. Undefined: as it was. */
function admitted(
  { operation, windows }: TargetFacts,
  spec: TargetSpec,
  wanted: BundleRef,
  refOf: (rung: Rung) => BundleRef,
): BundleRef | undefined {
  if (spec.syncPolicy.automated && windows?.open !== false) return wanted;
  if (operation?.kind === 'sync' && !operation.dryRun && operation.bundle) return refOf(operation.bundle);
  return undefined;
}

function requested(
  { bundle, ...operation }: NonNullable<TargetFacts['operation']>,
  refOf: (rung: Rung) => BundleRef,
): RequestedOperation {
  return bundle ? { ...operation, bundle: refOf(bundle) } : operation;
}

/** A newer commit that renders to the same bundle changes nothing: the reference stays as it was published. */
function keptWords(ref: BundleRef, before: ManifestEntry | undefined): BundleRef {
  for (const known of [before?.current, before?.staged, before?.operation?.bundle]) {
    if (known && known.digest === ref.digest && known.project === ref.project) return known;
  }
  return ref;
}
