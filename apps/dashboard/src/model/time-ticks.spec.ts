import { clockTime, spanWords, timeTicks } from './time-ticks.ts';

const ms = (text: string): number => Date.parse(text);
const week = (from: string, zone: string) => timeTicks(ms(from), ms(from) + 8 * 86_400_000, zone);

describe('the marks of a time axis', () => {
  it('are midnights of the zone, over days', () => {
    const ticks = week('2026-11-20T19:30:00Z', 'Europe/Berlin');
    expect(ticks.map(({ label }) => label).slice(0, 3)).toEqual(['Sat 21 Nov', 'Sun 22 Nov', 'Mon 23 Nov']);
    expect(ticks[0]!.at).toBe(ms('2026-11-20T23:00:00Z'));
    expect(ticks).toHaveLength(8);
    expect(ticks.some(({ note }) => note)).toBe(false);
  });

  it.each([
    ['forward, an hour', '2026-03-27T12:00:00Z', 'Europe/Berlin', 'Sun 29 Mar', '23 h', 23],
    ['back, an hour', '2026-10-23T12:00:00Z', 'Europe/Berlin', 'Sun 25 Oct', '25 h', 25],
    ['back, half an hour', '2026-04-02T12:00:00Z', 'Australia/Lord_Howe', 'Sun 5 Apr', '24.5 h', 24.5],
  ])('a day on which the clocks go %s', (_, from, zone, label, note, hours) => {
    const ticks = week(from, zone);
    const index = ticks.findIndex((tick) => tick.note);
    expect(ticks[index]).toMatchObject({ label, note });
    expect((ticks[index + 1]!.at - ticks[index]!.at) / 3_600_000).toBe(hours);
    expect(ticks.filter((tick) => tick.note)).toHaveLength(1);
  });

  it('have hours between midnights where there is room', () => {
    const ticks = timeTicks(ms('2026-11-21T00:00:00Z'), ms('2026-11-22T00:00:00Z'), 'UTC');
    expect(ticks.map(({ label }) => label)).toEqual([
      ...['Sat 21 Nov', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00'],
    ]);
  });

  it('leave out an hour that the clocks leap over', () => {
    const ticks = timeTicks(ms('2026-03-27T22:00:00Z'), ms('2026-03-28T22:00:00Z'), 'America/Scoresbysund');
    expect(ticks.every(({ at }, index) => index === 0 || at > ticks[index - 1]!.at)).toBe(true);
  });

  it('do without a day that a zone left out', () => {
    const labels = week('2011-12-28T12:00:00Z', 'Pacific/Apia').map(({ label }) => label);
    expect(labels).toContain('Thu 29 Dec');
    expect(labels).not.toContain('Fri 30 Dec');
    expect(labels).toContain('Sat 31 Dec');
  });
});

describe('a time for a sentence', () => {
  const now = ms('2026-11-20T12:00:00Z');
  it.each([
    ['today', '2026-11-20T17:00:00Z', '18:00'],
    ['tomorrow, by the zone', '2026-11-20T23:30:00Z', 'tomorrow 00:30'],
    ['yesterday', '2026-11-19T17:00:00Z', 'yesterday 18:00'],
    ['this year', '2026-12-24T09:00:00Z', 'Thu 24 Dec 10:00'],
    ['another year', '2028-02-29T00:00:00Z', 'Tue 29 Feb 2028 01:00'],
  ])('%s', (_, at, expected) => expect(clockTime(ms(at), now, 'Europe/Berlin')).toBe(expected));
});

describe('a time from–to', () => {
  it.each([
    ['within a day', '2026-11-23T07:00Z', '2026-11-23T17:00Z', 'Mon 23 Nov 2026, 08:00 to 18:00'],
    ['over midnight', '2026-11-23T21:00Z', '2026-11-24T05:00Z', 'Mon 23 Nov 2026, 22:00 to Tue 24 Nov 2026, 06:00'],
    ['without an end', '2026-11-23T07:00Z', null, 'Mon 23 Nov 2026, from 08:00 on'],
  ])('%s', (_, from, to, expected) =>
    expect(spanWords(ms(from), to === null ? null : ms(to), 'Europe/Berlin')).toBe(expected),
  );
});
