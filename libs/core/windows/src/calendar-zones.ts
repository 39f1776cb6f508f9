import { timeZoneProblem } from '@wheelhouse/core-domain';
import ICAL from 'ical.js';
import { Zone } from './zone.ts';

const MOST_PARTS = 200;

/** How the times of a property count. */
export interface CalendarZone {
  /** The zone of the IANA database; undefined: not one of it. */
  readonly name?: string;
  /** The time is one of the window's zone. */
  readonly local: boolean;
  /** From what a clock shows, written as if it were UTC. */
  instantOf(wall: number): number;
}

const asWritten = (local: boolean): CalendarZone => ({ local, instantOf: (wall) => wall });
const LOCAL = asWritten(true);
const UTC = asWritten(false);

/** The zones that a file names: those of the IANA database by their name, others as the file itself defines them. */
export class CalendarZones {
  readonly #root: ICAL.Component;
  readonly #known = new Map<string, CalendarZone>();

  constructor(root: ICAL.Component) {
    this.#root = root;
  }

  of(property: ICAL.Property, time: ICAL.Time): CalendarZone {
    if (time.isDate) return LOCAL;
    if (time.zone === ICAL.Timezone.utcTimezone) return UTC;
    const tzid = property.getFirstParameter('tzid');
    if (!tzid) return LOCAL;
    let zone = this.#known.get(tzid);
    if (!zone) this.#known.set(tzid, (zone = this.#read(tzid)));
    return zone;
  }

  #read(tzid: string): CalendarZone {
    if (timeZoneProblem(tzid) === undefined) {
      const zone = Zone.of(tzid);
      return { name: tzid, local: false, instantOf: (wall) => zone.instantOf(wall) };
    }
    const component = this.#root
      .getAllSubcomponents('vtimezone')
      .find((one) => one.getFirstPropertyValue('tzid') === tzid);
    if (!component) throw new Error(`the time zone ${JSON.stringify(tzid)} is neither of IANA nor defined in the file`);
    demandPlain(component, tzid);
    const zone = new ICAL.Timezone({ component, tzid });
    return { local: false, instantOf: (wall) => timeOf(wall, zone).toUnixTime() * 1000 };
  }
}

/** The library looks without end for what some rules never give; a zone's rule is yearly. */
function demandPlain(component: ICAL.Component, tzid: string): void {
  const parts = component.getAllSubcomponents();
  const dates = parts.reduce((sum, part) => sum + part.getAllProperties('rdate').length, parts.length);
  if (dates > MOST_PARTS) throw new Error(`the time zone ${JSON.stringify(tzid)} has more than ${MOST_PARTS} parts`);
  const rules = parts.flatMap((part) => part.getAllProperties('rrule').flatMap((one) => one.getValues()));
  if (!rules.every((rule) => (rule as ICAL.Recur).freq === 'YEARLY'))
    throw new Error(`the time zone ${JSON.stringify(tzid)} has a rule that is not yearly`);
}

function timeOf(wall: number, zone: ICAL.Timezone): ICAL.Time {
  const date = new Date(wall);
  return new ICAL.Time(
    {
      ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), isDate: false },
      ...{ hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() },
    },
    zone,
  );
}
