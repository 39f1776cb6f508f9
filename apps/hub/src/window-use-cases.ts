/** What people and programs do with sync windows, as the hub's other parts offer it. */
import type { Result } from '@wheelhouse/core-domain';
import type { Contradiction, Interval, Verdicts } from '@wheelhouse/core-windows';
import type { WindowFlaws } from './windows/window-flaws.ts';
import type { Viewer } from './use-cases.ts';

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
