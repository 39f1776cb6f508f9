import type { BundleRef, OperationStatus, TargetSpec } from '@wheelhouse/contract';
import { canonicalJson } from '@wheelhouse/core-domain';
import type { ApplicationId, Digest, ObjectKey, OperationId, Rung } from '@wheelhouse/core-domain';
import type { InventoryEntry, Kept, TaskId } from '@wheelhouse/core-sync';
import { readJson } from './read-json.ts';

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
  readonly kept: readonly StoredKept[];
  readonly operation?: OperationStatus;
  /** The automated policy rests: who asked for it, and when (milliseconds since 1970). */
  readonly suspended?: { readonly by: string; readonly since: number };
  /** A sync that is under way, as far as whoever goes on with it must know. */
  readonly run?: StoredRun;
  /** Hooks that were created here and are there still; absent: none. */
  readonly hooks?: readonly HookEntry[];
  /** A sync that ended for good without success: not tried again before something changes. */
  readonly halted?: Halted;
  /** So many objects were found by their marks after the state was lost; no sync since. */
  readonly readopted?: number;
  /** Operations that ended here; none of them runs again. Newest last. */
  readonly journal: readonly OperationId[];
}

export interface StoredKept extends Kept {
  /** Of what waits for a person: since when, in milliseconds since 1970. */
  readonly since?: number;
}

export interface StoredRun {
  readonly operation: OperationId;
  readonly attempt: number;
  readonly bundle: Digest;
  readonly spec: Digest;
  /** Milliseconds since 1970; with the revision it names what hooks with `generateName` make. */
  readonly startedAt: number;
  /** By `taskId`: what it applied, or found applied. */
  readonly done: readonly TaskId[];
}

export interface HookEntry {
  readonly key: ObjectKey;
  readonly apiVersion: string;
  /** Operation, attempt and phase that created it: each creates it once. */
  readonly run: string;
  readonly generateName?: string;
  /** Once it is known to be created. */
  readonly uid?: string;
  /** How it ended; absent: it runs, or nobody looked. */
  readonly outcome?: { readonly ok: boolean; readonly message?: string };
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

/** Undefined for what another, unknown version of the spoke wrote, and for what nobody of us did. */
export function decodeApplication(bytes: Uint8Array): StoredApplication | undefined {
  const value = readJson(bytes);
  return isObject(value) && value['version'] === 1 && isApplication(value)
    ? (value as unknown as StoredApplication)
    : undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** All that decides what is written or deleted, and all that is gone through without asking. */
const isApplication = (value: Members): boolean =>
  isText(value['id']) &&
  isSpec(value['spec']) &&
  isListOf(value['inventory'], isEntry) &&
  isListOf(value['kept'], (one) => isObject(one) && isKey(one['key']) && isText(one['reason'])) &&
  isListOf(value['journal'], isText) &&
  isObject(value['hashes']) &&
  Object.values(value['hashes']).every(isText) &&
  ['attempted', 'applied', 'healthy'].every((rung) => value[rung] === undefined || isRung(value[rung])) &&
  ['operation', 'halted', 'suspended'].every((member) => value[member] === undefined || isObject(value[member])) &&
  (value['run'] === undefined || isRun(value['run'])) &&
  (value['hooks'] === undefined || isListOf(value['hooks'], isHook));

const isRun = (value: unknown): boolean =>
  isObject(value) &&
  hasTexts(value, 'operation', 'bundle', 'spec') &&
  Number.isFinite(value['attempt']) &&
  Number.isFinite(value['startedAt']) &&
  isListOf(value['done'], isText);

const isHook = (value: unknown): boolean =>
  isObject(value) &&
  isKey(value['key']) &&
  hasTexts(value, 'apiVersion', 'run') &&
  (value['outcome'] === undefined || isObject(value['outcome']));

const isSpec = (value: unknown): boolean =>
  isObject(value) &&
  isObject(value['identity']) &&
  hasTexts(value['identity'], 'project', 'namespace', 'name') &&
  isObject(value['syncPolicy']) &&
  Array.isArray(value['ignoreDifferences']);

const isEntry = (value: unknown): boolean =>
  isObject(value) && isKey(value['key']) && isText(value['apiVersion']) && typeof value['wave'] === 'number';

const isKey = (value: unknown): boolean => isObject(value) && hasTexts(value, 'group', 'kind', 'namespace', 'name');

const isRung = (value: unknown): boolean => isObject(value) && isText(value['bundle'] ?? value['digest']);

const hasTexts = (value: Members, ...names: readonly string[]): boolean => names.every((name) => isText(value[name]));

const isListOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

const isText = (value: unknown): boolean => typeof value === 'string';

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
