import { fn, type TemplateFunction } from '../../function.ts';
import { TemplateError } from '../../template-error.ts';
import { GoObject, int, int64, typeName, type GoInt, type Value } from '../../values.ts';
import { durationText } from './duration.ts';
import { formatTime } from './format-time.ts';
import { fieldsOf, secondsOf, utcMillis, type Instant } from './instant.ts';
import { MONTHS, WEEKDAYS } from './layout.ts';
import { UTC } from './zone.ts';

/** A number with a name: `time.Month`, `time.Weekday`, `time.Duration`. */
class GoNamed extends GoObject<TemplateFunction> {
  readonly kind = 'int';
  readonly type: string;
  override readonly number: bigint;
  readonly #text: string;

  constructor(type: string, value: bigint, text: string) {
    super();
    this.type = type;
    this.number = value;
    this.#text = text;
  }

  get members(): ReadonlyMap<string, TemplateFunction> {
    const perSecond = 1_000_000_000;
    const durations: [string, TemplateFunction][] = [
      ['Seconds', fn([], () => Number(this.number) / perSecond)],
      ['Minutes', fn([], () => Number(this.number) / perSecond / 60)],
      ['Hours', fn([], () => Number(this.number) / perSecond / 3600)],
      ['Milliseconds', fn([], () => int64(this.number / 1_000_000n))],
    ];
    return new Map([['String', fn([], () => this.#text)], ...(this.type === 'time.Duration' ? durations : [])]);
  }

  text(): string {
    return this.#text;
  }

  json(): unknown {
    return Number(this.number);
  }
}

const asInt = (value: number): GoInt => int(value);

/** `time.Time`, as `now` and `toDate` return it; its methods are those that a template can call. */
export class GoTime extends GoObject<TemplateFunction> {
  readonly type = 'time.Time';
  readonly kind = 'struct';
  readonly instant: Instant;

  constructor(instant: Instant) {
    super();
    this.instant = instant;
  }

  get members(): ReadonlyMap<string, TemplateFunction> {
    const { instant } = this;
    const fields = fieldsOf(instant);
    const { nanos } = instant;
    const order = (test: (difference: bigint) => Value): TemplateFunction =>
      fn(['any'], (_, other) => test(nanos - timeOf(other).instant.nanos));
    return new Map<string, TemplateFunction>([
      ['Format', fn(['string'], (_, layout) => formatTime(instant, layout))],
      ['String', fn([], () => this.text())],
      ['Year', fn([], () => asInt(fields.year))],
      ['Month', fn([], () => new GoNamed('time.Month', BigInt(fields.month), MONTHS[fields.month - 1]!))],
      ['Day', fn([], () => asInt(fields.day))],
      ['Hour', fn([], () => asInt(fields.hour))],
      ['Minute', fn([], () => asInt(fields.minute))],
      ['Second', fn([], () => asInt(fields.second))],
      ['Nanosecond', fn([], () => asInt(fields.nanosecond))],
      ['YearDay', fn([], () => asInt(fields.yearDay))],
      ['Weekday', fn([], () => new GoNamed('time.Weekday', BigInt(fields.weekday), WEEKDAYS[fields.weekday]!))],
      ['Unix', fn([], () => int64(BigInt(secondsOf(instant))))],
      ['UnixMilli', fn([], () => int64(nanos / 1_000_000n))],
      ['UnixNano', fn([], () => int64(nanos))],
      ['IsZero', fn([], () => secondsOf(instant) === ZERO_SECONDS)],
      ['UTC', fn([], () => new GoTime({ nanos, zone: UTC }))],
      ['Local', fn([], () => new GoTime({ nanos, zone: UTC }))],
      ['Before', order((difference) => difference < 0n)],
      ['After', order((difference) => difference > 0n)],
      ['Equal', order((difference) => difference === 0n)],
      ['Sub', order((difference) => new GoNamed('time.Duration', difference, durationText(difference)))],
      ['AddDate', fn(['int', 'int', 'int'], (_, years, months, days) => this.#added(years, months, days))],
    ]);
  }

  #added(years: number, months: number, days: number): GoTime {
    const { year, month, day, hour, minute, second, offset, nanosecond } = fieldsOf(this.instant);
    const ofDay = hour * 3600 + minute * 60 + second;
    const millis = utcMillis(year + years, month + months, day + days, ofDay - offset);
    if (Number.isNaN(millis)) throw new TemplateError('the time is out of range');
    return new GoTime({ nanos: BigInt(millis) * 1_000_000n + BigInt(nanosecond), zone: this.instant.zone });
  }

  text(): string {
    return formatTime(this.instant, '2006-01-02 15:04:05.999999999 -0700 MST');
  }

  json(): unknown {
    return formatTime(this.instant, '2006-01-02T15:04:05.999999999Z07:00');
  }
}

/** Go's zero time, the first of January of the year 1. */
const ZERO_SECONDS = -62_135_596_800;
export const ZERO_TIME = new GoTime({ nanos: BigInt(ZERO_SECONDS) * 1_000_000_000n, zone: UTC });

export function timeOf(value: Value): GoTime {
  if (value instanceof GoTime) return value;
  throw new TemplateError(`wrong type for value; expected time.Time; got ${typeName(value)}`);
}
