/**
 * SyncWindows × target × now → verdict (open or closed, why, until when); and `next`.
 *
 * Windows of an AppProject are judged as Argo CD does, with real zone arithmetic instead of the offset of the moment: active
 * strictly between a fire of the schedule and that fire plus the duration. Our own SyncWindows begin at their start and end
 * before their end. Local times that do not exist fire at the first instant after the gap (a cron) or not at all (a recurrence
 * rule, RFC 5545 3.3.10); local times that exist twice fire the first time only. Durations are elapsed time.
 *
 * Deny beats allow, always. `until` is the first instant after which the answer is another one, `next` the next at which it is
 * yes; both are searched from edge to edge of the windows, 40 years ahead and 5,000 edges far, and are absent beyond. A gap that
 * lasts no time (a daily Argo CD window of 24 hours at midnight) is judged where one asks exactly there, and is no edge.
 */
export { ClockMemory, isWithin, windowClock, type WindowClock } from './window-clock.ts';
export { calendarSpans, type CalendarSpan } from './calendar.ts';
export { clocksOf, judge, type TargetVerdicts } from './judge-target.ts';
export { isAllowed, judgeCause, judgeWindows, type JudgeOptions } from './judge.ts';
export { FleetVerdicts } from './fleet-verdicts.ts';
export { contradictionsIn, neverActive, type Contradiction, type Within } from './flaws.ts';
export { clusterMatches, windowMatches, type WindowCluster, type WindowTarget } from './matches.ts';
export { nextSpans } from './next-spans.ts';
export { openingsCalendar, type CalendarEntry, type CalendarHead } from './openings-calendar.ts';
export { startAfter, type WindowStart } from './start-after.ts';
export { timeline, type Interval, type Timeline } from './timeline.ts';
export type { SyncCause, Verdict, Verdicts } from './verdict.ts';
export { changeOf, WindowBook, type WindowGroup } from './window-book.ts';
export { inZoneOf, nativeWindow, projectWindow, type BookWindow, type CalendarSpans } from './window-rules.ts';
