import { Temporal } from 'temporal-polyfill';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const YEAR = 365.25 * DAY;

/**
 * The offsets of one time zone: the transitions of the IANA database as Temporal tells them, read once for the years that are
 * asked about and kept as numbers, because judging a fleet asks millions of times. Milliseconds since the epoch; local times are
 * counted as if they were UTC.
 */
export class Zone {
  static readonly #all = new Map<string, Zone>();

  /** The zone of that name, of the IANA database; throws where there is none. */
  static of(name: string): Zone {
    let zone = Zone.#all.get(name);
    if (!zone) Zone.#all.set(name, (zone = new Zone(name)));
    return zone;
  }

  readonly name: string;
  /** Transitions, ascending. `#offsets[i]` holds before `#at[i]`, and the last one after all of them. */
  #at: number[] = [];
  #offsets: number[] = [];
  #low = Infinity;
  #high = -Infinity;

  private constructor(name: string) {
    this.name = name;
    new Temporal.ZonedDateTime(0n, name);
  }

  /** Local time minus UTC at an instant. */
  offsetAt(instant: number): number {
    this.#cover(instant);
    return this.#offsets[this.#after(instant)]!;
  }

  localOf(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /**
   * The instant of a local time. One that does not exist (clocks went forward) is the first instant after the gap; of one that
   * exists twice (clocks went back) it is the first. Never decreasing.
   */
  instantOf(local: number): number {
    this.#cover(local - DAY);
    this.#cover(local + DAY);
    let index = this.#after(local + DAY);
    // Transitions are days apart, and no offset is beyond a day.
    while (index > 0 && local < this.#at[index - 1]! + this.#offsets[index - 1]!) index--;
    const instant = local - this.#offsets[index]!;
    return index > 0 ? Math.max(this.#at[index - 1]!, instant) : instant;
  }

  /** The offset that holds from one instant to another, or undefined where it changes in between. */
  steadyOffset(from: number, to: number): number | undefined {
    this.#cover(from);
    this.#cover(to);
    const index = this.#after(from);
    return index === this.#after(to) ? this.#offsets[index] : undefined;
  }

  /** The first transition after an instant and within so many milliseconds; `Infinity` where there is none. */
  nextTransition(instant: number, within: number): number {
    this.#cover(instant);
    while (this.#after(instant) === this.#at.length && this.#high < instant + within) this.#extend(this.#high);
    return this.#at[this.#after(instant)] ?? Infinity;
  }

  /** How many transitions were at or before it. */
  #after(instant: number): number {
    const at = this.#at;
    let [low, high] = [0, at.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at[middle]! <= instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #cover(instant: number): void {
    if (instant >= this.#low && instant < this.#high) return;
    if (instant < this.#low) this.#restart(instant - YEAR);
    this.#extend(instant + YEAR);
  }

  #restart(from: number): void {
    const upTo = this.#high;
    this.#low = from;
    this.#high = from;
    this.#at = [];
    this.#offsets = [offsetOf(this.#zoned(from))];
    if (upTo > from) this.#extend(upTo === Infinity ? from + 2 * YEAR : upTo);
  }

  #extend(upTo: number): void {
    while (this.#high <= upTo) {
      const next = this.#zoned(this.#high).getTimeZoneTransition('next');
      if (!next) {
        this.#high = Infinity;
        return;
      }
      this.#at.push(next.epochMilliseconds);
      this.#offsets.push(offsetOf(next));
      this.#high = next.epochMilliseconds;
    }
  }

  #zoned(instant: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(this.name);
  }
}

const offsetOf = (zoned: Temporal.ZonedDateTime): number => zoned.offsetNanoseconds / 1e6;
