import { StatusHashSum } from '@wheelhouse/contract';
import type { StatusReport, TargetStatus } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId, Rung } from '@wheelhouse/core-domain';
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

  it('sends one report for changes within 200 ms, and the first after quiet soon', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    await clock.advance(1_000);
    for (const reason of ['a', 'b', 'c']) book.put(status('1', reason));
    await clock.advance(50);
    expect(reports).toHaveLength(2);
    book.put(status('1', 'd'));
    book.put(status('1', 'e'));
    await clock.advance(150);
    expect(reports).toHaveLength(2);
    await clock.advance(50);
    expect(reports.at(-1)?.targets[0]?.sync.reason).toBe('e');
  });

  const rung = (digit: string) =>
    ({ bundle: digit.repeat(64), spec: 'f'.repeat(64), revision: digit.repeat(40) }) as Rung;
  const healthyAt = (target: string, digit: string): TargetStatus => ({ ...status(target), healthy: rung(digit) });

  it.each([
    ['what became healthy where it was not', healthyAt('1', '2'), 1],
    ['what became ill', { ...status('1'), health: { status: 'Degraded' } } as TargetStatus, 1],
    ['what is only on its way', { ...status('1'), health: { status: 'Progressing' } } as TargetStatus, 0],
    ['a word about the same', status('1', 'y'), 0],
  ])('of %s the hub hears without waiting for the others: %#', async (_, next, early) => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    book.put(status('1'));
    book.put(status('2'));
    await clock.advance(1_000);
    book.put(status('2', 'a'));
    await clock.advance(50);
    const before = reports.length;
    book.put(next);
    await clock.advance(10);
    expect(reports.length - before).toBe(early);
    await clock.advance(200);
    expect(reports.length - before).toBe(1);
  });

  it('where many arrive, most arrive together', async () => {
    const { book, clock, reports } = begin();
    book.begin(cluster, 1);
    for (let i = 0; i < 10; i++) book.put(status(String(i)));
    await clock.advance(2_000);
    const before = reports.length;
    for (let i = 0; i < 10; i++) {
      book.put(healthyAt(String(i), '3'));
      await clock.advance(40);
    }
    await clock.advance(200);
    expect(reports.length - before).toBeLessThanOrEqual(5);
    expect(reports.slice(before).flatMap(({ targets }) => targets)).toHaveLength(10);
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
