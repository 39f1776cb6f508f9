import { required } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { fn, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { GoInt, type Value } from '../values.ts';
import { durationText, parseDuration, roundedDuration } from './time/duration.ts';
import { formatTime } from './time/format-time.ts';
import { GoTime, timeOf, ZERO_TIME } from './time/go-time.ts';
import { secondsOf, type Instant } from './time/instant.ts';
import { parseTime } from './time/parse-time.ts';
import { UTC, zoneNamed } from './time/zone.ts';

const BILLION = 1_000_000_000n;
/** What JavaScript's calendar holds: ±100 million days. */
const MAX_SECONDS = 8_640_000_000_000n;

const now = (context: Context): Instant => ({
  nanos: BigInt(Math.trunc(required(context.capabilities, 'now')())) * 1_000_000n,
  zone: UTC,
});

/** A time, seconds since 1970, or, for anything else, now. Zones named Local are UTC, as in Argo CD's image. */
function instantOf(context: Context, value: Value): Instant {
  if (value instanceof GoTime) return value.instant;
  const isSeconds = value instanceof GoInt && ['int', 'int32', 'int64'].includes(value.type);
  if (!isSeconds) return now(context);
  if (value.value > MAX_SECONDS || value.value < -MAX_SECONDS) throw new TemplateError('the time is out of range');
  return { nanos: value.value * BILLION, zone: UTC };
}

/** An unknown zone is UTC: sprig swallows the error. */
const inZone = (context: Context, layout: string, value: Value, zone: string): string =>
  formatTime({ ...instantOf(context, value), zone: zoneNamed(zone) ?? UTC }, layout);

function added(text: string, time: Value): GoTime {
  const { nanos, zone } = timeOf(time).instant;
  return new GoTime({ nanos: nanos + parseDuration(text), zone });
}

/** Functions without `must` go on with what they have. */
function orElse<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof TemplateError) return otherwise;
    throw error;
  }
}

const modify = fn(['string', 'any'], (_, text, value) => {
  const time = timeOf(value);
  return orElse(() => added(text, time), time);
});
const mustModify = fn(['string', 'any'], (_, text, time) => added(text, time));
const dateInZone = fn(['string', 'any', 'string'], inZone);

/** Half a second and more counts as one. */
const rounded = (nanos: bigint): bigint =>
  ((nanos < 0n ? nanos - BILLION / 2n : nanos + BILLION / 2n) / BILLION) * BILLION;

/** Only text and int64 count. */
function seconds(value: Value): bigint {
  if (value instanceof GoInt && value.type === 'int64') return value.value;
  return typeof value === 'string' && /^[-+]?[0-9]+$/.test(value) ? BigInt(value.replace(/^\+/, '')) : 0n;
}

function durationRound(context: Context, value: Value): string {
  if (typeof value === 'string') return roundedDuration(orElse(() => parseDuration(value), 0n));
  if (value instanceof GoTime) return roundedDuration(now(context).nanos - value.instant.nanos);
  return roundedDuration(value instanceof GoInt && value.type === 'int64' ? value.value : 0n);
}

export const dateFunctions: FunctionTable = {
  now: fn([], (context) => new GoTime(now(context))),
  ago: fn(['any'], (context, value) => durationText(rounded(now(context).nanos - instantOf(context, value).nanos))),
  date: fn(['string', 'any'], (context, layout, value) => inZone(context, layout, value, 'UTC')),
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: fn(['any'], (context, value) => inZone(context, '2006-01-02', value, 'UTC')),
  htmlDateInZone: fn(['any', 'string'], (context, value, zone) => inZone(context, '2006-01-02', value, zone)),
  dateModify: modify,
  date_modify: modify,
  mustDateModify: mustModify,
  must_date_modify: mustModify,
  duration: fn(['any'], (_, value) => durationText(BigInt.asIntN(64, seconds(value) * BILLION))),
  durationRound: fn(['any'], durationRound),
  toDate: fn(['string', 'string'], (_, layout, text) => orElse(() => new GoTime(parseTime(layout, text)), ZERO_TIME)),
  mustToDate: fn(['string', 'string'], (_, layout, text) => new GoTime(parseTime(layout, text))),
  unixEpoch: fn(['any'], (_, value) => String(secondsOf(timeOf(value).instant))),
};
