/**
 * What the edges (GraphQL, HTTP, fleet repositories) may ask of the hub. Each abstract class is also the injection token;
 * the rooms `resources`, `operations`, `source`, `cluster`, `changes` and `applicationset` hold the implementations.
 */
import type { ApplicationId, ClusterId, ObjectKey, Problem, Result } from '@wheelhouse/core-domain';
import type { BundleComparison, BundleRef, LiveRequests, ResourceTree } from '@wheelhouse/contract';

/** Who asks: rights come in full later, the filter by project is there from the first day. */
export interface Viewer {
  readonly name: string;
  readonly admin: boolean;
  /** Names of projects; ignored for an admin, who sees all. */
  readonly projects: readonly string[];
}

export interface ApplyOutcome {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly action: 'created' | 'changed' | 'unchanged';
  readonly warnings: readonly string[];
}

export interface ApplyOptions {
  readonly actor: Viewer;
  /** `api:<user>`, `fleet:<url>#<path>` or `set:<id>`: what is applied from one origin is withdrawn with it. */
  readonly origin: string;
  /** Shown in problems instead of a file's name. */
  readonly file: string;
  readonly dryRun: boolean;
  readonly strict?: boolean;
}

export type ResourceKind =
  | 'Application'
  | 'ApplicationSet'
  | 'Project'
  | 'Cluster'
  | 'Repository'
  | 'SyncWindow'
  | 'ConfigMap'
  | 'Secret'
  /** A resource of any kind whose status names clusters. */
  | 'ClusterDecision';

export interface ResourceName {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly namespace?: string;
  readonly project?: string;
}

export abstract class Resources {
  /** All documents are checked before any is stored; one transaction. */
  abstract apply(text: string, options: ApplyOptions): Promise<Result<readonly ApplyOutcome[]>>;
  /** `cascade: false` orphans; a cluster always orphans. */
  abstract remove(
    name: ResourceName,
    options: { readonly actor: Viewer; readonly cascade: boolean },
  ): Promise<Result<{ readonly message: string }>>;
}

export interface ApplicationName {
  readonly name: string;
  readonly namespace?: string;
  readonly project?: string;
}

export interface SyncRequest {
  readonly actor: Viewer;
  readonly revision?: string;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** What the API server takes no other way is deleted and made again. */
  readonly force?: boolean;
  /** Only these, and no hooks. */
  readonly resources?: readonly ObjectKey[];
}

export abstract class Operations {
  abstract sync(id: ApplicationId, options: SyncRequest): Promise<Result<void>>;
  /** The bundle of the desired or another revision, where the cluster can fetch it. Nothing is synced. */
  abstract offer(id: ApplicationId, actor: Viewer, revision?: string): Promise<Result<BundleRef>>;
  /** The automated policy rests, syncs and self-healing, until `suspend: false`. */
  abstract suspend(id: ApplicationId, suspend: boolean, actor: Viewer): Promise<Result<void>>;
  abstract terminate(id: ApplicationId, actor: Viewer): Promise<Result<void>>;
  abstract rollback(
    id: ApplicationId,
    options: { readonly actor: Viewer; readonly revision?: string },
  ): Promise<Result<void>>;
  /** A person agrees that these objects go, which are to be deleted and wait for that. Never empty. */
  abstract confirmDeletion(id: ApplicationId, resources: readonly ObjectKey[], actor: Viewer): Promise<Result<void>>;
  abstract confirmHeldChange(setId: string, digest: string, actor: Viewer): Promise<Result<void>>;
}

export abstract class Refresher {
  /** Looks at Git again now; `hard` forgets cached renders. Neither given: every repository in use. */
  abstract refresh(what: {
    readonly application?: ApplicationId;
    readonly set?: string;
    readonly hard: boolean;
  }): Promise<{ readonly repositories: readonly string[]; readonly applications: number }>;
  /** From a webhook whose signature was checked: a repository's refs may have moved. Returns at once. */
  abstract repositoryChanged(urls: readonly string[], ref: string | undefined): Promise<{ readonly known: boolean }>;
}

export abstract class JoinTokens {
  abstract create(
    clusterName: string,
    actor: Viewer,
  ): Promise<Result<{ readonly token: string; readonly command: string; readonly expiresAt: Date }>>;
}

export interface KeyView {
  readonly id: string;
  readonly createdAt: Date;
  /** `next`: made known, does not sign yet; `current`; `retiring`: still trusted, or blobs are still sealed with it. */
  readonly state: 'next' | 'current' | 'retiring';
}

export interface ProjectKeyView extends KeyView {
  readonly project: string;
  /** Blobs that are sealed with it, and clusters that have it. */
  readonly blobs: number;
  readonly clusters: number;
}

/** For admins. Nothing of a key but its name is ever shown. */
export abstract class Keys {
  abstract list(
    actor: Viewer,
  ): Promise<Result<{ readonly signing: readonly KeyView[]; readonly projects: readonly ProjectKeyView[] }>>;
  abstract rotateProject(project: string, actor: Viewer): Promise<Result<{ readonly message: string }>>;
  abstract rotateSigning(actor: Viewer): Promise<Result<{ readonly message: string }>>;
}

export abstract class LiveViews {
  /** Undefined where the cluster does not answer within the deadline (2 s). */
  abstract tree(cluster: ClusterId, id: ApplicationId): Promise<ResourceTree | undefined>;
  /** Of the attempt that runs, object by object. */
  abstract operation(cluster: ClusterId, id: ApplicationId): Promise<LiveRequests['operation']['answer'] | undefined>;
  abstract resource(
    cluster: ClusterId,
    id: ApplicationId,
    asked: Omit<LiveRequests['resource']['request'], 'id'>,
  ): Promise<LiveRequests['resource']['answer'] | undefined>;
  /** What a sync to the bundle would change, or why nobody can say. */
  abstract compare(cluster: ClusterId, id: ApplicationId, bundle: BundleRef): Promise<Result<BundleComparison, string>>;
}

export interface PreviewedApplication {
  readonly name: string;
  readonly project: string;
  readonly change: 'created' | 'changed' | 'unchanged' | 'withdrawn';
  readonly cluster?: string;
  /** As it would be; of what is withdrawn as it is. */
  readonly manifest: Record<string, unknown>;
  /** As it is now. */
  readonly before?: Record<string, unknown>;
  /** Field by field, where it is changed. */
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
  /** Which generator made it, as a path of the manifest; absent for what the set only keeps. */
  readonly generator?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface SetPreview {
  /** In order of their names. */
  readonly applications: readonly PreviewedApplication[];
  /** Of the set, and then there are no Applications; or of single ones. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** A repository was not read before; it is being fetched. */
  readonly pending?: boolean;
  /** What would wait for a person. */
  readonly held?: { readonly message: string; readonly withdrawn: readonly string[] } | undefined;
}

export abstract class Previews {
  /** What the set of this YAML would make, change and withdraw, for who may see its project. */
  abstract preview(manifest: string, viewer: Viewer): Promise<SetPreview>;
}

/** Something that a list or page may show has changed. Level, not edge: read it again. */
export interface Change {
  readonly kind: 'application' | 'applicationSet' | 'cluster' | 'project' | 'repository' | 'event';
  readonly ids: readonly string[];
  readonly removed?: boolean;
}

/** In-process, and over plain NATS between hubs. Coalesced per 100 ms. */
export abstract class ChangeFeed {
  abstract publish(change: Change): void;
  /** Returns the function that ends the subscription. */
  abstract subscribe(listener: (change: Change) => void): () => void;
}
