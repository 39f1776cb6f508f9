/**
 * The schedules against a model that knows nothing of jumps and caches: every minute of a time is looked at, and it is asked of
 * Intl what the clocks show. Seeds are fixed: a failure names its own.
 */
import fc from 'fast-check';
import { parseCron, type Cron } from '@wheelhouse/core-domain';
import { CronFires } from './cron-fires.ts';
import { FiredSpans } from './fired-spans.ts';
import { isAllowed, judgeCause, judgeWindows } from './judge.ts';
import { shopWindows } from './testing-windows.ts';
import { timeline } from './timeline.ts';
import { windowClock } from './window-clock.ts';
import { MINUTE, Zone } from './zone.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Antarctica/Troll'];
/** Each a week: around both changes of clocks, the end of a year, and 29 February. */
const WEEKS = ['2027-03-10', '2027-03-25', '2026-10-01', '2026-10-22', '2026-12-28', '2028-02-25'].map((day) =>
  Date.parse(day),
);

const clockOf = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-US', {
      ...{
        timeZone,
        hourCycle: 'h23',
        weekday: 'short',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
      },
    }),
  ]),
);

interface Shown {
  readonly stamp: string;
  readonly minute: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

const known = new Map<string, Shown[]>();

/** What the clocks of a zone show, minute by minute, from two days before a week to its end. */
function minutesOf(zone: string, week: number): Shown[] {
  const key = `${zone}/${week}`;
  let shown = known.get(key);
  if (!shown) {
    shown = [];
    for (let at = week - 2 * DAY; at < week + 7 * DAY; at += MINUTE) {
      const parts = Object.fromEntries(
        clockOf
          .get(zone)!
          .formatToParts(at)
          .map(({ type, value }) => [type, value]),
      );
      const { weekday, month, day, hour, minute } = parts as Record<string, string>;
      shown.push({
        ...{ stamp: `${month}/${day} ${hour}:${minute}`, minute: Number(hour) * 60 + Number(minute), day: Number(day) },
        ...{ month: Number(month), weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(weekday!) },
      });
    }
    known.set(key, shown);
  }
  return shown;
}

/** Fires of a week, two days before it included: each minute that clocks show for the first time, and those that they leap over. */
function modelFires(cron: Cron, zone: string, week: number): number[] {
  const hits = ({ minute, day, month, weekday }: Shown): boolean => {
    const dayHits = cron.bothDays
      ? cron.days[day]! && cron.weekdays[weekday]!
      : cron.days[day]! || cron.weekdays[weekday]!;
    return cron.months[month]! && dayHits && cron.minutes.includes(minute);
  };
  const seen = new Set<string>();
  const fires = new Set<number>();
  let before: Shown | undefined;
  minutesOf(zone, week).forEach((shown, index) => {
    const at = week - 2 * DAY + index * MINUTE;
    // Clocks went forward within a day: what they leapt over fires now.
    for (let leapt = (before?.minute ?? shown.minute) + 1; before?.day === shown.day && leapt < shown.minute; leapt++)
      if (hits({ ...shown, minute: leapt })) fires.add(at);
    if (!seen.has(shown.stamp) && hits(shown)) fires.add(at);
    seen.add(shown.stamp);
    before = shown;
  });
  return [...fires];
}

const field = (min: number, max: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: value.map(String) },
    { weight: 1, arbitrary: range },
    { weight: 1, arbitrary: fc.tuple(value, value).map(([a, b]) => `${a},${b}`) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: Math.max(1, max >> 1) }).map((step) => `*/${step}`) },
  );
};
const crons = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
  .map((fields) => fields.join(' '));
const durations = fc.constantFrom(1, 5, 45, 60, 90, 480, 1440, 2000);
const weeks = fc.constantFrom(...WEEKS);

