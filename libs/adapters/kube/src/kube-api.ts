import type { KubeObject } from '@wheelhouse/core-domain';

/** Names one object for a request. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent or empty: cluster scope. */
  readonly namespace?: string;
}

/** A kind as the API server serves it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural, e.g. `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** `/api/v1` or `/apis/apps/v1`. */
  readonly base: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Default 30 s. The whole call, body included. */
  readonly timeoutMs?: number;
  /** `system:serviceaccount:ns:name` or a user's name. */
  readonly impersonate?: string;
}
export interface ApplyOptions extends CallOptions {
  /** Default `wheelhouse`. */
  readonly manager?: string;
  /** Default true. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** `Strict` refuses unknown fields; default `Warn`, as kubectl does. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}
export interface DeleteOptions extends CallOptions {
  /** Deletes only the object with this uid. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** Default `Foreground`, as Argo CD has it. */
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly dryRun?: boolean;
}
export interface SelectOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only `metadata`, a fraction of the bytes. */
  readonly metadataOnly?: boolean;
}
export interface ListOptions extends SelectOptions, CallOptions {
  /** Objects per page; default 500. */
  readonly pageSize?: number;
}
export interface ListResult {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}
export interface WatchOptions extends SelectOptions {
  readonly resourceVersion: string;
  readonly signal?: AbortSignal;
  /** After how long the server is asked to end the watch; default 290 s. */
  readonly timeoutSeconds?: number;
}
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export type PatchType =
  'application/json-patch+json' | 'application/merge-patch+json' | 'application/strategic-merge-patch+json';
export interface RawOptions extends CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/** What a spoke does with its API server. `KubeClient` is the one implementation. Every failure is a `KubeError`. */
export interface KubeApi {
  /** Server-side apply; the live object. */
  apply(object: KubeObject, options?: ApplyOptions): Promise<KubeObject>;
  create(object: KubeObject, options?: CallOptions & { dryRun?: boolean }): Promise<KubeObject>;
  /** Optimistic: fails with 409 Conflict when `metadata.resourceVersion` is not the current one. */
  replace(object: KubeObject, options?: CallOptions): Promise<KubeObject>;
  /** False if it was not there. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  /** Undefined if it is not there. */
  get(ref: ObjectRef, options?: CallOptions): Promise<KubeObject | undefined>;
  getMetadata(ref: ObjectRef, options?: CallOptions): Promise<KubeObject | undefined>;
  list(resource: Resource, options?: ListOptions): Promise<ListResult>;
  /** One watch request, until the server or the signal ends it. Throws `Expired` on 410. */
  watch(resource: Resource, options: WatchOptions): AsyncGenerator<WatchEvent, void>;
  patch(ref: ObjectRef, type: PatchType, body: unknown, options?: ApplyOptions): Promise<KubeObject>;
  request(path: string, options?: RawOptions): Promise<unknown>;
  /** Undefined: the cluster does not know the kind. Cached; an unknown kind is looked up anew, at most every few seconds. */
  resourceFor(apiVersion: string, kind: string): Promise<Resource | undefined>;
  /** The preferred version of a group and kind; for inventory entries whose version may be gone. */
  resourceForKind(group: string, kind: string): Promise<Resource | undefined>;
  /** Every kind that the cluster serves. */
  resources(): Promise<readonly Resource[]>;
  /** Call when a CRD or APIService changed. */
  invalidateDiscovery(): void;
  /** SelfSubjectAccessReview. */
  mayI(verb: string, resource: Resource, namespace?: string, options?: CallOptions): Promise<boolean>;
  serverVersion(): Promise<string>;
  close(): Promise<void>;
}
