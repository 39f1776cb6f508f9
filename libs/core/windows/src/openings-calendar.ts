import ICAL from 'ical.js';

/** One time from–to that people want in their calendar. Milliseconds since the epoch. */
export interface CalendarEntry {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
  /** The same for the same thing: a calendar that reads again then changes it instead of showing it twice. */
  readonly id: string;
}

export interface CalendarHead {
  readonly name: string;
  /** When it was made, in milliseconds. */
  readonly now: number;
  /** How often a calendar should read it again, as a duration of RFC 5545. */
  readonly refresh: string;
}

/** An iCalendar file (RFC 5545, name and refresh of RFC 7986) of entries; each shows as free. */
export function openingsCalendar({ name, now, refresh }: CalendarHead, entries: readonly CalendarEntry[]): string {
  const root = new ICAL.Component('vcalendar');
  root.updatePropertyWithValue('version', '2.0');
  root.updatePropertyWithValue('prodid', '-//Wheelhouse//Sync windows//EN');
  root.updatePropertyWithValue('name', name);
  root.updatePropertyWithValue('x-wr-calname', name);
  const again = root.updatePropertyWithValue('refresh-interval', ICAL.Duration.fromString(refresh).toString());
  again.setParameter('value', 'DURATION');
  for (const entry of entries) root.addSubcomponent(eventOf(entry, now));
  return `${root.toString()}\r\n`;
}

function eventOf({ from, to, title, text, id }: CalendarEntry, now: number): ICAL.Component {
  const event = new ICAL.Component('vevent');
  event.updatePropertyWithValue('uid', id);
  event.updatePropertyWithValue('dtstamp', utc(now));
  event.updatePropertyWithValue('dtstart', utc(from));
  event.updatePropertyWithValue('dtend', utc(to));
  event.updatePropertyWithValue('summary', title);
  event.updatePropertyWithValue('description', text);
  event.updatePropertyWithValue('transp', 'TRANSPARENT');
  return event;
}

const utc = (instant: number): ICAL.Time => {
  const time = new ICAL.Time({ year: 1970, month: 1, day: 1, isDate: false }, ICAL.Timezone.utcTimezone);
  time.fromUnixTime(Math.round(instant / 1000));
  return time;
};