describe('against the model minute by minute', () => {
  it('fires are the same', () => {
    fc.assert(
      fc.property(crons, fc.constantFrom(...ZONES), weeks, (text, zone, week) => {
        const cron = parseCron(text);
        if (!cron.ok) throw new Error(cron.error);
        const fires = new CronFires(cron.value, Zone.of(zone));
        const expected = modelFires(cron.value, zone, week).filter((at) => at >= week);
        const found: number[] = [];
        for (let at = fires.after(week - 1); at !== undefined && at < week + 7 * DAY; at = fires.after(at))
          found.push(at);
        expect(found).toEqual(expected);
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  it('spans cover exactly what is within the duration of a fire', () => {
    fc.assert(
      fc.property(crons, durations, fc.constantFrom(...ZONES), weeks, (text, minutes, zone, week) => {
        const cron = parseCron(text);
        if (!cron.ok) throw new Error(cron.error);
        const spans = new FiredSpans(new CronFires(cron.value, Zone.of(zone)), minutes * MINUTE);
        const fires = modelFires(cron.value, zone, week);
        const wrong: string[] = [];
        let at = 0;
        let last = -Infinity;
        for (let instant = week - 2 * DAY; instant < week + 7 * DAY; instant += MINUTE) {
          while (at < fires.length && fires[at]! <= instant) last = fires[at++]!;
          if (instant < week) continue;
          const active = instant < last + minutes * MINUTE;
          const span = spans.from(instant);
          if ((span !== undefined && span.start <= instant) !== active) wrong.push(new Date(instant).toISOString());
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  const window = fc.record({
    ...{ kind: fc.constantFrom('allow', 'deny'), schedule: crons, duration: durations.map((minutes) => `${minutes}m`) },
    ...{ timeZone: fc.constantFrom(...ZONES), manualSync: fc.boolean(), applications: fc.constant(['*']) },
  });

  it('until is where the answer of each minute changes, and next where it is yes again', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 4 }), weeks, fc.nat(2000), (given, week, offset) => {
        const windows = shopWindows(...given);
        const now = week + offset * MINUTE + 1;
        const clocks = windows.map(({ rule }) => windowClock(rule));
        const first = judgeWindows(clocks, now);
        for (const cause of ['automatic', 'manual'] as const) {
          const { allowed, until, next } = first[cause];
          const end = week + 5 * DAY;
          let change: number | undefined;
          for (let at = now; at < end && change === undefined; at += MINUTE)
            if (isAllowed(clocks, at, cause) !== allowed) change = at - 1;
          expect(until !== undefined && until < end ? until : undefined).toBe(change);
          expect(next === undefined || next >= (until ?? Infinity) || next === until).toBe(true);
          if (next !== undefined) expect(isAllowed(clocks, next + 1, cause)).toBe(true);
        }
      }),
      { numRuns: 10, seed: 9 },
    );
  });

  it('the intervals of a timeline touch, alternate, and say what each of their minutes says', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 4 }), weeks, (given, week) => {
        const windows = shopWindows(...given);
        const clocks = windows.map(({ rule }) => windowClock(rule));
        const { intervals } = timeline(clocks, week, week + 3 * DAY, { most: 100_000 });
        expect(intervals[0]!.from).toBe(week);
        expect(intervals[intervals.length - 1]!.to).toBe(week + 3 * DAY);
        for (const [index, one] of intervals.entries()) {
          const after = intervals[index + 1];
          if (after) {
            expect(after.from).toBe(one.to);
            const pair = [one, after].map(({ automatic, manual }) => `${automatic.allowed}/${manual.allowed}`);
            expect(pair[0]).not.toBe(pair[1]);
          }
          const middle = Math.floor((one.from + one.to) / 2) + 1;
          for (const cause of ['automatic', 'manual'] as const)
            expect([middle, isAllowed(clocks, middle, cause)]).toEqual([middle, one[cause].allowed]);
        }
      }),
      { numRuns: 20, seed: 10 },
    );
  });
});

describe('10,000 schedules of anything', () => {
  it('are a schedule or a reason; one that is a schedule is judged in bounded time, and nothing throws', () => {
    const piece = fc.constantFrom(
      '*',
      '?',
      '0',
      '59',
      '60',
      '7',
      '-',
      '/',
      ',',
      'jan',
      'SUN',
      '2-5',
      '*/0',
      '*/7',
      'L',
      '#',
      '',
    );
    const text = fc.oneof(
      { weight: 4, arbitrary: crons },
      {
        weight: 3,
        arbitrary: fc
          .array(
            fc.array(piece, { maxLength: 4 }).map((all) => all.join('')),
            { maxLength: 7 },
          )
          .map((all) => all.join(' ')),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    );
    const duration = fc.oneof(
      durations.map((minutes) => `${minutes}m`),
      fc.constantFrom('0s', '-1h', '9000h', 'x', ''),
    );
    const zone = fc.constantFrom(...ZONES, 'Mars/X', 'utc', '');
    const now = Date.parse('2026-11-21T12:00:00Z');
    fc.assert(
      fc.property(text, duration, zone, (schedule, lasting, timeZone) => {
        const given = { kind: 'allow', schedule, duration: lasting, timeZone, applications: ['*'] };
        const clocks = shopWindows(given).map(({ rule }) => windowClock(rule));
        const automatic = judgeCause(clocks, now, 'automatic');
        if (automatic.until !== undefined) expect(automatic.until).toBeGreaterThanOrEqual(now);
        if (!automatic.allowed) expect(automatic.reason).toMatch(/outside of|can not be judged/);
      }),
      { numRuns: 10_000, seed: 11 },
    );
  });
});
