import { parseRecurrence } from '@wheelhouse/core-domain';
import type ICAL from 'ical.js';
import type { CalendarZone, CalendarZones } from './calendar-zones.ts';
import { RuleFires } from './rule-fires.ts';
import type { Span } from './spans.ts';
import { DAY } from './zone.ts';

const MOST_OCCURRENCES = 10_000;
/** Finer ones are no events of a calendar for people. */
const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'];

/** One time at which an event happens. */
export interface Occurrence {
  /** Milliseconds; of local times as if they were UTC. */
  readonly from: number;
  readonly to: number;
  /** Times of the window's zone. */
  readonly local: boolean;
  /** Whole days. */
  readonly days: boolean;
}

/** When the event with all its exceptions happens: the parts of a file that have one UID. */
export function occurrencesOf(
  parts: readonly ICAL.Component[],
  zones: CalendarZones,
  within: Span,
): readonly Occurrence[] {
  const moved = parts.filter((part) => part.hasProperty('recurrence-id'));
  const replaced = new Set(moved.map((part) => startsAt(part, 'recurrence-id', zones)[0]!.from));
  return [
    ...moved.flatMap((part) => once(part, zones)),
    ...parts
      .filter((part) => !part.hasProperty('recurrence-id'))
      .flatMap((part) => all(part, zones, within))
      .filter(({ from }) => !replaced.has(from)),
  ];
}

/** Shown as free is a meeting that one need not go to; holidays are shown as free too. */
function counts(event: ICAL.Component, start: ICAL.Time): boolean {
  const value = (name: string): string => String(event.getFirstPropertyValue(name) ?? '').toUpperCase();
  return value('status') !== 'CANCELLED' && (start.isDate || value('transp') !== 'TRANSPARENT');
}

function once(event: ICAL.Component, zones: CalendarZones): Occurrence[] {
  if (event.getFirstProperty('recurrence-id')!.getFirstParameter('range'))
    throw new Error('it changes all that follow (RANGE), which is not supported');
  const { start, zone, endOf } = eventTimes(event, zones);
  if (!counts(event, start)) return [];
  const from = zone.instantOf(nearWallOf(start));
  return [{ from, to: endOf(from), local: zone.local, days: start.isDate }];
}

function all(event: ICAL.Component, zones: CalendarZones, within: Span): Occurrence[] {
  const { start, zone, endOf } = eventTimes(event, zones);
  if (!counts(event, start)) return [];
  const first = zone.instantOf(nearWallOf(start));
  const rules = event.getAllProperties('rrule').flatMap((one) => one.getValues() as ICAL.Recur[]);
  if (event.hasProperty('exrule')) throw new Error('EXRULE is not supported');
  const length = endOf(first) - first;
  const look = { start: within.start - length - DAY, end: within.end + DAY };
  const fires = [first, ...rules.flatMap((rule) => firesOf(rule, { start, zone, look }))];
  const left = new Set(startsAt(event, 'exdate', zones).map(({ from }) => from));
  const added = startsAt(event, 'rdate', zones);
  const kept = [...new Set(fires)].filter((from) => !left.has(from));
  return [
    ...kept.map((from) => ({ from, to: endOf(from), local: zone.local, days: start.isDate })),
    ...added.filter(({ from }) => !left.has(from)).map((one) => ({ ...one, to: one.to ?? endOf(one.from) })),
  ];
}

interface EventTimes {
  readonly start: ICAL.Time;
  readonly zone: CalendarZone;
  /** From the beginning of an occurrence to its end. */
  readonly endOf: (from: number) => number;
}

/** Occurrences are as long as the first in elapsed time, by its end or its duration (RFC 5545 3.8.5.3); whole days are days. */
function eventTimes(event: ICAL.Component, zones: CalendarZones): EventTimes {
  const property = event.getFirstProperty('dtstart');
  const start = property?.getFirstValue() as ICAL.Time | undefined;
  if (!property || !start) throw new Error('it has no DTSTART');
  const zone = zones.of(property, start);
  const first = zone.instantOf(nearWallOf(start));
  const end = event.getFirstProperty('dtend');
  const duration = event.getFirstPropertyValue('duration') as ICAL.Duration | null;
  let length = start.isDate ? DAY : 0;
  if (end) {
    const time = end.getFirstValue() as ICAL.Time;
    length = zones.of(end, time).instantOf(nearWallOf(time)) - first;
  } else if (duration) length = duration.toSeconds() * 1000;
  if (!Number.isFinite(first + length)) throw new Error('its times are no times');
  return { start, zone, endOf: (from) => from + length };
}

interface Unrolled {
  readonly start: ICAL.Time;
  readonly zone: CalendarZone;
  readonly look: Span;
}

function firesOf(rule: ICAL.Recur, { start, zone, look }: Unrolled): number[] {
  if (!FREQUENCIES.includes(rule.freq))
    throw new Error(`FREQ=${rule.freq} is finer than an event of a calendar can be`);
  const last = rule.until ? lastOf(rule.until, zone) : Infinity;
  if (last < look.start) return [];
  // Without a zone of the database the rule counts what a clock shows, and each is converted.
  const text = new Date(wallOf(start)).toISOString().slice(0, 19);
  const parsed = parseRecurrence(withoutEnd(rule), text, zone.name ?? 'UTC');
  if (!parsed.ok) throw new Error(`its rule is invalid: ${parsed.error}`);
  const fires = new RuleFires(parsed.value);
  const found: number[] = [];
  for (let at = look.start - 2 * DAY; ;) {
    const next = fires.after(at);
    if (next === undefined || next > Math.min(look.end, last) + 2 * DAY) return found;
    const from = zone.name ? next : zone.instantOf(next);
    if (from <= last && found.push(from) > MOST_OCCURRENCES)
      throw new Error(`it happens more than ${MOST_OCCURRENCES} times`);
    at = next;
  }
}

const withoutEnd = (rule: ICAL.Recur): string =>
  rule
    .toString()
    .split(';')
    .filter((part) => !part.startsWith('UNTIL='))
    .join(';');

/** The end of a rule belongs to it; a day as a whole. */
function lastOf(until: ICAL.Time, zone: CalendarZone): number {
  const wall = wallOf(until);
  if (until.isDate) return wall + DAY - 1;
  return until.zone.tzid === 'UTC' || until.year > 2200 ? wall : zone.instantOf(wall);
}

/** Of properties with lists of times; a period has its own end. */
function startsAt(
  event: ICAL.Component,
  name: string,
  zones: CalendarZones,
): (Omit<Occurrence, 'to'> & { readonly to?: number })[] {
  return event.getAllProperties(name).flatMap((property) =>
    (property.getValues() as (ICAL.Time | ICAL.Period)[]).map((value) => {
      const start = 'start' in value ? value.start : value;
      const zone = zones.of(property, start);
      const from = zone.instantOf(nearWallOf(start));
      const one = { from, local: zone.local, days: start.isDate };
      return 'start' in value ? { ...one, to: zone.instantOf(nearWallOf(value.getEnd())) } : one;
    }),
  );
}

/** What a clock shows, as if it were UTC. */
function wallOf({ year, month, day, hour, minute, second }: ICAL.Time): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(wall)) throw new Error('it has a time that is none');
  return wall;
}

/** Far away a zone is a long list of transitions, and no event. */
function nearWallOf(time: ICAL.Time): number {
  if (time.year < 1800 || time.year > 2200) throw new Error(`the year ${time.year} is out of reach`);
  return wallOf(time);
}
