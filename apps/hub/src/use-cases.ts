/**
 * What the edges (GraphQL, HTTP, fleet repositories) may ask of the hub. Each abstract class is also the injection token;
 * the rooms `resources`, `operations`, `source`, `cluster`, `changes` and `applicationset` hold the implementations.
 */
import type { ApplicationId, ClusterId, ObjectKey, Problem, Result } from '@wheelhouse/core-domain';
import type { Contradiction, Interval, Verdicts } from '@wheelhouse/core-windows';
import type { BundleComparison, BundleRef, LiveRequests, ResourceTree } from '@wheelhouse/contract';
import type { WindowFlaws } from './windows/window-flaws.ts';

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

/** An Application as windows look at it. */
export interface WindowedTarget {
  readonly project: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of its destination. */
  readonly namespace: string;
  readonly set: string | undefined;
  readonly cluster:
    | {
        readonly id: string;
        readonly name: string;
        readonly server: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly timeZone: string;
      }
    | undefined;
  /** Its destination as it is written; what counts where that is no cluster. */
  readonly written: { readonly name: string | null; readonly server: string | null };
}

export interface TargetVerdict extends Verdicts {
  /** Ids of windows. */
  readonly matching: readonly string[];
  readonly active: readonly string[];
}

/** `key=value` of labels, globs of names: all that are given must match. */
export interface WindowSelection {
  readonly clusterLabels: readonly string[];
  readonly applicationLabels: readonly string[];
  readonly projects: readonly string[];
  readonly namespaces: readonly string[];
  readonly applicationSets: readonly string[];
}

export interface FreezeRequest {
  readonly reason: string;
  readonly ticket: string;
  /** Absent: until somebody deletes it. */
  readonly until?: Date;
  readonly heal: boolean;
  readonly selection: WindowSelection;
}

export interface ExceptionRequest {
  readonly reason: string;
  readonly ticket: string;
  /** Absent: now. */
  readonly from?: Date;
  readonly to: Date;
  /** Ids of windows; empty: all but freezes. */
  readonly windows: readonly string[];
  readonly selection: WindowSelection;
}

/** An iCalendar file that a window names. */
export interface CalendarView {
  readonly name: string;
  /** A server, or a file of a repository. */
  readonly place: string;
  /** When it was found last to be as it counts; null: it was never read. */
  readonly readAt: Date | null;
  /** How often something of it lasts, from last year on for seven years. */
  readonly events: number;
  /** Why the last look failed. */
  readonly problem: string | null;
  readonly failingSince: Date | null;
}

export interface WindowView {
  /** A SyncWindow's name, or `project/index`. */
  readonly id: string;
  readonly name: string;
  readonly project: string | null;
  readonly kind: string;
  readonly schedule: string;
  readonly duration: string | null;
  readonly timeZone: string;
  /** Null where that depends on the cluster's zone. */
  readonly active: boolean | null;
  /** When it opens or closes next, in milliseconds. */
  readonly until?: number;
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  readonly heals: boolean;
  readonly emergency: boolean;
  readonly why: string;
  readonly problem: string | null;
  readonly createdBy: string | null;
  /** The fleet repository that declares it, or null. */
  readonly repository: string | null;
  readonly calendars: readonly CalendarView[];
  readonly manifest?: Record<string, unknown>;
}

export abstract class SyncWindows {
  /** By id. */
  abstract list(viewer: Viewer): Promise<readonly WindowView[]>;
  /** Now, or at another time. */
  abstract verdict(target: WindowedTarget, at?: Date): Promise<TargetVerdict>;
  abstract timeline(
    target: WindowedTarget,
    asked: { readonly from: Date; readonly to: Date; readonly most: number },
  ): Promise<readonly Interval[]>;
  abstract freeze(asked: FreezeRequest, actor: Viewer): Promise<Result<WindowView>>;
  abstract except(asked: ExceptionRequest, actor: Viewer): Promise<Result<WindowView>>;
  /** What is odd about all of them. */
  abstract flaws(): Promise<WindowFlaws>;
}

/** Something about one field of a manifest, for the one who fills it in. */
export interface FieldProblem {
  /** `spec.schedule.cron`; empty: of the whole. */
  readonly field: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface AffectedByWindow {
  readonly total: number;
  readonly clusters: number;
  /** The first of them. */
  readonly applications: readonly {
    readonly id: string;
    readonly name: string;
    readonly namespace: string;
    readonly project: string;
    readonly cluster: string | null;
  }[];
}

/** What a SyncWindow would do. With problems the rest says nothing. */
export interface WindowPreview {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** In which `openings` were found. */
  readonly timeZone: string | null;
  /** When it is active next, in milliseconds. */
  readonly openings: readonly { readonly start: number; readonly end: number }[];
  /** Only what the viewer may see. */
  readonly affected: AffectedByWindow;
  /** Calendars of it that were not read yet. */
  readonly unread: readonly string[];
  /** One of that name is stored. */
  readonly exists: boolean;
  /** Where that is declared, if in Git. */
  readonly repository: string | null;
}

/** What makes one line of Applications that have the same windows. */
export type GroupedBy = 'windows' | 'project' | 'cluster';

/** Applications that have the same windows, within what they are grouped by. */
export interface WindowedGroup {
  /** A project, a cluster, or one of the Applications. */
  readonly name: string;
  /** Ids. */
  readonly windows: readonly string[];
  readonly total: number;
  /** Those of which windows hold something back. */
  readonly waiting: number;
  readonly clusters: number;
  readonly projects: readonly string[];
  readonly example: { readonly name: string; readonly namespace: string; readonly project: string };
  /** None where no window is for them: they may sync at any time. */
  readonly intervals: readonly Interval[];
}

/** What a person should know of the windows. */
export interface WindowNotices {
  readonly waiting: number;
  readonly longestWaitSince?: Date;
  /** Ids of windows that are for somebody and are not active any more. */
  readonly neverActive: readonly string[];
  readonly contradictions: readonly Contradiction[];
}

export abstract class FleetWindows {
  /** Times in milliseconds. At most 500: first those who wait, last those without windows. */
  abstract groups(
    viewer: Viewer,
    by: GroupedBy,
    asked: { readonly from: number; readonly to: number; readonly project?: string },
  ): Promise<readonly WindowedGroup[]>;
  abstract notices(viewer: Viewer): Promise<WindowNotices>;
}

export interface WindowFeed {
  readonly id: string;
  readonly project: string;
  readonly closed: boolean;
  readonly createdAt: Date;
}

export abstract class WindowFeeds {
  /** An iCalendar file: from a week ago on for 90 days more. */
  abstract text(project: string, closed: boolean, viewer: Viewer): Promise<string>;
  /** The viewer's own. */
  abstract list(viewer: Viewer): Promise<readonly WindowFeed[]>;
  /** The path holds a token that is told once. */
  abstract create(
    project: string,
    closed: boolean,
    viewer: Viewer,
  ): Promise<{ readonly id: string; readonly path: string }>;
  /** False: there is none of that id that is the viewer's. */
  abstract remove(id: string, viewer: Viewer): Promise<boolean>;
  /** Undefined: nobody has that token, or who made it may not read it any more. */
  abstract byToken(token: string): Promise<string | undefined>;
}

export abstract class WindowPreviews {
  /** `timeZone`: for a window in the clusters' time. */
  abstract preview(manifest: string, viewer: Viewer, timeZone?: string): Promise<WindowPreview>;
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
