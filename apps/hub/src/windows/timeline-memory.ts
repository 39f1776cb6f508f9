import type { Interval } from '@wheelhouse/core-windows';

/** A page asks for so many different ones at most; each is some tens of intervals. */
const MOST_KEPT = 200;

/**
 * Timelines of one book of windows. Most targets have the same windows, and a window that never closes is searched for
 * decades: one search is enough for all of them.
 */
export class TimelineMemory {
  readonly #kept = new Map<string, readonly Interval[]>();

  /** `key` says windows, zone and time; the oldest is forgotten first. */
  get(key: string, make: () => readonly Interval[]): readonly Interval[] {
    const known = this.#kept.get(key) ?? make();
    this.#kept.set(key, known);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return known;
  }
}
