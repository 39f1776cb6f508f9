import type { BundleRef, OperationStatus, TargetSpec } from '@wheelhouse/contract';
import { canonicalJson } from '@wheelhouse/core-domain';
import type { ApplicationId, Digest, ObjectKey, OperationId, Rung } from '@wheelhouse/core-domain';
import type { InventoryEntry } from '@wheelhouse/core-sync';

/** What a spoke must remember of one application to go on after a crash, on another node, without the hub. */
export interface StoredApplication {
  readonly version: 1;
  readonly id: ApplicationId;
  readonly spec: TargetSpec;
  readonly serviceAccount?: string;
  /** What the last sync set out to make real; drift is judged by it. */
  readonly attempted?: BundleRef & { readonly spec: Digest };
  /** Wholly applied. */
  readonly applied?: Rung;
  readonly healthy?: Rung;
  readonly inventory: readonly InventoryEntry[];
  /** By `keyText`: the hash of our own fields that the last apply returned. */
  readonly hashes: Readonly<Record<string, Digest>>;
  /** In the inventory, no longer desired, and not pruned. */
  readonly kept: readonly { readonly key: ObjectKey; readonly reason: string }[];
  readonly operation?: OperationStatus;
  /** A sync that ended for good without success: not tried again before something changes. */
  readonly halted?: Halted;
  /** So many objects were found by their marks after the state was lost; no sync since. */
  readonly readopted?: number;
  /** Operations that ended here; none of them runs again. Newest last. */
  readonly journal: readonly OperationId[];
}

export interface Halted {
  readonly bundle: Digest;
  readonly spec: Digest;
  readonly count: number;
  readonly message: string;
}

/** Enough that the hub cannot have an older one outstanding. */
const JOURNAL_LENGTH = 50;

export const newApplication = (id: ApplicationId, spec: TargetSpec): StoredApplication => ({
  version: 1,
  id,
  spec,
  inventory: [],
  hashes: {},
  kept: [],
  journal: [],
});

export const withJournal = (journal: readonly OperationId[], id: OperationId): readonly OperationId[] =>
  journal.includes(id) ? journal : [...journal, id].slice(-JOURNAL_LENGTH);

export const encodeApplication = (application: StoredApplication): Uint8Array =>
  new TextEncoder().encode(canonicalJson(application));

/** Undefined for what another, unknown version of the spoke wrote. */
export function decodeApplication(bytes: Uint8Array): StoredApplication | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as StoredApplication;
    return value.version === 1 && typeof value.id === 'string' && Array.isArray(value.inventory) ? value : undefined;
  } catch {
    return undefined;
  }
}
