import { TemplateError } from '../../template-error.ts';
import { utcMillis, type Instant } from './instant.ts';
import { MONTHS, piecesOf, WEEKDAYS } from './layout.ts';
import { fixedZone, UTC } from './zone.ts';

/** What was read so far. */
interface Reading {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  half: 'am' | 'pm' | undefined;
  offset: number | undefined;
  abbreviation: string;
}

/** Takes a piece off the text's front, or undefined where it does not fit; the second is what is left. */
type Reader = (text: string, reading: Reading) => string | undefined;

/** Digits for one field. */
const digits =
  (pattern: RegExp, field: 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second'): Reader =>
  (text, reading) => {
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return undefined;
    reading[field] = Number(found);
    return text.slice(found.length);
  };

const named =
  (names: readonly string[], length: number | undefined, take: (reading: Reading, index: number) => void): Reader =>
  (text, reading) => {
    const index = names.findIndex((name) => text.toLowerCase().startsWith(name.slice(0, length).toLowerCase()));
    if (index < 0) return undefined;
    take(reading, index);
    return text.slice(names[index]!.slice(0, length).length);
  };

const month = (reading: Reading, index: number): void => void (reading.month = index + 1);
const nothing = (): void => undefined;

const READERS: Readonly<Record<string, Reader>> = {
  '2006': digits(/^[0-9]{4}/, 'year'),
  '06': (text, reading) => {
    const found = /^[0-9]{2}/.exec(text)?.[0];
    if (!found) return undefined;
    reading.year = Number(found) + (Number(found) >= 69 ? 1900 : 2000);
    return text.slice(2);
  },
  January: named(MONTHS, undefined, month),
  Jan: named(MONTHS, 3, month),
  Monday: named(WEEKDAYS, undefined, nothing),
  Mon: named(WEEKDAYS, 3, nothing),
  '01': digits(/^[0-9]{2}/, 'month'),
  '1': digits(/^[0-9]{1,2}/, 'month'),
  '02': digits(/^[0-9]{2}/, 'day'),
  '2': digits(/^[0-9]{1,2}/, 'day'),
  _2: (text, reading) => digits(/^[0-9]{1,2}/, 'day')(text.replace(/^ /, ''), reading),
  '002': digits(/^[0-9]{3}/, 'yearDay'),
  __2: (text, reading) => digits(/^[0-9]{1,3}/, 'yearDay')(text.replace(/^ {1,2}/, ''), reading),
  '15': digits(/^[0-9]{1,2}/, 'hour'),
  '03': digits(/^[0-9]{2}/, 'hour'),
  '3': digits(/^[0-9]{1,2}/, 'hour'),
  '04': digits(/^[0-9]{2}/, 'minute'),
  '4': digits(/^[0-9]{1,2}/, 'minute'),
  '05': digits(/^[0-9]{2}/, 'second'),
  '5': digits(/^[0-9]{1,2}/, 'second'),
  PM: (text, reading) => half(text, reading, /^(AM|PM)/),
  pm: (text, reading) => half(text, reading, /^(am|pm)/),
  MST: (text, reading) => {
    const found = /^(?:UTC|[A-Z]{3,5}|[-+][0-9]{2}(?:[0-9]{2})?)/.exec(text)?.[0];
    if (!found) return undefined;
    reading.abbreviation = found;
    if (found === 'UTC') reading.offset ??= 0;
    return text.slice(found.length);
  },
};

function half(text: string, reading: Reading, pattern: RegExp): string | undefined {
  const found = pattern.exec(text)?.[0];
  if (!found) return undefined;
  reading.half = found.toLowerCase() as 'am' | 'pm';
  return text.slice(2);
}

function readOffset(chunk: string, text: string, reading: Reading): string | undefined {
  if (chunk.startsWith('Z') && text.startsWith('Z')) {
    reading.offset = 0;
    return text.slice(1);
  }
  const count = chunk.replace(/[^0-9]/g, '').length / 2;
  const colon = chunk.includes(':') ? ':' : '';
  const found = new RegExp(`^([-+])([0-9]{2})${`${colon}([0-9]{2})`.repeat(count - 1)}`).exec(text);
  if (!found) return undefined;
  const [hours, minutes = 0, seconds = 0] = found.slice(2).map(Number) as [number, number?, number?];
  if (hours > 24 || minutes > 60 || seconds > 60) return undefined;
  reading.offset = (found[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  return text.slice(found[0].length);
}

function readFraction(chunk: string, text: string, reading: Reading): string | undefined {
  const exact = chunk[1] === '0';
  const found = (exact ? new RegExp(`^[.,][0-9]{${chunk.length - 1}}`) : /^[.,][0-9]+/).exec(text)?.[0];
  if (!found) return exact ? undefined : text;
  reading.nanos = Number(found.slice(1, 10).padEnd(9, '0'));
  return text.slice(found.length);
}

/** Seconds may have a fraction that the layout does not name. */
function afterSeconds(text: string, next: string | undefined, reading: Reading): string {
  if (next !== undefined && /^[.,][09]/.test(next)) return text;
  const found = /^[.,][0-9]+/.exec(text)?.[0];
  if (!found) return text;
  reading.nanos = Number(found.slice(1, 10).padEnd(9, '0'));
  return text.slice(found.length);
}

/** time.ParseInLocation with the location UTC. Throws a TemplateError that says what did not fit. */
export function parseTime(layout: string, given: string): Instant {
  const reading: Reading = {
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanos: 0,
    half: undefined,
    offset: undefined,
    abbreviation: '',
  };
  let rest = given;
  const pieces = piecesOf(layout);
  pieces.forEach((piece, index) => {
    rest =
      take(piece, rest, reading) ?? cannot(given, layout, `cannot parse ${JSON.stringify(rest)} as "${piece.text}"`);
    if (piece.chunk && (piece.text === '05' || piece.text === '5')) {
      const next = pieces[index + 1];
      rest = afterSeconds(rest, next?.chunk ? next.text : undefined, reading);
    }
  });
  if (rest !== '') cannot(given, layout, `extra text: ${JSON.stringify(rest)}`);
  return instantOf(reading, (what) => cannot(given, layout, `${what} out of range`));
}

function cannot(given: string, layout: string, why: string): never {
  throw new TemplateError(`parsing time ${JSON.stringify(given)} as ${JSON.stringify(layout)}: ${why}`);
}

function take({ chunk, text }: { chunk: boolean; text: string }, rest: string, reading: Reading): string | undefined {
  if (!chunk) return takeText(text, rest);
  const reader = READERS[text];
  if (reader) return reader(rest, reading);
  return /^[-Z]/.test(text) ? readOffset(text, rest, reading) : readFraction(text, rest, reading);
}

/** A run of spaces fits any run of spaces. */
function takeText(text: string, rest: string): string | undefined {
  let left = rest;
  for (const part of text.match(/ +|[^ ]+/g) ?? []) {
    if (part.startsWith(' ')) {
      if (left !== '' && !left.startsWith(' ')) return undefined;
      left = left.replace(/^ +/, '');
    } else if (left.startsWith(part)) left = left.slice(part.length);
    else return undefined;
  }
  return left;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function instantOf(reading: Reading, wrong: (what: string) => never): Instant {
  const { year, minute, second, nanos } = reading;
  const hour = reading.half ? (reading.hour % 12) + (reading.half === 'pm' ? 12 : 0) : reading.hour;
  if (reading.half && reading.hour > 12) wrong('hour');
  if (hour > 23) wrong('hour');
  if (minute > 59) wrong('minute');
  if (second > 59) wrong('second');
  if (reading.month !== -1 && (reading.month < 1 || reading.month > 12)) wrong('month');
  const { month, day } = dateOf(reading, wrong);
  const seconds = utcMillis(year, month, day, hour * 3600 + minute * 60 + second) / 1000;
  const offset = reading.offset ?? 0;
  const zone = offset === 0 && (reading.offset !== undefined || !reading.abbreviation) ? UTC : zoneOf(reading, offset);
  return { nanos: BigInt(seconds - offset) * 1_000_000_000n + BigInt(nanos), zone };
}

/** A letter zone that is not known here gets its name and no offset, as in Go. */
const zoneOf = ({ abbreviation }: Reading, offset: number): ReturnType<typeof fixedZone> =>
  fixedZone(offset, abbreviation);

function dateOf(reading: Reading, wrong: (what: string) => never): { month: number; day: number } {
  const { year, yearDay } = reading;
  if (yearDay < 0) {
    const month = reading.month === -1 ? 1 : reading.month;
    const day = reading.day === -1 ? 1 : reading.day;
    if (day < 1 || day > daysIn(year, month)) wrong('day');
    return { month, day };
  }
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) wrong('day-of-year');
  const date = new Date(utcMillis(year, 1, yearDay));
  const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
  if (reading.month >= 0 && reading.month !== month) wrong('day-of-year does not match month');
  if (reading.day >= 0 && reading.day !== day) wrong('day-of-year does not match day');
  return { month, day };
}
