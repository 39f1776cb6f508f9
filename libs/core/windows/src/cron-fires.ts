import type { Cron } from '@wheelhouse/core-domain';
import { HORIZON_YEARS, type Fires } from './fires.ts';
import { DAY, MINUTE, type Zone } from './zone.ts';

const HORIZON_DAYS = Math.ceil(HORIZON_YEARS * 365.25);

/**
 * When a cron fires in a zone. Local times that do not exist fire at the first instant after the gap, those that exist twice fire
 * the first time only; fires at one instant are one.
 */
export class CronFires implements Fires {
  readonly #cron: Cron;
  readonly #zone: Zone;
  /** The longest time between two fires of a day whose clocks do not change. */
  readonly #widest: number;
  /** The time from the last fire of a day to the first of the next, where it fires every day; else `Infinity`. */
  readonly #overnight: number;

  constructor(cron: Cron, zone: Zone) {
    this.#cron = cron;
    this.#zone = zone;
    this.#widest = Math.max(0, ...cron.minutes.map((minute, i) => (minute - (cron.minutes[i - 1] ?? minute)) * MINUTE));
    const daily = [cron.days.slice(1), cron.months.slice(1), cron.weekdays].every((all) => all.every(Boolean));
    this.#overnight = daily ? DAY - (cron.minutes[cron.minutes.length - 1]! - cron.minutes[0]!) * MINUTE : Infinity;
  }

  after(instant: number): number | undefined {
    const { minutes } = this.#cron;
    const today = Math.floor(this.#zone.localOf(instant) / DAY);
    for (let day = this.#nextDay(today); day <= today + HORIZON_DAYS; day = this.#nextDay(day + 1)) {
      const index = this.#firstAfter(day, instant);
      if (index < minutes.length) return this.#at(day, index);
    }
    return undefined;
  }

  upTo(instant: number, fire: number): number {
    // Local time may have gone back over midnight since the last fire.
    const last = Math.floor(this.#zone.localOf(instant) / DAY) + 1;
    for (let day = last; day >= last - 3; day--) {
      if (!this.#matches(day)) continue;
      const index = this.#firstAfter(day, instant) - 1;
      if (index >= 0) return Math.max(fire, this.#at(day, index));
    }
    return this.#upToEarlier(last - 4, fire);
  }

  /**
   * A later fire of the unbroken run that a fire begins, where each lasts so long: as late as can be told at once, `Infinity` where
   * the run has no end, the fire itself where nothing can be. So a span is followed by days and years, not by minutes.
   */
  endOfRun(fire: number, lasting: number): number {
    if (this.#widest > lasting) return fire;
    if (this.#overnight <= lasting) {
      const change = this.#zone.nextTransition(fire, HORIZON_DAYS * DAY);
      if (change === Infinity) return Infinity;
      const before = change - 2 * DAY;
      if (before > fire) return this.upTo(before, fire);
    }
    const day = Math.floor(this.#zone.localOf(fire) / DAY);
    const steady = this.#steadyOffset(day) !== undefined && this.#matches(day);
    return steady ? Math.max(fire, this.#at(day, this.#cron.minutes.length - 1)) : fire;
  }

  #upToEarlier(from: number, fire: number): number {
    const first = Math.floor(this.#zone.localOf(fire) / DAY) - 1;
    for (let day = from; day >= first; day--)
      if (this.#matches(day)) return Math.max(fire, this.#at(day, this.#cron.minutes.length - 1));
    return fire;
  }

  #at(day: number, index: number): number {
    return this.#zone.instantOf(day * DAY + this.#cron.minutes[index]! * MINUTE);
  }

  /** Of the day's fires the first that is after the instant. */
  #firstAfter(day: number, instant: number): number {
    const offset = this.#steadyOffset(day);
    const minute = offset === undefined ? undefined : (instant + offset - day * DAY) / MINUTE;
    const isAfter = (index: number): boolean =>
      minute === undefined ? this.#at(day, index) > instant : this.#cron.minutes[index]! > minute;
    let [low, high] = [0, this.#cron.minutes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The offset of a day on which clocks do not change, nor on the days around it. */
  #steadyOffset(day: number): number | undefined {
    return this.#zone.steadyOffset((day - 1) * DAY, (day + 2) * DAY);
  }

  #matches(day: number): boolean {
    const { months, days, weekdays, bothDays } = this.#cron;
    const { month, date } = civil(day);
    if (!months[month]) return false;
    const [byDate, byWeekday] = [days[date]!, weekdays[weekdayOf(day)]!];
    return bothDays ? byDate && byWeekday : byDate || byWeekday;
  }

  /** The first day that matches, from one on; skips months that do not. */
  #nextDay(from: number): number {
    let day = from;
    while (day <= from + HORIZON_DAYS && !this.#matches(day)) {
      const { month, date } = civil(day);
      day += this.#cron.months[month] ? 1 : Math.max(1, 29 - date);
      // From the 29th on only day by day: months end at different dates.
    }
    return day;
  }
}

/** Of days since 1970-01-01, which was a Thursday; 0 is Sunday. */
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** Month and day of the month of days since 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms). */
function civil(day: number): { month: number; date: number } {
  const z = day + 719_468;
  const dayOfEra = z - Math.floor(z / 146_097) * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  return { month: shifted < 10 ? shifted + 3 : shifted - 9, date: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}
