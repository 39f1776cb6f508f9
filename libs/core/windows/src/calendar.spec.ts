import { calendarSpans, MOST_CALENDAR_CHARACTERS } from './calendar.ts';

const YEAR_2026 = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2027, 0, 1) };
const YEARS = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2028, 0, 1) };

const calendar = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');
let uid = 0;
const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', ...(lines.some((l) => l.startsWith('UID')) ? [] : [`UID:${++uid}`]), ...lines, 'END:VEVENT'].join(
    '\r\n',
  );

const OUTLOOK = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
].join('\r\n');

const days = (from: string, to: string): string[] => [`DTSTART;VALUE=DATE:${from}`, `DTEND;VALUE=DATE:${to}`];

describe('when events of a calendar last', () => {
  it.each([
    [
      'whole days are local dates, also where they show as free',
      [event(...days('20261225', '20261227'), 'TRANSP:TRANSPARENT')],
      YEAR_2026,
      ['2026-12-25/2026-12-27'],
    ],
    [
      'a whole day without an end is one day',
      [event('DTSTART;VALUE=DATE:20260501')],
      YEAR_2026,
      ['2026-05-01/2026-05-02'],
    ],
    [
      'a time in UTC is an instant',
      [event('DTSTART:20260501T100000Z', 'DTEND:20260501T120000Z')],
      YEAR_2026,
      ['2026-05-01T10:00:00.000Z/2026-05-01T12:00:00.000Z'],
    ],
    [
      "a time without a zone counts in the window's",
      [event('DTSTART:20260501T100000', 'DURATION:PT90M')],
      YEAR_2026,
      ['2026-05-01T10:00:00/2026-05-01T11:30:00'],
    ],
    [
      'a zone of IANA is taken from the database',
      [event('DTSTART;TZID=Europe/Berlin:20260701T100000', 'DTEND;TZID=Europe/Berlin:20260701T120000')],
      YEAR_2026,
      ['2026-07-01T08:00:00.000Z/2026-07-01T10:00:00.000Z'],
    ],
    [
      'another zone is taken from the file',
      [
        OUTLOOK,
        event(
          'DTSTART;TZID=W. Europe Standard Time:20260701T100000',
          'DTEND;TZID=W. Europe Standard Time:20260701T120000',
          'RRULE:FREQ=MONTHLY;INTERVAL=6;COUNT=2',
        ),
      ],
      YEARS,
      ['2026-07-01T08:00:00.000Z/2026-07-01T10:00:00.000Z', '2027-01-01T09:00:00.000Z/2027-01-01T11:00:00.000Z'],
    ],
    [
      'an event that began before the time and lasts into it',
      [event('DTSTART:20251231T100000Z', 'DTEND:20260102T000000Z')],
      YEAR_2026,
      ['2025-12-31T10:00:00.000Z/2026-01-02T00:00:00.000Z'],
    ],
    [
      'an event before the time is left out',
      [event('DTSTART:20250101T100000Z', 'DTEND:20250102T000000Z')],
      YEAR_2026,
      [],
    ],
    ['an event that lasts no time is nothing', [event('DTSTART:20260101T100000Z')], YEAR_2026, []],
    [
      'a meeting that shows as free does not count',
      [event('DTSTART:20260501T100000Z', 'DURATION:PT1H', 'TRANSP:TRANSPARENT')],
      YEAR_2026,
      [],
    ],
    ['a cancelled event does not count', [event(...days('20261225', '20261226'), 'STATUS:CANCELLED')], YEAR_2026, []],
    ['a file without events is empty, not wrong', [], YEAR_2026, []],
  ])('%s', (_, events, within, expected) => {
    expect(calendarSpans(calendar(...events), within)).toEqual({
      ok: true,
      value: expected.map((one) => ({ from: one.split('/')[0], to: one.split('/')[1] })),
    });
  });
});

