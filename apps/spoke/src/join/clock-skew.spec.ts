import { ClockSkew } from './clock-skew.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
/** A clock that is ahead by so much, asked over a way of so much. */
const trip = (ahead: number, way: number, at = NOON) => ({ sent: at, answered: at + way, there: at + way / 2 - ahead });

describe('the clock here beside that of the hub', () => {
  it.each<[string, Parameters<typeof trip>[], readonly number[]]>([
    ['never compared is trusted', [], []],
    ['near enough is trusted', [[1_500, 200]], []],
    ['ahead: it may be earlier', [[60_000, 200]], [-60_100, -59_900]],
    ['behind: it may be later', [[-5_000, 40]], [4_980, 5_020]],
    ['too far with what may be wrong', [[1_500, 1_200]], [-2_100, -900]],
    [
      'the shortest way tells most',
      [
        [1_500, 1_200],
        [1_500, 20],
      ],
      [],
    ],
    [
      'set anew, what was before does not count',
      [
        [60_000, 20],
        [0, 400],
      ],
      [],
    ],
  ])('%s', (_, trips, doubts) => {
    const skew = new ClockSkew(2_000);
    for (const one of trips) skew.add(trip(...one));
    expect(skew.doubts(NOON).map((instant) => instant - NOON)).toEqual(doubts);
  });
});
