import { barsOf, changesOf, combined, openingOf, placeOf, type Bar, type Shade } from './timeline-rows.ts';

const hour = 3_600_000;
const interval = (from: number, to: number, automatic: boolean, manual = automatic, reason = 'r') => ({
  from: new Date(from * hour).toISOString(),
  to: new Date(to * hour).toISOString(),
  automatic: { allowed: automatic, reason },
  manual: { allowed: manual, reason },
});
const bar = (from: number, to: number, shade: Shade, reason = 'r'): Bar => ({
  ...{ from: from * hour, to: to * hour, shade, reason },
});

describe('bars', () => {
  it.each([
    ['open', true, true],
    ['by-hand', false, true],
    ['closed', false, false],
  ])('%s', (opening, automatic, manual) => expect(openingOf(interval(0, 1, automatic, manual))).toBe(opening));

  it('join what says the same', () => {
    const given = [interval(0, 1, true), interval(1, 2, true), interval(2, 3, true, true, 's'), interval(3, 4, false)];
    expect(barsOf(given)).toEqual([bar(0, 2, 'open'), bar(2, 3, 'open', 's'), bar(3, 4, 'closed')]);
  });
});

describe('a row for several', () => {
  it('is mixed where they do not agree', () => {
    const rows = [
      [bar(0, 4, 'open'), bar(4, 8, 'closed')],
      [bar(0, 2, 'open'), bar(2, 8, 'closed')],
    ];
    expect(combined(rows)).toEqual([
      bar(0, 2, 'open'),
      bar(2, 4, 'mixed', '1 of 2 open, 1 of 2 closed'),
      bar(4, 8, 'closed'),
    ]);
  });

  it('says that there are several reasons', () => {
    expect(combined([[bar(0, 1, 'closed', 'a')], [bar(0, 1, 'closed', 'b')]])).toEqual([
      bar(0, 1, 'closed', 'a, and other reasons'),
    ]);
  });

  it('counts each row as often as it stands for', () => {
    const rows = [[bar(0, 1, 'open')], [bar(0, 1, 'closed')]];
    expect(combined(rows, [3, 40])[0]!.reason).toBe('3 of 43 open, 40 of 43 closed');
  });

  it('of one is that one', () => expect(combined([[bar(0, 1, 'open')]])).toEqual([bar(0, 1, 'open')]));
});

describe('the place of a bar', () => {
  it.each<[string, Bar, object | undefined]>([
    ['inside', bar(2, 4, 'open'), { x: 0.2, width: 0.2 }],
    ['over the start', bar(-5, 1, 'open'), { x: 0, width: 0.1 }],
    ['over the end', bar(9, 20, 'open'), { x: 0.9, width: 0.1 }],
    ['beside it', bar(10, 20, 'open'), undefined],
  ])('%s', (_, given, expected) => expect(placeOf(given, 0, 10 * hour)).toEqual(expected));
});

it('tells only openings and closings that are to come', () => {
  const bars = [bar(0, 2, 'open'), bar(2, 4, 'closed', 'a'), bar(4, 6, 'closed', 'b'), bar(6, 8, 'open')];
  expect(changesOf(bars, 1 * hour)).toEqual([
    { at: 2 * hour, shade: 'closed', reason: 'a' },
    { at: 6 * hour, shade: 'open', reason: 'r' },
  ]);
  expect(changesOf(bars, 3 * hour).map(({ at }) => at / hour)).toEqual([6]);
});
