import type {
  ApplicationId,
  ApplicationIdentity,
  ApplicationReference,
  ClusterId,
  Commit,
  Digest,
  GroupKindGlob,
  IgnoreDifference,
  ObjectKey,
  OperationId,
  ProjectId,
  SyncPolicy,
  WindowRule,
} from '@wheelhouse/core-domain';
import type { SealedProjectKey } from './body-seal.ts';

/**
 * What one cluster should be: complete, signed, one per cluster, last value wins. Message on `wh.v1.m.<cluster>`; a body
 * above 256 KiB moves to a blob and the message holds its digest.
 *
 * An application that is merely absent is forgotten, not deleted; leaving is said by a tombstone in `removed`.
 */
export interface ClusterManifest {
  readonly wire: number;
  readonly hub: string;
  readonly cluster: ClusterId;
  /** Never goes back: max(own, the stream's, the heartbeat's) + 1. */
  readonly generation: number;
  /** Features that a spoke must know; one that it does not gives `Unknown` with the feature's name. */
  readonly requires: readonly string[];
  /** Sorted by id; each id once. */
  readonly applications: readonly ManifestEntry[];
  /** Sorted by id. */
  readonly removed: readonly Tombstone[];
  /** Shared by digest: `entry.spec` names one. Sorted by digest when encoded. */
  readonly specs: ReadonlyMap<Digest, TargetSpec>;
  /** Shared by digest: `entry.gates` names some. */
  readonly gates: ReadonlyMap<Digest, Gate>;
  /** By key id: what opens the bundles that are named here, sealed to this cluster. Absent: none. */
  readonly keys?: ReadonlyMap<string, SealedProjectKey>;
  /** What a project permits of kinds that live in no namespace. A project that is not named: everything. */
  readonly clusterKinds?: ReadonlyMap<ProjectId, ClusterKinds>;
}

/** A kind is permitted that is among `allowed` and not among `denied`: the project's cluster resource white- and blacklist. */
export interface ClusterKinds {
  readonly allowed: readonly GroupKindGlob[];
  readonly denied: readonly GroupKindGlob[];
}

/** A spoke that does not know `clusterKinds` would apply what a project must not. */
export const CLUSTER_KINDS_FEATURE = 'cluster-kinds';

export interface ManifestEntry {
  readonly id: ApplicationId;
  readonly spec: Digest;
  /** What is admitted: the spoke makes the cluster so. Absent until the first admission. */
  readonly current?: BundleRef;
  /** What is published and waits for its gates: fetched, not applied. */
  readonly staged?: BundleRef;
  /** Why `staged` waits; windows also where nothing does. */
  readonly gates: readonly Digest[];
  /** A sync or terminate that a person asked for. */
  readonly operation?: RequestedOperation;
  readonly serviceAccount?: string;
}

export interface BundleRef {
  readonly project: ProjectId;
  readonly digest: Digest;
  readonly revision: Commit;
}

/** What the spoke must know of an Application beside its objects. Its digest is `digestOf(spec)`. */
export interface TargetSpec {
  readonly identity: ApplicationIdentity;
  readonly destinationNamespace: string;
  readonly syncPolicy: SyncPolicy;
  readonly ignoreDifferences: readonly IgnoreDifference[];
  /** Deleting the application deletes its resources: Argo CD's resources finalizer is there. */
  readonly cascade: boolean;
  /** When a person agreed to prune what says `Prune=confirm`: what was to go before. In milliseconds since 1970. */
  readonly approvedAt?: number;
  /** Of the same project, on this cluster: what has to be synced and healthy first. Absent: nothing. */
  readonly dependsOn?: readonly ApplicationReference[];
}

/** Why a published bundle may not be admitted. `manual`: no automated policy, a person starts the sync. */
export type Gate =
  | { readonly kind: 'manual' }
  | { readonly kind: 'guardrail'; readonly reason: string }
  /** It and others wait for each other. */
  | { readonly kind: 'cycle'; readonly reason: string }
  /** A sync window that is for the target, open or closed: the spoke judges by it again, also when the hub is away. */
  | { readonly kind: 'window'; readonly rule: WindowRule };

/** A spoke that does not know windows would sync when it must not. */
export const WINDOWS_FEATURE = 'windows';

/** One that does not know dependencies would sync too early. */
export const DEPENDENCIES_FEATURE = 'dependencies';

export interface RequestedOperation {
  readonly id: OperationId;
  readonly kind: 'sync' | 'terminate' | 'refresh';
  /** What the sync makes real; absent: `current`. */
  readonly bundle?: BundleRef;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly requestedBy: string;
  /** Of a sync: what the API server takes no other way is deleted and made again. */
  readonly force?: boolean;
  /** Of a sync: only these objects, and no hooks. Of a refresh: see `confirm`. Never empty. */
  readonly resources?: readonly ObjectKey[];
  /** Of a refresh: whether the automated policy rests from now on, syncs and self-healing. A spoke that does not know it only compares. */
  readonly suspend?: boolean;
  /**
   * Of a refresh with `resources`: a person agreed that these go, as far as they wait for that. A spoke that does not know it only
   * compares.
   */
  readonly confirm?: boolean;
}

export interface Tombstone {
  readonly id: ApplicationId;
  /** `prune`: delete what carries our mark and is in the inventory; `orphan`: take our marks off and leave it. */
  readonly mode: 'prune' | 'orphan';
  readonly operation: OperationId;
  /** What a person agreed to delete of what says `Delete=confirm`. A spoke that does not know it leaves that behind. */
  readonly confirmed?: readonly ObjectKey[];
}

/** The change from one manifest to the next, carried in the header of a republished message. */
export interface ManifestDelta {
  readonly generation: number;
  readonly base: number;
  readonly baseDigest: Digest;
  readonly newDigest: Digest;
  readonly set: readonly ManifestEntry[];
  readonly del: readonly ApplicationId[];
  /** All tombstones of the next manifest. */
  readonly removed: readonly Tombstone[];
  /** Those that the base does not have. */
  readonly specs: ReadonlyMap<Digest, TargetSpec>;
  readonly gates: ReadonlyMap<Digest, Gate>;
  /** Absent: as in the base. */
  readonly requires?: readonly string[];
  /** All keys of the next manifest; absent: as in the base. */
  readonly keys?: ReadonlyMap<string, SealedProjectKey>;
  /** All of the next manifest; absent: as in the base. */
  readonly clusterKinds?: ReadonlyMap<ProjectId, ClusterKinds>;
}
