/** A point in time as Go holds it: nanoseconds since 1970, and the zone that it is shown in. */
export interface Instant {
  readonly nanos: bigint;
  readonly zone: Zone;
}

export interface Zone {
  /** IANA's name, or `UTC`. */
  readonly name: string;
  /** Seconds east of Greenwich at this time, in seconds since 1970. */
  offsetAt(seconds: number): number;
  /** `CET`, `+04`, … */
  abbreviationAt(seconds: number): string;
}

/** The calendar's fields of an instant, in its own zone. */
export interface Fields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** Sunday is 0. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
  readonly offset: number;
  readonly abbreviation: string;
}

const BILLION = 1_000_000_000n;

export const secondsOf = ({ nanos }: Instant): number => Number((nanos - modulo(nanos)) / BILLION);

/** Above zero, also before 1970. */
const modulo = (nanos: bigint): bigint => ((nanos % BILLION) + BILLION) % BILLION;

export function fieldsOf(instant: Instant): Fields {
  const seconds = secondsOf(instant);
  const offset = instant.zone.offsetAt(seconds);
  const date = new Date((seconds + offset) * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(modulo(instant.nanos)),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - utcMillis(year, 1, 1)) / 86_400_000) + 1,
    offset,
    abbreviation: instant.zone.abbreviationAt(seconds),
  };
}

/** Years below 100 are meant as written. */
export function utcMillis(year: number, month: number, day: number, seconds = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() + seconds * 1000;
}
