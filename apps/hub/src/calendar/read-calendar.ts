import { digestText, type Result } from '@wheelhouse/core-domain';
import { calendarSpans, type CalendarSpan } from '@wheelhouse/core-windows';

/** One file may take so long of this process. */
const LONGEST_MS = 2_000;

/** Whole years: what a spoke is told changes once a year and not with each look. Last year is for looking back. */
const PAST_YEARS = 1;
const COMING_YEARS = 6;

export const calendarYear = (now: number): number => new Date(now).getUTCFullYear();

/** When the events of a file last, from the beginning of last year on for seven years. */
export function readCalendar(
  text: string,
  year: number,
  monotonic: () => number,
): Result<readonly CalendarSpan[], string> {
  const late = monotonic() + LONGEST_MS;
  const within = { start: Date.UTC(year - PAST_YEARS, 0, 1), end: Date.UTC(year + COMING_YEARS, 0, 1) };
  return calendarSpans(text, within, { tooLate: () => monotonic() > late });
}

export const digestOfCalendar = (text: string): string => digestText(text);
