import type { BundleRef } from '@wheelhouse/contract';
import type { Digest, ObjectKey, OperationId } from '@wheelhouse/core-domain';

export interface SyncJob {
  readonly operation: OperationId;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bundle: BundleRef;
  readonly spec: Digest;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** The API server was asked about each of its writes a moment ago, while it waited for its window. */
  readonly rehearsed?: boolean;
  /** A person asked for it. */
  readonly asked?: boolean;
  /** Applies also what is as the last sync left it: a person asked. */
  readonly everything?: boolean;
  /** Deletes and makes again what the API server takes no other way. */
  readonly force?: boolean;
  /** Only these objects, and no hooks. */
  readonly only?: (key: ObjectKey) => boolean;
  /** A person agreed to delete what it prunes. */
  readonly confirmed?: boolean;
}
