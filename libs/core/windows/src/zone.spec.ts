import { Zone, DAY, MINUTE } from './zone.ts';

const HOUR = 60 * MINUTE;

/** What Intl says: the database itself, asked instant by instant. */
function offsetByIntl(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year, month, day, hour, minute, second } = parts as Record<string, number>;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
}

const ODD_ZONES = [
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Antarctica/Troll',
  'America/St_Johns',
  'Asia/Tehran',
  'Europe/Dublin',
  'America/Havana',
  'Asia/Gaza',
  'Europe/Berlin',
  'UTC',
];

describe('a zone', () => {
  it.each(ODD_ZONES)('%s has the offsets that the database has, around every change of 20 years', (name) => {
    const [zone, byIntl] = [Zone.of(name), offsetByIntl(name)];
    const [from, to] = [Date.UTC(2016, 10, 21), Date.UTC(2036, 10, 21)];
    const wrong: string[] = [];
    const check = (at: number): void => {
      if (zone.offsetAt(at) !== byIntl(at)) wrong.push(new Date(at).toISOString());
    };
    // No zone changes twice within three days.
    for (let at = from; at < to; at += 3 * DAY) {
      check(at);
      if (byIntl(at) !== byIntl(at + 3 * DAY))
        for (let close = at; close <= at + 3 * DAY; close += 30 * MINUTE) check(close);
    }
    expect(wrong).toEqual([]);
  });

  it('Pacific/Apia had no 30 December 2011: its local times mean the first instant of the 31st', () => {
    const zone = Zone.of('Pacific/Apia');
    const skipped = Date.UTC(2011, 11, 30, 12);
    expect(new Date(zone.instantOf(skipped)).toISOString()).toBe('2011-12-30T10:00:00.000Z');
    expect(zone.instantOf(Date.UTC(2011, 11, 31))).toBe(zone.instantOf(skipped));
    expect(zone.localOf(zone.instantOf(skipped))).toBe(Date.UTC(2011, 11, 31));
  });

  it.each<[string, string, string, string]>([
    ['does not exist is the first instant after the gap', 'Europe/Berlin', '2027-03-28T02:30', '2027-03-28T01:00'],
    ['exists twice is the first of both', 'Europe/Berlin', '2027-10-31T02:30', '2027-10-31T00:30'],
    ['does not exist for half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30'],
    ['exists twice for half an hour', 'Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
    ['jumps by two hours', 'Antarctica/Troll', '2027-03-28T02:00', '2027-03-28T01:00'],
    ['is 45 minutes off', 'Asia/Kathmandu', '2026-11-21T05:45', '2026-11-21T00:00'],
    ['lies behind the last change', 'Pacific/Chatham', '2060-01-01T13:45', '2060-01-01T00:00'],
  ])('a local time that %s', (_, name, local, instant) => {
    expect(new Date(Zone.of(name).instantOf(Date.parse(`${local}Z`))).toISOString()).toBe(`${instant}:00.000Z`);
  });

  it.each(ODD_ZONES)(
    '%s: local times never run back as instants, and come back as themselves where they exist',
    (name) => {
      const zone = Zone.of(name);
      const wrong: string[] = [];
      let before = -Infinity;
      for (let local = Date.UTC(2026, 0, 1); local < Date.UTC(2027, 0, 1); local += 15 * MINUTE) {
        const instant = zone.instantOf(local);
        const back = zone.localOf(instant);
        const there = back === local || (back > local && back - local <= 3 * HOUR);
        if (instant < before || !there) wrong.push(new Date(local).toISOString());
        before = instant;
      }
      expect(wrong).toEqual([]);
    },
  );
});
