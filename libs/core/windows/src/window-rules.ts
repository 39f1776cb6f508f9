import {
  CLUSTER_ZONE,
  parseDuration,
  type ProjectWindow,
  type SyncWindow,
  type WindowRule,
  type WindowSelectors,
} from '@wheelhouse/core-domain';

/** What a window selects, beside its rule. `timeZone` of the rule is still `cluster` where the window says so. */
export type BookWindow =
  | { readonly rule: WindowRule; readonly project: string; readonly window: ProjectWindow }
  | { readonly rule: WindowRule; readonly selectors: WindowSelectors };

/** Events of calendars, by the calendar's name; local dates and times count in the window's zone. */
export type CalendarSpans = ReadonlyMap<string, readonly { readonly from: string; readonly to: string }[]>;

/** One entry of a project's `syncWindows`. */
export function projectWindow(project: string, index: number, window: ProjectWindow): BookWindow {
  const duration = parseDuration(window.duration);
  const problem = window.problem ?? (duration === undefined ? `${window.duration} is no duration` : undefined);
  return {
    project,
    window,
    rule: {
      id: `${project}/${index}`,
      title: `window ${index} of the project ${project}`,
      kind: window.kind,
      openEnds: true,
      schedule: { cron: window.schedule },
      durationMs: duration ?? 0,
      timeZone: window.timeZone || 'UTC',
      ...{ spans: [], exceptions: [], windows: [] },
      manualSync: window.manualSync,
      syncOverrun: window.syncOverrun,
      // Argo CD blocks healing as any other automatic sync.
      heal: 'deny',
      emergency: false,
      why: window.description,
      ...(problem !== undefined && { problem }),
    },
  };
}

/** A SyncWindow. A calendar that was never read blocks, and says so. */
export function nativeWindow({ metadata, spec }: SyncWindow, calendars: CalendarSpans = new Map()): BookWindow {
  const unread = spec.calendars.filter(({ name }) => !calendars.has(name)).map(({ name }) => name);
  const problem = unread.length > 0 ? `its calendar ${unread.join(', ')} was never read` : undefined;
  return {
    selectors: spec.selectors,
    rule: {
      id: metadata.name,
      title: `the ${spec.emergency ? 'freeze' : spec.kind === 'except' ? 'exception' : 'window'} ${metadata.name}`,
      kind: spec.kind,
      openEnds: false,
      ...(spec.schedule && { schedule: spec.schedule }),
      durationMs: parseDuration(spec.duration ?? '0') ?? 0,
      ...(spec.spread !== undefined && { spreadMs: parseDuration(spec.spread) ?? 0 }),
      timeZone: spec.timeZone,
      spans: spec.calendars.flatMap(({ name }) => calendars.get(name) ?? []),
      exceptions: spec.exceptions.map(({ from, to }) => ({ from, to })),
      windows: spec.windows,
      manualSync: spec.manualSync,
      syncOverrun: spec.syncOverrun,
      heal: spec.heal,
      emergency: spec.emergency,
      why: [spec.reason, spec.owner && `owner ${spec.owner}`, spec.ticket].filter(Boolean).join(', '),
      ...(problem !== undefined && { problem }),
    },
  };
}

/** The rule as it holds for a cluster: `cluster` is its zone. */
export const inZoneOf = (rule: WindowRule, timeZone: string): WindowRule =>
  rule.timeZone === CLUSTER_ZONE ? { ...rule, timeZone } : rule;
