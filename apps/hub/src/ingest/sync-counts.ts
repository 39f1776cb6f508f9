import type { SpokeEvent } from '@wheelhouse/contract';

/** Upper edges of the histogram, in seconds. */
const EDGES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900] as const;

const RESULTS: Readonly<Record<string, string>> = { SyncSucceeded: 'succeeded', SyncFailed: 'failed' };

/** What spokes told of their syncs and heals since this hub began; a sync is told with its record when an attempt ends. */
export class SyncCounts {
  readonly #results = new Map(Object.values(RESULTS).map((result) => [result, 0]));
  readonly #buckets = new Map<number, number>(EDGES.map((edge) => [edge, 0]));
  #seconds = 0;
  #timed = 0;
  #heals = 0;

  hear({ reason, record }: Pick<SpokeEvent, 'reason' | 'record'>): void {
    if (reason === 'DriftHealed') this.#heals += 1;
    const result = RESULTS[reason];
    if (result) this.#results.set(result, (this.#results.get(result) ?? 0) + 1);
    const { startedAt, finishedAt } = record?.operation ?? {};
    if (startedAt !== undefined && finishedAt !== undefined) this.#took(Math.max(0, finishedAt - startedAt) / 1000);
  }

  /** Prometheus' text format. */
  lines(): readonly string[] {
    return [
      '# HELP wheelhouse_syncs_total Attempts to sync that spokes told of, since this hub began.',
      '# TYPE wheelhouse_syncs_total counter',
      ...[...this.#results].map(([result, count]) => `wheelhouse_syncs_total{result="${result}"} ${count}`),
      '# HELP wheelhouse_heals_total Drifts that spokes healed, since this hub began.',
      '# TYPE wheelhouse_heals_total counter',
      `wheelhouse_heals_total ${this.#heals}`,
      '# HELP wheelhouse_sync_duration_seconds How long attempts to sync took.',
      '# TYPE wheelhouse_sync_duration_seconds histogram',
      ...[...this.#buckets].map(([edge, count]) => `wheelhouse_sync_duration_seconds_bucket{le="${edge}"} ${count}`),
      `wheelhouse_sync_duration_seconds_bucket{le="+Inf"} ${this.#timed}`,
      `wheelhouse_sync_duration_seconds_sum ${this.#seconds}`,
      `wheelhouse_sync_duration_seconds_count ${this.#timed}`,
    ];
  }

  #took(seconds: number): void {
    this.#timed += 1;
    this.#seconds += seconds;
    for (const [edge, count] of this.#buckets) if (seconds <= edge) this.#buckets.set(edge, count + 1);
  }
}
