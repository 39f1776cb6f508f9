import { err, ok, type Result } from '@wheelhouse/core-domain';
import ICAL from 'ical.js';
import { CalendarZones } from './calendar-zones.ts';
import { occurrencesOf, type Occurrence } from './calendar-event.ts';
import type { Span } from './spans.ts';
import { DAY } from './zone.ts';

/** Public holidays of a continent for decades are some hundred kilobytes. */
export const MOST_CALENDAR_CHARACTERS = 1024 * 1024;
const MOST_EVENTS = 10_000;
const MOST_SPANS = 10_000;

export interface CalendarSpan {
  /** A date or local time where the calendar gives no zone: it counts in the window's. Otherwise an instant. */
  readonly from: string;
  readonly to: string;
}

export interface CalendarOptions {
  /** Asked between events: true gives up. Each event alone is bounded. */
  readonly tooLate?: () => boolean;
}

/**
 * When the events of an iCalendar file (RFC 5545) last, as far as they touch the given time, in order. Recurring ones are
 * unrolled; cancelled events and events that show as free (`TRANSP:TRANSPARENT`) do not count, except events of whole days,
 * which calendars of holidays show as free. Zones of the IANA database are taken from there, others from the file. A file with
 * an event that can not be understood is refused as a whole: a freeze that is left out in silence is none.
 */
export function calendarSpans(
  text: string,
  within: Span,
  { tooLate = () => false }: CalendarOptions = {},
): Result<CalendarSpan[], string> {
  if (text.length > MOST_CALENDAR_CHARACTERS) return err(`is larger than ${MOST_CALENDAR_CHARACTERS} characters`);
  const root = rootOf(text);
  if (!root.ok) return root;
  const events = root.value.getAllSubcomponents('vevent');
  if (events.length > MOST_EVENTS) return err(`has more than ${MOST_EVENTS} events`);
  const zones = new CalendarZones(root.value);
  const spans: CalendarSpan[] = [];
  for (const [uid, parts] of Map.groupBy(events, uidOf)) {
    if (tooLate()) return err('takes too long to unroll');
    const found = read(uid, () => occurrencesOf(parts, zones, within));
    if (!found.ok) return found;
    spans.push(...found.value.filter((one) => touches(one, within)).map(spanOf));
    if (spans.length > MOST_SPANS) return err(`has more than ${MOST_SPANS} events at the time that is asked for`);
  }
  return ok(spans.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)));
}

function rootOf(text: string): Result<ICAL.Component, string> {
  try {
    const parsed = ICAL.parse(text) as unknown[];
    const root = new ICAL.Component(parsed);
    return root.name === 'vcalendar' ? ok(root) : err('is no single iCalendar file: it does not begin as VCALENDAR');
  } catch (error) {
    return err(`is no iCalendar file: ${words(error)}`);
  }
}

function read<T>(uid: string, make: () => T): Result<T, string> {
  try {
    return ok(make());
  } catch (error) {
    return err(`has an event that can not be read, ${JSON.stringify(uid.slice(0, 80))}: ${words(error)}`);
  }
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** Events without one stand alone. */
const uidOf = (event: ICAL.Component, index: number): string =>
  String(event.getFirstPropertyValue('uid') ?? `event ${index + 1} of the file`);

/** Local times count a day around, because the zone is not known yet. What lasts no time is nothing. */
function touches({ from, to, local }: Occurrence, within: Span): boolean {
  const slack = local ? DAY : 0;
  return to > from && to > within.start - slack && from < within.end + slack;
}

function spanOf({ from, to, local, days }: Occurrence): CalendarSpan {
  const length = days ? 10 : local ? 19 : 24;
  return { from: new Date(from).toISOString().slice(0, length), to: new Date(to).toISOString().slice(0, length) };
}
