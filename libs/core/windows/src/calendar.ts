import { err, ok, timeZoneProblem, type Result } from '@wheelhouse/core-domain';
import ICAL from 'ical.js';
import type { Span } from './spans.ts';
import { DAY, Zone } from './zone.ts';

/** Occurrences of one recurring event that are read; a yearly holiday has few. */
const MOST_OCCURRENCES = 20_000;
const MOST_SPANS = 20_000;

export interface CalendarSpan {
  /** A date or local time where the calendar gives no zone: it counts in the window's. Otherwise an instant. */
  readonly from: string;
  readonly to: string;
}

/**
 * When the events of an iCalendar file (RFC 5545) last, as far as they touch the given time. Recurring ones are unrolled; cancelled
 * events and events that show as free (`TRANSP:TRANSPARENT`) do not count, except events of whole days, which calendars of
 * holidays show as free. Zones of the IANA database are taken from there, others from the file.
 */
export function calendarSpans(text: string, within: Span): Result<CalendarSpan[], string> {
  try {
    const root = new ICAL.Component(ICAL.parse(text) as unknown[]);
    const events = root.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    const spans = events.flatMap((event) => eventSpans(event, within));
    return spans.length > MOST_SPANS ? err(`has more than ${MOST_SPANS} events`) : ok(spans);
  } catch (error) {
    return err(`is no iCalendar file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function eventSpans(event: ICAL.Event, within: Span): CalendarSpan[] {
  const { component } = event;
  const value = (name: string): string => String(component.getFirstPropertyValue(name) ?? '').toUpperCase();
  if (value('status') === 'CANCELLED' || !event.startDate || event.isRecurrenceException()) return [];
  if (value('transp') === 'TRANSPARENT' && !event.startDate.isDate) return [];
  const tzid = component.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  const zone = tzid && !timeZoneProblem(tzid) ? Zone.of(tzid) : undefined;
  if (!event.isRecurring()) return touching([{ from: event.startDate, to: event.endDate }], within, zone);
  const found: Times[] = [];
  const iterator = event.iterator();
  for (let count = 0; count < MOST_OCCURRENCES; count++) {
    const next = iterator.next();
    if (!next || roughly(next) > within.end + DAY) break;
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    found.push({ from: startDate, to: endDate });
  }
  return touching(found, within, zone);
}

interface Times {
  readonly from: ICAL.Time;
  readonly to: ICAL.Time;
}

/** Local dates count a day around, because the zone is not known yet. */
const touching = (times: readonly Times[], within: Span, zone: Zone | undefined): CalendarSpan[] =>
  times
    .filter(({ from, to }) => roughly(to) >= within.start - DAY && roughly(from) <= within.end + DAY)
    .map(({ from, to }) => ({ from: pointOf(from, zone), to: pointOf(to, zone) }));

const roughly = (time: ICAL.Time): number => localOf(time) - DAY;

const localOf = ({ year, month, day, hour, minute, second }: ICAL.Time): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

function pointOf(time: ICAL.Time, zone: Zone | undefined): string {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.utcTimezone) return new Date(localOf(time)).toISOString();
  if (zone) return new Date(zone.instantOf(localOf(time))).toISOString();
  const floating = time.zone === ICAL.Timezone.localTimezone;
  return floating
    ? new Date(localOf(time)).toISOString().slice(0, 19)
    : new Date(time.toUnixTime() * 1000).toISOString();
}
