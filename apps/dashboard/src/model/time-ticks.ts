import { Temporal } from 'temporal-polyfill';

export interface Tick {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly label: string;
  /** A day begins, not only an hour. */
  readonly major: boolean;
  /** What is odd about the day that begins here: "23 h" where the clocks go forward, "25 h" where they go back. */
  readonly note?: string;
}

const hour = 3_600_000;
const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (value: number): string => String(value).padStart(2, '0');

const dayLabel = (day: Temporal.ZonedDateTime): string =>
  `${weekday[day.dayOfWeek - 1]} ${day.day} ${month[day.month - 1]}`;

function noteOf(day: Temporal.ZonedDateTime): string | undefined {
  const hours = day.hoursInDay;
  return hours === 24 ? undefined : `${Number(hours.toFixed(1))} h`;
}

function hoursOf(day: Temporal.ZonedDateTime, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let at = step; at < 24; at += step) {
    const time = day.with({ hour: at });
    // An hour that the clocks leap over is not on the axis.
    if (time.hour === at) ticks.push({ at: time.epochMilliseconds, label: `${two(at)}:00`, major: false });
  }
  return ticks;
}

/**
 * The marks of a time axis: midnights in `timeZone`, and hours between where there is room for them. The days are those of
 * the zone, so one on which the clocks change is as long as it is. `from` and `to` in milliseconds since 1970.
 */
export function timeTicks(from: number, to: number, timeZone: string): Tick[] {
  const step = to - from <= 36 * hour ? 3 : to - from <= 80 * hour ? 6 : undefined;
  const ticks: Tick[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).startOfDay();
  for (; day.epochMilliseconds < to; day = day.add({ days: 1 }).startOfDay()) {
    const note = noteOf(day);
    ticks.push({ at: day.epochMilliseconds, label: dayLabel(day), major: true, ...(note && { note }) });
    if (step) ticks.push(...hoursOf(day, step));
  }
  return ticks.filter(({ at }) => at >= from && at < to);
}

/** A time for a sentence: "18:00", "tomorrow 18:00", "Mon 23 Nov 18:00", with the year where it is another one. */
export function clockTime(at: number, now: number, timeZone: string): string {
  const zoned = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const [then, today] = [zoned(at), zoned(now)];
  const days = today.toPlainDate().until(then.toPlainDate()).days;
  const clock = `${two(then.hour)}:${two(then.minute)}`;
  if (days === 0) return clock;
  if (days === 1) return `tomorrow ${clock}`;
  if (days === -1) return `yesterday ${clock}`;
  return `${dayLabel(then)}${then.year === today.year ? '' : ` ${then.year}`} ${clock}`;
}

/** A time from–to in a zone: "Mon 23 Nov 2026, 08:00 to 18:00"; of another day with that day. No end: "on". */
export function spanWords(from: number, to: number | null, timeZone: string): string {
  const zoned = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const day = (at: Temporal.ZonedDateTime): string => `${dayLabel(at)} ${at.year}`;
  const time = (at: Temporal.ZonedDateTime): string => `${two(at.hour)}:${two(at.minute)}`;
  const begin = zoned(from);
  if (to === null) return `${day(begin)}, from ${time(begin)} on`;
  const end = zoned(to);
  const same = begin.toPlainDate().equals(end.toPlainDate());
  return `${day(begin)}, ${time(begin)} to ${same ? '' : `${day(end)}, `}${time(end)}`;
}
