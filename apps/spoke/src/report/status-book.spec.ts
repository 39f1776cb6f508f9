import { StatusHashSum } from '@wheelhouse/contract';
import type { StatusReport, TargetStatus } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import { manualClock } from '@wheelhouse/runtime';
import { StatusBook } from './status-book.ts';

const cluster = 'b'.repeat(16) as ClusterId;
const status = (digit: string, reason = 'x'): TargetStatus => ({
  id: digit.repeat(16) as ApplicationId,
  sync: { status: 'OutOfSync', reason },
  health: { status: 'Healthy' },
  counts: { total: 0, synced: 0, healthy: 0 },
  resources: [],
  conditions: [],
});

function begin() {
  const clock = manualClock();
  const reports: StatusReport[] = [];
  const state = { connected: true };
  const publish = (report: StatusReport): boolean => {
    if (state.connected) reports.push(report);
    return state.connected;
  };
  return { clock, reports, state, book: new StatusBook({ clock, publish, gone: () => [] }) };
}

describe('the book of statuses', () => {
  it('tells everything when an epoch begins, then only what changed', async () => {
    const { book, clock, reports } = begin();
    book.put(status('1'));
    book.put(status('2'));
    book.begin(cluster, 4);
    await clock.advance(200);
    book.put(status('1', 'y'));
    await clock.advance(200);
    expect(reports.map(({ epoch, seq, full, targets }) => [epoch, seq, full, targets.length])).toEqual([
      [4, 1, true, 2],
      [4, 2, false, 1],
    ]);
    expect(reports[1]?.hash).toBe(StatusHashSum.of([status('1', 'y'), status('2')]).value);
  });

  it('says nothing when nothing changed', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    book.put(status('1'));
    await clock.advance(200);
    book.put(status('1'));
    await clock.advance(1_000);
    expect(reports).toHaveLength(1);
  });

  it('sends one report for changes within 100 ms, and the first after quiet at once', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    await clock.advance(1_000);
    for (const reason of ['a', 'b', 'c']) book.put(status('1', reason));
    await clock.advance(10);
    expect(reports).toHaveLength(2);
    book.put(status('1', 'd'));
    book.put(status('1', 'e'));
    await clock.advance(50);
    expect(reports).toHaveLength(2);
    await clock.advance(50);
    expect(reports.at(-1)?.targets[0]?.sync.reason).toBe('e');
  });

  it('goes on when the wall clock is set back', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    await clock.advance(200);
    clock.turn(-300_000);
    book.put(status('1'));
    await clock.advance(200);
    expect(reports).toHaveLength(2);
  });

  it('keeps what could not be sent', async () => {
    const { book, clock, reports, state } = begin();
    book.begin(cluster, 1);
    await clock.advance(100);
    state.connected = false;
    book.put(status('1'));
    await clock.advance(200);
    state.connected = true;
    book.flush();
    expect(reports.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(reports[1]?.targets).toHaveLength(1);
  });

  it('takes what is gone out of the hash', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    book.put(status('1'));
    book.remove({ id: status('1').id });
    await clock.advance(200);
    expect(reports.at(-1)?.hash).toBe(StatusHashSum.of([]).value);
  });
});
