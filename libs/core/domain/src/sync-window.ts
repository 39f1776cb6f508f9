import type { LabelSelector } from './application-set.ts';

/** One entry of an AppProject's `spec.syncWindows`: Argo CD's fields as they were written. */
export interface ProjectWindow {
  readonly kind: 'allow' | 'deny';
  /** Five fields of cron. */
  readonly schedule: string;
  /** Go's syntax, `1h30m`. */
  readonly duration: string;
  /** An IANA zone; empty is UTC. */
  readonly timeZone: string;
  /** Globs over the names of Applications. */
  readonly applications: readonly string[];
  /** Globs over destination namespaces. */
  readonly namespaces: readonly string[];
  /** Globs over names and servers of destinations. */
  readonly clusters: readonly string[];
  readonly manualSync: boolean;
  /** Each configured list must match; otherwise one that matches is enough. */
  readonly andOperator: boolean;
  readonly syncOverrun: boolean;
  readonly description: string;
  /** Why the window can not be judged: it blocks what it matches, and says so. Only in what was stored before it was checked. */
  readonly problem?: string;
}

/**
 * Our own window. What it selects must match every given list; no list at all matches everything. It is active while its schedule
 * says so, or an event of one of its calendars lasts.
 */
export interface SyncWindow {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: SyncWindowSpec;
}

export interface SyncWindowSpec {
  /** `except`: while it is active, the windows that it names (all but emergency ones where it names none) do not count. */
  readonly kind: WindowKind;
  readonly schedule?: WindowSchedule;
  /** How long the window stays open from each time of a cron or a rule; Go's syntax. */
  readonly duration?: string;
  /** Over how long after its edge what it held begins; Go's syntax. Absent: all at once. */
  readonly spread?: string;
  /** An IANA zone, or `cluster`: the zone of the cluster judged. */
  readonly timeZone: string;
  readonly selectors: WindowSelectors;
  readonly calendars: readonly WindowCalendar[];
  /** From–to, during which this window does not count. */
  readonly exceptions: readonly WindowException[];
  /** Of `except`: names of SyncWindows, or `project/index` of a project's. */
  readonly windows: readonly string[];
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  /** Whether pure drift is healed while this window blocks. Default allow. */
  readonly heal: 'allow' | 'deny';
  /** A freeze: exceptions lift it only where they name it. */
  readonly emergency: boolean;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
}

export const windowKinds = ['allow', 'deny', 'except'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** The zone of the cluster that is judged. */
export const CLUSTER_ZONE = 'cluster';

export type WindowSchedule =
  | { readonly cron: string }
  /** RFC 5545: `FREQ=WEEKLY;BYDAY=FR`, counted from `start`, a local time. */
  | { readonly rule: string; readonly start: string }
  /** Local times or instants (RFC 3339); `to` does not belong to it; without `to` it has no end. */
  | { readonly from: string; readonly to?: string };

export interface WindowSelectors {
  readonly clusters?: LabelSelector;
  readonly applications?: LabelSelector;
  /** Globs, as the next two. */
  readonly projects: readonly string[];
  readonly namespaces: readonly string[];
  readonly applicationSets: readonly string[];
}

/** An iCalendar file over HTTP(S), or in a Git repository. */
export type WindowCalendar = { readonly name: string } & (
  { readonly url: string } | { readonly repoURL: string; readonly revision: string; readonly path: string }
);

export interface WindowException {
  readonly from: string;
  readonly to: string;
  readonly ticket: string;
  readonly reason: string;
}

/**
 * What is judged: a window whose selection is settled, whose zone is known and whose calendars are read. This is what travels to
 * the spoke.
 */
export interface WindowRule {
  /** How exceptions and events name it: a SyncWindow's name, or `project/index`. */
  readonly id: string;
  /** How people know it, within a sentence. */
  readonly title: string;
  readonly kind: WindowKind;
  /** Argo CD's windows are open at both ends: the instants at which they start and end do not belong to them. */
  readonly openEnds: boolean;
  readonly schedule?: WindowSchedule;
  /** Milliseconds; of cron and rule. */
  readonly durationMs: number;
  /** Milliseconds over which begins what it held. Absent: all at once. */
  readonly spreadMs?: number;
  readonly timeZone: string;
  /** Events of its calendars. */
  readonly spans: readonly { readonly from: string; readonly to: string }[];
  readonly exceptions: readonly { readonly from: string; readonly to: string }[];
  readonly windows: readonly string[];
  readonly manualSync: boolean;
  readonly syncOverrun: boolean;
  readonly heal: 'allow' | 'deny';
  readonly emergency: boolean;
  /** Reason, owner and ticket in one line; empty where none is given. */
  readonly why: string;
  /** Why it can not be judged: it blocks, and says so. */
  readonly problem?: string;
}
