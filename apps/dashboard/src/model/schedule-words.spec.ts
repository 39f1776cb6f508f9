import { datesOf, durationWords, scheduleWords } from './schedule-words.ts';

describe('a schedule in words', () => {
  it.each<[string, string, string | null, string | undefined]>([
    ['working days', '0 18 * * 1-5', '14h', 'Monday to Friday at 18:00, for 14 h'],
    ['days by their names', '30 8 * * SAT,SUN', '1h30m', 'Saturday and Sunday at 08:30, for 1 h 30 min'],
    ['seven for Sunday', '0 0 * * 7', '24h', 'Sunday at 00:00, for 24 h'],
    ['every day', '5 22 * * *', '90m', 'every day at 22:05, for 90 min'],
    ['twice a day', '0 8,20 * * *', '1h', 'every day at 08:00 and 20:00, for 1 h'],
    ['every hour', '30 * * * *', '10m', 'every hour at :30, for 10 min'],
    ['a name for a cron', '@daily', '1h', 'every day at 00:00, for 1 h'],
    ['a day of the month', '0 9 1 * *', '2h', 'on the 1. of each month at 09:00, for 2 h'],
    ['a day of the year', '0 0 29 2 *', '24h', 'on the 29. of February at 00:00, for 24 h'],
    ['calendars alone', '', null, 'as its calendars say'],
    ['steps', '*/7 * * * *', '5m', undefined],
    ['a day of the month or of the week', '0 0 13 * 5', '1h', undefined],
    ['a nth day of the week', '0 0 * * 1#2', '1h', undefined],
    ['a month that is none', '0 0 1 13 *', '1h', undefined],
    ['a recurrence rule', 'FREQ=WEEKLY;BYDAY=FR from 2026-01-01T22:00', '8h', undefined],
  ])('%s', (_, schedule, duration, expected) => expect(scheduleWords(schedule, duration)).toBe(expected));

  it('keeps the text of an odd duration', () => expect(durationWords('36h0m5s')).toBe('36 h 0 min 5 s'));
});

describe('two dates', () => {
  it.each<[string, string, object | undefined]>([
    ['with an end', '2026-12-20 to 2027-01-02', { from: '2026-12-20', to: '2027-01-02' }],
    ['without', 'from 2026-12-20T10:00:00.000Z', { from: '2026-12-20T10:00:00.000Z' }],
    ['a cron', '0 0 * * *', undefined],
    ['a rule', 'FREQ=DAILY from 2026-01-01T22:00', undefined],
  ])('%s', (_, schedule, expected) => expect(datesOf(schedule)).toEqual(expected));
});
