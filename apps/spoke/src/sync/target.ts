import type {
  BundleRef,
  ClusterKinds,
  ManifestEntry,
  OperationStatus,
  TargetSpec,
  Tombstone,
} from '@wheelhouse/contract';
import type { Change } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import type { ApplicationId, Digest, KubeObject, ObjectKey, Rung } from '@wheelhouse/core-domain';
import type { WindowClock } from '@wheelhouse/core-windows';
import { newApplication } from '../state/stored-application.ts';
import type { StoredApplication } from '../state/stored-application.ts';
import type { LiveRecord } from '../watch/live-record.ts';
import type { HealHistory } from './fight.ts';
import type { Run } from './run.ts';

/** What the hub wants of an application, as the newest manifest says it. */
export interface Wanted {
  readonly entry?: ManifestEntry;
  readonly spec?: TargetSpec;
  readonly tombstone?: Tombstone;
  /** Features that the manifest requires and this spoke does not know. */
  readonly unknownFeatures: readonly string[];
  /** What its project permits of kinds that live in no namespace. Absent: everything. */
  readonly clusterKinds?: ClusterKinds;
  /** The sync windows that are for it. */
  readonly windows?: readonly WindowClock[];
}

/** The last try to make a bundle and spec real. */
export interface Attempt {
  readonly bundle: Digest;
  readonly spec: Digest;
  /** From 1. */
  readonly count: number;
  readonly message: string;
  /** When to try again; absent: not before something changes. */
  readonly nextAt?: number;
}

export interface ObjectDrift {
  readonly missing: boolean;
  readonly changes: readonly Change[];
  /** Its `writtenVersion` when it was looked at: while it stays, there is nothing new. */
  readonly seen?: string;
  /** What the API server answered when healing failed. */
  readonly failure?: string;
}

export interface Condition {
  readonly type: string;
  readonly message: string;
  readonly since: number;
}

/** What a dry run said of what waits for its windows. */
export interface Rehearsal {
  readonly bundle: Digest;
  readonly spec: Digest;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly succeeded: boolean;
  /** Every write could be asked about: the sync need not ask again. */
  readonly whole: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** One application as this spoke knows it now. `stored` outlives the process; the rest is seen anew. */
export class Target {
  readonly id: ApplicationId;
  wanted: Wanted;
  #stored!: StoredApplication;
  #keys: ReadonlySet<string> = new Set();
  /** By `keyText`, as the watches show them; absent: not seen yet, or gone. */
  readonly records = new Map<string, LiveRecord>();
  /** By `keyText`: found differing from what the last sync applied. */
  readonly drift = new Map<string, ObjectDrift>();
  /** By `keyText`: what the last sync could not do, and why. */
  readonly failures = new Map<
    string,
    { readonly key: ObjectKey; readonly apiVersion: string; readonly message: string }
  >();
  /** By `keyText`, while it leaves: what a person has to agree to before anything goes. */
  unconfirmed: ReadonlySet<string> = NONE;
  readonly heals = new Map<string, HealHistory>();
  readonly conditions = new Map<string, Condition>();
  /** By `keyText`: to be looked at. `changed`: our fields are not as we left them; `gone`: the watch lost it. */
  readonly suspects = new Map<string, 'changed' | 'gone'>();
  /** By `keyText`: of a suspect, the object as its watch told it, where the watch tells all of it. Until it is looked at. */
  readonly told = new Map<string, KubeObject>();
  attempt: Attempt | undefined;
  /** Why nothing can be said: `Unknown` with this reason. */
  blocked: string | undefined;
  /** What a sync that could not begin waits for. */
  waitsFor: string | undefined;
  operation: OperationStatus | undefined;
  syncing = false;
  rehearsal: Rehearsal | undefined;
  /** What is under way, also while it waits for what the watches tell. */
  run: Run | undefined;
  /** By `keyText`: objects that it waits for. */
  awaited: ReadonlySet<string> = NONE;

  constructor(id: ApplicationId, wanted: Wanted, stored: StoredApplication) {
    this.id = id;
    this.wanted = wanted;
    this.stored = stored;
    this.operation = stored.operation;
    this.attempt = stored.halted;
    if (stored.suspended) this.setCondition('Suspended', suspendedText(stored.suspended), stored.suspended.since);
  }

  static fromManifest(id: ApplicationId, wanted: Wanted & { readonly spec: TargetSpec }): Target {
    return new Target(id, wanted, newApplication(id, wanted.spec));
  }

  get stored(): StoredApplication {
    return this.#stored;
  }

  set stored(stored: StoredApplication) {
    if (stored.inventory !== this.#stored?.inventory) {
      this.#keys = new Set(stored.inventory.map(({ key }) => keyText(key)));
    }
    this.#stored = stored;
  }

  /** The specification to go by: the hub's, else the one remembered. */
  get spec(): TargetSpec {
    return this.wanted.spec ?? this.stored.spec;
  }

  get serviceAccount(): string | undefined {
    return this.wanted.entry ? this.wanted.entry.serviceAccount : this.stored.serviceAccount;
  }

  setCondition(type: string, message: string | undefined, now: number): void {
    if (message === undefined) this.conditions.delete(type);
    else if (this.conditions.get(type)?.message !== message) {
      this.conditions.set(type, { type, message, since: this.conditions.get(type)?.since ?? now });
    }
  }

  inventoryHas(key: ObjectKey): boolean {
    return this.#keys.has(keyText(key));
  }

  /** What a sync has not come to, or was refused, is in the inventory and not missed by anybody. */
  wasWritten(key: string): boolean {
    const { hashes, inventory } = this.stored;
    if (hashes[key] !== undefined) return true;
    return inventory.some((entry) => entry.uid !== undefined && keyText(entry.key) === key);
  }

  /** A hook of ours that was created and is not known to be gone. */
  hasHook(key: ObjectKey): boolean {
    return this.stored.hooks?.some((entry) => keyText(entry.key) === keyText(key)) ?? false;
  }
}

export const suspendedText = ({ by }: { readonly by: string }): string =>
  `suspended by ${by}: neither synced nor healed by itself; \`wheelhouse app resume\` ends it`;

export const rungOf = (bundle: BundleRef, spec: Digest): Rung => ({
  bundle: bundle.digest,
  spec,
  revision: bundle.revision,
});
