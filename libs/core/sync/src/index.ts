import type {
  ApplicationId,
  ApplicationIdentity,
  KubeObject,
  ObjectKey,
  Problem,
  Result,
  SyncPolicy,
} from '@wheelhouse/core-domain';

export const APPLICATION_LABEL = 'wheelhouse.dev/application';
export const TRACKING_ANNOTATION = 'wheelhouse.dev/tracking-id';

/** What we created or adopted, as the spoke remembers it. Made by `inventoryEntry`. */
export interface InventoryEntry {
  readonly key: ObjectKey;
  readonly apiVersion: string;
  readonly wave: number;
  /** From the object's own sync options: never pruned (`Prune=false`), or kept when the application goes (`Delete=false`). */
  readonly keepOnPrune?: true;
  readonly keepOnDelete?: true;
  readonly uid?: string;
}
export declare function inventoryEntry(object: KubeObject): InventoryEntry;

export interface SyncTask {
  readonly phase: 'Sync';
  readonly wave: number;
  readonly action: 'apply' | 'prune';
  readonly key: ObjectKey;
  readonly apiVersion: string;
  /** Only of `apply`; without our marks, see `mark`. */
  readonly object?: KubeObject;
}
export interface SyncPlan {
  /** In the order in which they run. */
  readonly tasks: readonly SyncTask[];
  /** In the inventory, no longer desired, and not pruned: prune is off, or the object says so. */
  readonly kept: readonly { readonly key: ObjectKey; readonly reason: string }[];
}
export interface PlanSyncInput {
  /** The bundle's objects, with namespaces filled in. Ignored with a tombstone. */
  readonly objects: readonly KubeObject[];
  readonly inventory: readonly InventoryEntry[];
  readonly policy: { readonly prune: boolean; readonly allowEmpty?: boolean };
  /** The application leaves: `prune` deletes what is ours, `orphan` leaves everything. */
  readonly tombstone?: { readonly mode: 'prune' | 'orphan' };
  /** `syncPolicy.syncOptions`, as written. */
  readonly syncOptions?: readonly string[];
}
/** Refuses hooks by name (`NOT_SUPPORTED`), and an empty desired set that would remove everything (`GUARDRAIL`). */
export declare function planSync(input: PlanSyncInput): Result<SyncPlan, Problem[]>;

export const resultCodes = ['Synced', 'SyncFailed', 'Pruned', 'PruneSkipped'] as const;
export type ResultCode = (typeof resultCodes)[number];
export interface ObjectResult {
  readonly key: ObjectKey;
  readonly code: ResultCode;
  readonly message?: string;
}
export interface SyncState {
  readonly phase: 'Running' | 'Succeeded' | 'Failed';
  /** From 1. */
  readonly attempt: number;
  /** Not yet done, in order. */
  readonly pending: readonly SyncTask[];
  /** Applied namespaces and CRDs whose dependents wait until they can be used. */
  readonly awaiting: readonly ObjectKey[];
  readonly results: readonly ObjectResult[];
  readonly message?: string;
}
export type SyncEvent =
  /** Applied, deleted (or found gone). */
  | { readonly type: 'done'; readonly key: ObjectKey; readonly message?: string }
  | { readonly type: 'failed'; readonly key: ObjectKey; readonly message: string }
  /** Not deleted, because it is not ours (any more). */
  | { readonly type: 'skipped'; readonly key: ObjectKey; readonly message: string }
  /** The CRD is established, or the namespace active. */
  | { readonly type: 'ready'; readonly key: ObjectKey }
  /** It did not become ready in time. */
  | { readonly type: 'notReady'; readonly key: ObjectKey; readonly message: string }
  | { readonly type: 'terminated'; readonly message: string };
export declare function startSync(plan: SyncPlan, attempt?: number): SyncState;
export declare function step(state: SyncState, event: SyncEvent): SyncState;
/** What may run now, in parallel; empty while something awaits readiness or when the sync is over. */
export declare function nextTasks(state: SyncState): readonly SyncTask[];

/** When to try again after the failed `attempt` (from 1); undefined: no more. `retry` absent: Argo's defaults (5, 5 s × 2, ≤ 3 min). */
export declare function nextAttempt(
  retry: SyncPolicy['retry'],
  attempt: number,
  now: number,
): { readonly at: number } | undefined;
/** When to heal the `nth` time (from 1) on one revision: at once, then 2 s × 3ⁿ, at most 300 s. */
export declare function nextHeal(nth: number, now: number): number;

/** Leaves `spec.replicas` out of workloads that an HPA or a KEDA ScaledObject scales, in the bundle or live in the cluster. */
export declare function omitReplicas(
  objects: readonly KubeObject[],
  scaledLive?: (workload: ObjectKey) => boolean,
): KubeObject[];

export interface Marks {
  readonly applicationId: ApplicationId;
  readonly identity: ApplicationIdentity;
}
/** `project/namespace/app:group/Kind:ns/name` */
export declare function trackingId(identity: ApplicationIdentity, key: ObjectKey): string;
export declare function mark(object: KubeObject, marks: Marks): KubeObject;
/** Our label is there and the tracking-id describes the object itself. Works on metadata-only objects with `key`. */
export declare function isOurs(live: KubeObject, applicationId?: ApplicationId, key?: ObjectKey): boolean;
/** Fills missing namespaces of namespaced objects; `namespaced` is discovery's answer (undefined: unknown kind). */
export declare function fillNamespaces(
  objects: readonly KubeObject[],
  namespace: string,
  namespaced: (apiVersion: string, kind: string) => boolean | undefined,
): KubeObject[];
