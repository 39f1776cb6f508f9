import type { SpokeEvent } from '@wheelhouse/contract';
import { SyncCounts } from './sync-counts.ts';

const sync = (reason: string, ms: number): Pick<SpokeEvent, 'reason' | 'record'> => ({
  reason,
  record: { operation: { startedAt: 1_000, finishedAt: 1_000 + ms }, objects: [], omitted: 0 } as never,
});

describe('what spokes told of their syncs, as metrics', () => {
  it('is all there, and 0, before anything was told', () => {
    const lines = new SyncCounts().lines();
    expect(lines).toContain('wheelhouse_syncs_total{result="failed"} 0');
    expect(lines).toContain('wheelhouse_heals_total 0');
  });

  it('counts results, heals, and durations in every bucket that they fit into', () => {
    const counts = new SyncCounts();
    const told = [
      sync('SyncSucceeded', 200),
      sync('SyncFailed', 4_000),
      { reason: 'DriftHealed' },
      { reason: 'LeaderElected' },
    ];
    for (const event of told) counts.hear(event);
    expect(counts.lines()).toEqual(
      expect.arrayContaining([
        'wheelhouse_syncs_total{result="succeeded"} 1',
        'wheelhouse_syncs_total{result="failed"} 1',
        'wheelhouse_heals_total 1',
        'wheelhouse_sync_duration_seconds_bucket{le="0.1"} 0',
        'wheelhouse_sync_duration_seconds_bucket{le="0.25"} 1',
        'wheelhouse_sync_duration_seconds_bucket{le="5"} 2',
        'wheelhouse_sync_duration_seconds_bucket{le="+Inf"} 2',
        'wheelhouse_sync_duration_seconds_sum 4.2',
      ]),
    );
  });
});
