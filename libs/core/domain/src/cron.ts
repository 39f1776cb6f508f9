import { err, ok, type Result } from './result.ts';
import { timeZoneProblem } from './time-zone.ts';

/**
 * Five fields of a schedule as robfig/cron v3 reads them: minute, hour, day of the month, month, day of the week (0 to 6, 0 is
 * Sunday). Lists, ranges, steps, `?` for `*`, names of months and days in any case, and `TZ=Zone` or `CRON_TZ=Zone` in front.
 */
export interface Cron {
  /** Sorted, each once: minutes of the day, 0 to 1439. Never empty. */
  readonly minutes: readonly number[];
  /** By day of the month, 1 to 31. */
  readonly days: readonly boolean[];
  /** By month, 1 to 12. */
  readonly months: readonly boolean[];
  /** By day of the week, 0 to 6. */
  readonly weekdays: readonly boolean[];
  /**
   * The day must match both days of the month and days of the week, because one of the two is `*` (also `*` within a list, not
   * a step `* / n` above 1). Otherwise either is enough.
   */
  readonly bothDays: boolean;
  /** From a prefix `TZ=` or `CRON_TZ=`. */
  readonly timeZone?: string;
}

interface Bounds {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Bounds[] = [
  { what: 'minute', min: 0, max: 59 },
  { what: 'hour', min: 0, max: 23 },
  { what: 'day of the month', min: 1, max: 31 },
  { what: 'month', min: 1, max: 12, names: MONTHS },
  { what: 'day of the week', min: 0, max: 6, names: WEEKDAYS },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** A schedule, or what is wrong with it in words. `descriptors`: `@daily` and the like are taken; Argo CD's windows refuse them. */
export function parseCron(text: string, options: { readonly descriptors?: boolean } = {}): Result<Cron, string> {
  const zoned = splitZone(text);
  if (!zoned.ok) return zoned;
  const { timeZone, rest } = zoned.value;
  if (rest.startsWith('@') && !options.descriptors) return err(`${quoted(rest)} is no schedule of five fields`);
  const descriptor = DESCRIPTORS[rest.toLowerCase()];
  if (rest.startsWith('@') && !descriptor)
    return err(`${quoted(rest)} is none of ${Object.keys(DESCRIPTORS).join(', ')}`);
  const fields = (descriptor ?? rest).split(/\s+/).filter(Boolean);
  if (fields.length !== FIELDS.length) return err(`has ${fields.length} fields, not five`);
  const sets: ReadonlySet<number>[] = [];
  const stars: boolean[] = [];
  for (const [index, bounds] of FIELDS.entries()) {
    const parsed = parseField(fields[index]!, bounds);
    if (!parsed.ok) return parsed;
    sets.push(parsed.value.values);
    stars.push(parsed.value.star);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  return ok({
    minutes: [...hours].sort(ascending).flatMap((hour) => [...minutes].sort(ascending).map((one) => hour * 60 + one)),
    days: table(days, 31),
    months: table(months, 12),
    weekdays: table(weekdays, 6),
    bothDays: stars[2]! || stars[4]!,
    ...(timeZone !== undefined && { timeZone }),
  });
}

const LONGEST = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is a day on which it fires: 30 February is none. */
export function cronEverFires({ days, months, weekdays, bothDays }: Cron): boolean {
  // Every day of the week comes around in every month.
  if (!bothDays && weekdays.some(Boolean)) return true;
  return months.some((on, month) => on && days.some((day, number) => day && number <= LONGEST[month]!));
}

const ascending = (a: number, b: number): number => a - b;

const table = (values: ReadonlySet<number>, max: number): boolean[] =>
  Array.from({ length: max + 1 }, (_, value) => values.has(value));

function splitZone(text: string): Result<{ rest: string; timeZone?: string }, string> {
  const prefix = /^(?:CRON_)?TZ=(\S*)\s*(.*)$/s.exec(text);
  if (!prefix) return ok({ rest: text.trim() });
  const [, timeZone = '', rest = ''] = prefix;
  const problem = timeZone === '' ? undefined : timeZoneProblem(timeZone);
  return problem
    ? err(`names the time zone ${quoted(timeZone)}, which ${problem}`)
    : ok({ rest, timeZone: timeZone || 'UTC' });
}

function parseField(field: string, bounds: Bounds): Result<{ values: Set<number>; star: boolean }, string> {
  const values = new Set<number>();
  let star = false;
  for (const part of field.split(',').filter(Boolean)) {
    const range = parseRange(part, bounds);
    if (!range.ok) return range;
    const { first, last, step } = range.value;
    star ||= range.value.star;
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return values.size > 0 ? ok({ values, star }) : err(`the ${bounds.what} ${quoted(field)} names nothing`);
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly star: boolean;
}

function parseRange(text: string, bounds: Bounds): Result<Range, string> {
  const refuse = (why: string): Result<never, string> => err(`the ${bounds.what} ${quoted(text)} ${why}`);
  const [span = '', stepText, ...more] = text.split('/');
  if (more.length > 0) return refuse('has more than one "/"');
  const [low = '', high, ...others] = span.split('-');
  const star = low === '*' || low === '?';
  if (!star && others.length > 0) return refuse('has more than one "-"');
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (step === undefined) return refuse('has a step that is no number');
  if (step === 0) return refuse('has a step of 0');
  if (star) return ok({ first: bounds.min, last: bounds.max, step, star: step === 1 });
  const first = valueOf(low, bounds);
  const last = high !== undefined ? valueOf(high, bounds) : stepText === undefined ? first : bounds.max;
  if (first === undefined || last === undefined) return refuse('is no number' + (bounds.names ? ' and no name' : ''));
  if (first < bounds.min || last > bounds.max) return refuse(`is not between ${bounds.min} and ${bounds.max}`);
  if (first > last) return refuse('ends before it begins');
  return ok({ first, last, step, star: false });
}

function valueOf(text: string, { names }: Bounds): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 && text !== '' ? named : wholeNumber(text);
}

const wholeNumber = (text: string): number | undefined => (/^\+?\d{1,9}$/.test(text) ? Number(text) : undefined);

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
