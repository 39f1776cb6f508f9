import { judgeCause } from './judge.ts';
import type { Verdict } from './verdict.ts';
import type { WindowClock } from './window-clock.ts';

/** A time in which neither answer changes; without its end. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly automatic: Verdict;
  readonly manual: Verdict;
}

export interface Timeline {
  readonly intervals: readonly Interval[];
  /** There were more intervals than may be told at once. */
  readonly truncated: boolean;
}

export interface TimelineOptions {
  /** Default 10,000 intervals. */
  readonly most?: number;
  /** Whose answers end an interval; default both. */
  readonly which?: readonly ('automatic' | 'manual')[];
}

/** The intervals between two instants, each with its verdict; what lasts no time at all is left out. */
export function timeline(
  clocks: readonly WindowClock[],
  from: number,
  to: number,
  { most = 10_000, which = ['automatic', 'manual'] }: TimelineOptions = {},
): Timeline {
  const intervals: Interval[] = [];
  let at = from;
  while (at < to && intervals.length < most) {
    const automatic = judgeCause(clocks, at, 'automatic', { justAfter: true });
    const manual = judgeCause(clocks, at, 'manual', { justAfter: true });
    const end = Math.min(to, ...which.map((one) => (one === 'manual' ? manual : automatic).until ?? to));
    intervals.push({ from: at, to: end, automatic, manual });
    at = end;
  }
  return { intervals, truncated: at < to };
}
