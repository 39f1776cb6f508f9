import { clockSkews, windowWaits, type Sql } from '@wheelhouse/adapter-postgres';
import type { SyncWindows } from '../window-use-cases.ts';

/** As spokes have it where nothing else is set (`WHEELHOUSE_CLOCK_LIMIT_SECONDS`). */
const SKEW_LIMIT_MS = 2_000;

/** What waits for sync windows, what is odd about them, and how far clocks are apart, in Prometheus' text format. */
export async function windowMetrics(sql: Sql, windows: SyncWindows, now: number): Promise<string[]> {
  const [waits, skews, flaws] = await Promise.all([windowWaits(sql), clockSkews(sql, SKEW_LIMIT_MS), windows.flaws()]);
  const longest = waits.since ? Math.max(0, now - waits.since.getTime()) / 1000 : 0;
  const always = flaws.contradictions.filter((one) => one.always).length;
  return [
    '# HELP wheelhouse_window_targets_waiting Targets that a sync window holds.',
    '# TYPE wheelhouse_window_targets_waiting gauge',
    `wheelhouse_window_targets_waiting ${waits.waiting}`,
    '# HELP wheelhouse_window_longest_wait_seconds For how long a window has held the target that waits longest.',
    '# TYPE wheelhouse_window_longest_wait_seconds gauge',
    `wheelhouse_window_longest_wait_seconds ${longest}`,
    '# HELP wheelhouse_windows_never_active Sync windows whose schedule is past or never comes.',
    '# TYPE wheelhouse_windows_never_active gauge',
    `wheelhouse_windows_never_active ${flaws.neverActive.length}`,
    '# HELP wheelhouse_windows_contradicting Pairs of windows that allow and deny the same targets at the same time within a month.',
    '# TYPE wheelhouse_windows_contradicting gauge',
    `wheelhouse_windows_contradicting{always="false"} ${flaws.contradictions.length - always}`,
    `wheelhouse_windows_contradicting{always="true"} ${always}`,
    "# HELP wheelhouse_clock_skew_seconds How far the clock of a connected cluster is from the hub's, at most.",
    '# TYPE wheelhouse_clock_skew_seconds gauge',
    `wheelhouse_clock_skew_seconds ${skews.largest / 1000}`,
    '# HELP wheelhouse_clock_skew_clusters Connected clusters whose clock is more than 2 s off.',
    '# TYPE wheelhouse_clock_skew_clusters gauge',
    `wheelhouse_clock_skew_clusters ${skews.beyond}`,
  ];
}