describe('recurring events', () => {
  it.each([
    [
      'a holiday of every year',
      [event(...days('20001225', '20001226'), 'RRULE:FREQ=YEARLY')],
      ['2026-12-25', '2027-12-25'],
    ],
    [
      'the fourth Thursday of November',
      [event(...days('20201126', '20201127'), 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH')],
      ['2026-11-26', '2027-11-25'],
    ],
    ['29 February comes when it comes', [event(...days('20200229', '20200301'), 'RRULE:FREQ=YEARLY')], []],
    [
      'what is taken out, and what is added',
      [
        event(
          ...days('20260105', '20260106'),
          'RRULE:FREQ=WEEKLY;COUNT=3',
          'EXDATE;VALUE=DATE:20260112',
          'RDATE;VALUE=DATE:20260201',
        ),
      ],
      ['2026-01-05', '2026-01-19', '2026-02-01'],
    ],
    [
      'one that was moved, and one that was cancelled',
      [
        event('UID:x', ...days('20260105', '20260106'), 'RRULE:FREQ=WEEKLY;COUNT=3'),
        event('UID:x', 'RECURRENCE-ID;VALUE=DATE:20260112', ...days('20260113', '20260114')),
        event('UID:x', 'RECURRENCE-ID;VALUE=DATE:20260119', ...days('20260119', '20260120'), 'STATUS:CANCELLED'),
      ],
      ['2026-01-05', '2026-01-13'],
    ],
    [
      'until a day that belongs to it',
      [event(...days('20260105', '20260106'), 'RRULE:FREQ=DAILY;UNTIL=20260107')],
      ['2026-01-05', '2026-01-06', '2026-01-07'],
    ],
    ['one that ended years ago', [event(...days('20100105', '20100106'), 'RRULE:FREQ=DAILY;UNTIL=20110107')], []],
  ])('%s', (_, events, expected) => {
    const spans = calendarSpans(calendar(...events), YEARS);
    expect(spans.ok && spans.value.map(({ from }) => from)).toEqual(expected);
  });

  it('keep their time of the day and their length over a change of the clocks', () => {
    const spans = calendarSpans(
      calendar(event('DTSTART;TZID=Europe/Berlin:20260328T010000', 'DURATION:PT4H', 'RRULE:FREQ=DAILY;COUNT=2')),
      YEAR_2026,
    );
    expect(spans).toEqual({
      ok: true,
      value: [
        { from: '2026-03-28T00:00:00.000Z', to: '2026-03-28T04:00:00.000Z' },
        { from: '2026-03-29T00:00:00.000Z', to: '2026-03-29T04:00:00.000Z' },
      ],
    });
  });
});

describe('files that are refused as a whole', () => {
  const good = event(...days('20261225', '20261226'));
  it.each([
    ['no calendar at all', '<html>404</html>', /is no iCalendar file/],
    ['nothing', '', /is no iCalendar file|is no single/],
    ['another component', 'BEGIN:VCARD\r\nEND:VCARD\r\n', /does not begin as VCALENDAR/],
    ['cut off', calendar(good).slice(0, -30), /is no iCalendar file/],
    ['an event without a beginning', calendar(good, event('SUMMARY:x')), /"\d+": it has no DTSTART/],
    ['a zone that nobody knows', calendar(event('DTSTART;TZID=Mars/Base:20260101T000000')), /time zone "Mars\/Base"/],
    ['each second', calendar(event('DTSTART:20260101T000000Z', 'RRULE:FREQ=SECONDLY')), /FREQ=SECONDLY is finer/],
    ['each minute', calendar(event('DTSTART:20260101T000000Z', 'RRULE:FREQ=MINUTELY')), /FREQ=MINUTELY is finer/],
    [
      'a change of all that follow',
      calendar(event('RECURRENCE-ID;RANGE=THISANDFUTURE:20260101T000000Z', 'DTSTART:20260101T000000Z')),
      /RANGE/,
    ],
    ['a year that nobody lives to see', calendar(event('DTSTART;TZID=Europe/Berlin:99990101T000000')), /out of reach/],
    [
      'a zone with a rule that never comes',
      calendar(
        OUTLOOK.replace('FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'),
        event('DTSTART;TZID=W. Europe Standard Time:20260701T100000', 'DURATION:PT1H'),
      ),
      /has a rule that is not yearly/,
    ],
    ['too many events', calendar(...Array<string>(10_001).fill(good)), /more than 10000 events/],
    [
      'too many occurrences',
      calendar(...Array.from({ length: 20 }, () => event(...days('20260101', '20260102'), 'RRULE:FREQ=DAILY'))),
      /more than 10000 events at the time/,
    ],
    ['too large', `${' '.repeat(MOST_CALENDAR_CHARACTERS)}x`, /is larger than/],
  ])('%s', (_, text, expected) => {
    expect(calendarSpans(text, { start: YEARS.start, end: Date.UTC(2030, 0, 1) })).toEqual({
      ok: false,
      error: expect.stringMatching(expected),
    });
  });

  it('a rule that never comes is searched in bounded time, and the caller may give up', () => {
    const never = (): string => event(...days('19700101', '19700102'), 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30');
    let asked = 0;
    const spans = calendarSpans(calendar(never(), never(), never()), YEARS, { tooLate: () => ++asked > 2 });
    expect(spans).toEqual({ ok: false, error: 'takes too long to unroll' });
    expect(asked).toBe(3);
  });
});
