import { judgeWindows, type JudgeOptions } from './judge.ts';
import { windowMatches, type WindowTarget } from './matches.ts';
import type { Verdicts } from './verdict.ts';
import { ClockMemory, windowClock, type WindowClock } from './window-clock.ts';
import { inZoneOf, type BookWindow } from './window-rules.ts';

export interface TargetVerdicts extends Verdicts {
  /** Indices into the windows that were given. */
  readonly matching: readonly number[];
  readonly active: readonly number[];
}

/** May this Application sync now, and when next? For one target; a fleet is judged by `FleetVerdicts`. */
export function judge(
  windows: readonly BookWindow[],
  target: WindowTarget,
  now: number,
  options: JudgeOptions = {},
): TargetVerdicts {
  const matching = windows.flatMap((window, index) => (windowMatches(window, target) ? [index] : []));
  const clocks = clocksOf(
    matching.map((index) => windows[index]!),
    target.cluster.timeZone,
  );
  const active = matching.filter((_, place) => clocks[place]!.activeAt(now));
  return { ...judgeWindows(clocks, now, options), matching, active };
}

/** The clocks of windows as they hold for a cluster's zone. */
export function clocksOf(windows: readonly BookWindow[], timeZone: string, memory = new ClockMemory()): WindowClock[] {
  return windows.map(({ rule }) => windowClock(inZoneOf(rule, timeZone), memory));
}
