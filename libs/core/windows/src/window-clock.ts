import { parseCron, parseRecurrence, parseTimePoint, type TimePoint, type WindowRule } from '@wheelhouse/core-domain';
import { CronFires } from './cron-fires.ts';
import { FiredSpans } from './fired-spans.ts';
import { RuleFires } from './rule-fires.ts';
import { listedSpans, unionOf, type Span, type Spans } from './spans.ts';
import { Zone } from './zone.ts';

/** One window with its time: what `judge` works on. A window that can not be told is there too, with what is wrong with it. */
export interface WindowClock {
  readonly rule: WindowRule;
  readonly problem?: string;
  /** When it is active; half-open: where Argo CD's windows touch they count as one. */
  readonly spans: Spans;
  /** When it does not count at all. */
  readonly exceptions: Spans;
  /** Exactly: at its edges too. */
  activeAt(instant: number): boolean;
}

const NEVER: Spans = { from: () => undefined };

/**
 * The clock of a window. Windows of one schedule share what they remember, so give the same `memory` for windows that are judged
 * together.
 */
export function windowClock(rule: WindowRule, memory: ClockMemory = new ClockMemory()): WindowClock {
  if (rule.problem !== undefined) return broken(rule, rule.problem);
  try {
    const zone = Zone.of(rule.timeZone);
    const scheduled = rule.schedule ? scheduledSpans(rule, memory) : undefined;
    const listed = rule.spans.length > 0 ? listedSpans(rule.spans.map((span) => fixed(span, zone))) : undefined;
    const spans = unionOf([scheduled, listed].filter((one) => one !== undefined));
    const open = rule.openEnds && scheduled instanceof FiredSpans ? scheduled : undefined;
    return {
      rule,
      spans: scheduled || listed ? spans : NEVER,
      exceptions: rule.exceptions.length > 0 ? listedSpans(rule.exceptions.map((span) => fixed(span, zone))) : NEVER,
      activeAt: (instant) => (open ? open.within(instant) : isWithin(spans, instant)),
    };
  } catch (error) {
    return broken(rule, error instanceof Error ? error.message : String(error));
  }
}

/** Spans by schedule, duration and zone. */
export class ClockMemory {
  readonly #spans = new Map<string, Spans>();

  get(key: string, make: () => Spans): Spans {
    let spans = this.#spans.get(key);
    if (!spans) this.#spans.set(key, (spans = make()));
    return spans;
  }
}

export const isWithin = (spans: Spans, instant: number): boolean => (spans.from(instant)?.start ?? Infinity) <= instant;

const broken = (rule: WindowRule, problem: string): WindowClock => ({
  ...{ rule, problem, spans: NEVER, exceptions: NEVER },
  activeAt: () => false,
});

function scheduledSpans({ schedule, durationMs, timeZone }: WindowRule, memory: ClockMemory): Spans {
  const key = JSON.stringify([schedule, durationMs, timeZone]);
  return memory.get(key, () => spansOf(schedule!, durationMs, timeZone));
}

function spansOf(schedule: NonNullable<WindowRule['schedule']>, durationMs: number, timeZone: string): Spans {
  const zone = Zone.of(timeZone);
  if ('from' in schedule) return listedSpans([fixed(schedule, zone)]);
  if ('rule' in schedule) {
    const rule = parseRecurrence(schedule.rule, schedule.start, timeZone);
    if (!rule.ok) throw new TypeError(`its rule is invalid: ${rule.error}`);
    return new FiredSpans(new RuleFires(rule.value), durationMs);
  }
  const cron = parseCron(schedule.cron, { descriptors: true });
  if (!cron.ok) throw new TypeError(`its schedule is invalid: ${cron.error}`);
  return new FiredSpans(
    new CronFires(cron.value, cron.value.timeZone ? Zone.of(cron.value.timeZone) : zone),
    durationMs,
  );
}

function fixed({ from, to }: { readonly from: string; readonly to?: string }, zone: Zone): Span {
  const end = to === undefined ? Infinity : instantOf(to, zone);
  return { start: instantOf(from, zone), end };
}

function instantOf(text: string, zone: Zone): number {
  const point: TimePoint | undefined = parseTimePoint(text);
  if (!point) throw new TypeError(`${JSON.stringify(text)} is no time`);
  return 'instant' in point ? point.instant : zone.instantOf(point.local);
}
