import { clocksOf } from './judge-target.ts';
import { startAfter, type WindowStart } from './start-after.ts';
import { at, native } from './testing-windows.ts';

const nights = (more: object = {}) =>
  clocksOf(
    [native('nights', { kind: 'allow', schedule: { cron: '0 22 * * *' }, duration: '6h', spread: '10m', ...more })],
    'UTC',
  );
const OPENS = at('2026-11-21T22:00:00Z');
const MINUTE = 60_000;
const ids = Array.from({ length: 1_000 }, (_, index) => `application-${index}`);
const starts = (start: WindowStart, clocks = nights()) =>
  ids.map((id) => (startAfter(clocks, { id, start }, OPENS) ?? OPENS) - OPENS);

describe('what one edge releases', () => {
  it('begins spread evenly over the time that the window says', () => {
    const all = starts('spread');
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThanOrEqual(10 * MINUTE);
    for (let minute = 0; minute < 10; minute++) {
      const within = all.filter((one) => one >= minute * MINUTE && one < (minute + 1) * MINUTE).length;
      expect(within).toBeGreaterThan(60);
      expect(within).toBeLessThan(140);
    }
  });

  it('begins at the edge where it is to be first, and after all others where it is to be last', () => {
    expect(new Set(starts('first'))).toEqual(new Set([0]));
    expect(Math.min(...starts('last'))).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(Math.max(...starts('last'))).toBeLessThanOrEqual(20 * MINUTE);
  });

  it('begins at once where no window says so', () => {
    expect(new Set(starts('spread', nights({ spread: undefined })))).toEqual(new Set([0]));
  });

  it('has the same instant whenever it is asked, and none once that is over', () => {
    const id = 'application-1';
    const begin = startAfter(nights(), { id, start: 'last' }, OPENS)!;
    expect(startAfter(nights(), { id, start: 'last' }, begin - 1)).toBe(begin);
    expect(startAfter(nights(), { id, start: 'last' }, begin)).toBeUndefined();
    expect(startAfter(nights(), { id, start: 'last' }, OPENS + 60 * MINUTE)).toBeUndefined();
  });

  it('begins within what there is where another window closes it early', () => {
    const noon = native('stop', { kind: 'deny', schedule: { from: '2026-11-21T22:02', to: '2026-11-22T12:00' } });
    const clocks = [...nights(), ...clocksOf([noon], 'UTC')];
    expect(Math.max(...starts('last', clocks))).toBeLessThanOrEqual(2 * MINUTE);
  });
});
