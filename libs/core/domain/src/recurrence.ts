import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from './result.ts';
import { parseTimePoint } from './time-point.ts';

export type Recurrence = RRuleTemporal<Temporal.ZonedDateTime>;

const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'];
const WEEKDAY = /^(?:MO|TU|WE|TH|FR|SA|SU)$/;

const oneOf = (text: string, test: (item: string) => boolean): boolean => text.split(',').every(test);
const numbers =
  (min: number, max: number, signed = false) =>
  (text: string): boolean =>
    oneOf(text, (item) => {
      if (!(signed ? /^[-+]?\d{1,3}$/ : /^\d{1,6}$/).test(item)) return false;
      const value = Math.abs(Number(item));
      return value >= min && value <= max;
    });

/** What each part may hold (RFC 5545 3.3.10); the library takes more, and drops what it can not use. */
const PARTS: Readonly<Record<string, (text: string) => boolean>> = {
  FREQ: (text) => FREQUENCIES.includes(text),
  INTERVAL: numbers(1, 999_999),
  COUNT: numbers(1, 999_999),
  UNTIL: (text) => /^\d{8}(?:T\d{6}Z?)?$/.test(text),
  BYMINUTE: numbers(0, 59),
  BYHOUR: numbers(0, 23),
  BYDAY: (text) => oneOf(text, (item) => WEEKDAY.test(item.replace(/^[-+]?[1-9]\d?/, ''))),
  BYMONTHDAY: numbers(1, 31, true),
  BYYEARDAY: numbers(1, 366, true),
  BYWEEKNO: numbers(1, 53, true),
  BYMONTH: numbers(1, 12),
  BYSETPOS: numbers(1, 366, true),
  WKST: (text) => WEEKDAY.test(text),
};

function partProblem(part: string): string | undefined {
  const [name = '', value = ''] = part.split('=');
  const test = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (!test) return `${JSON.stringify(part.slice(0, 80))} is no part of a rule such as FREQ=WEEKLY;BYDAY=FR`;
  if (part === 'FREQ=SECONDLY') return 'FREQ=SECONDLY is finer than a window can be';
  return test(value) ? undefined : `${name} can not be ${JSON.stringify(value.slice(0, 80))}`;
}

/**
 * A recurrence rule of RFC 5545, counted from a local time in a zone. Local times that do not exist are left out, as the RFC
 * says; of those that exist twice the first counts.
 */
export function parseRecurrence(rule: string, start: string, timeZone: string): Result<Recurrence, string> {
  const text = rule
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase();
  const parts = text.split(';');
  const problem = parts.map(partProblem).find((one) => one !== undefined);
  if (problem) return err(problem);
  if (new Set(parts.map((part) => part.split('=')[0])).size < parts.length) return err('a part is given twice');
  const point = parseTimePoint(start);
  if (!point || !('local' in point)) return err('start must be a local time such as 2026-01-01T22:00');
  try {
    const dtstart = Temporal.PlainDateTime.from(new Date(point.local).toISOString().slice(0, 19)).toZonedDateTime(
      timeZone,
    );
    return ok(
      new RRuleTemporal<Temporal.ZonedDateTime>({
        rruleString: `RRULE:${text}`,
        ...{ dtstart, tzid: timeZone, strict: true, cache: false, temporal: Temporal },
      }),
    );
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
