import { CLUSTER_ZONE } from '@wheelhouse/core-domain';
import { ClockTable } from './clock-table.ts';
import { ALLOWED, GroupStore } from './group-store.ts';
import { judgeWindows } from './judge.ts';
import type { WindowTarget } from './matches.ts';
import { TargetColumns } from './target-columns.ts';
import type { SyncCause, Verdicts } from './verdict.ts';
import { WindowBook } from './window-book.ts';
import { windowClock } from './window-clock.ts';
import { inZoneOf, type BookWindow } from './window-rules.ts';

/**
 * The verdicts of a whole fleet at one instant, kept while time moves on and windows change: only what an edge or a change concerns is
 * decided anew. What is allowed is decided for all; why, until when and when next is found out for those that are asked about.
 */
export class FleetVerdicts {
  readonly #targets: readonly WindowTarget[];
  readonly #windows: BookWindow[];
  readonly #table: ClockTable;
  readonly #groups: GroupStore;
  /** Of each target the number of its group. */
  readonly #of: Int32Array;
  readonly #verdicts = new Map<number, Verdicts>();
  #columns: TargetColumns | undefined;

  constructor(windows: readonly BookWindow[], targets: readonly WindowTarget[], now: number) {
    this.#targets = targets;
    this.#windows = [...windows];
    this.#table = new ClockTable(now);
    this.#groups = new GroupStore(this.#table);
    const book = new WindowBook(windows);
    this.#of = new Int32Array(targets.length);
    for (let i = 0; i < targets.length; i++) this.#of[i] = book.groupOf(targets[i]!).id;
    for (const { windows: indices, clocks, zone } of book.groups) {
      const numbers = clocks.map((clock, place) => this.#table.numberOf(clock, indices[place]!));
      this.#groups.add([...indices], numbers, zone);
    }
  }

  /** Targets of one group have one verdict. */
  get groups(): number {
    return this.#groups.size;
  }

  /** The next instant at which a window opens or closes for anybody. */
  get nextEdge(): number {
    return this.#table.nextEdge;
  }

  isAllowed(target: number, cause: SyncCause): boolean {
    return (this.#groups.allowed[this.#of[target]!]! & ALLOWED[cause]) !== 0;
  }

  /** With why, until when, and when next. */
  verdicts(target: number): Verdicts {
    const id = this.#of[target]!;
    let verdicts = this.#verdicts.get(id);
    if (!verdicts) this.#verdicts.set(id, (verdicts = judgeWindows(this.#groups.clocksOf(id), this.#table.now)));
    return verdicts;
  }

  /** Time moved on. The answer is which targets may do another thing than before. */
  moveTo(now: number): number[] {
    this.#verdicts.clear();
    const concerned = new Set<number>();
    for (const { number, window, before } of this.#table.moveTo(now)) {
      for (const id of this.#groups.having(window)) {
        if (!this.#groups.clocks[id]!.includes(number)) continue;
        this.#groups.turned(id, before, this.#table.states[number]!);
        concerned.add(id);
      }
    }
    const changed = new Set([...concerned].filter((id) => this.#groups.decide(id)));
    const targets: number[] = [];
    if (changed.size > 0) this.#of.forEach((id, target) => changed.has(id) && targets.push(target));
    return targets;
  }

  /** What changes need is found out beforehand, so that the first one is as fast as the next. */
  prepare(): this {
    if (this.#columns) return this;
    this.#columns = new TargetColumns(this.#targets);
    for (const one of this.#windows) if ('selectors' in one) this.#columns.know(one.selectors.applications);
    return this;
  }

  /** One window is another one now (an index beyond the last is a new one), or goes: `undefined`. */
  change(index: number, window: BookWindow | undefined): void {
    this.prepare();
    this.#verdicts.clear();
    for (const id of [...this.#groups.having(index)]) this.#without(id, index);
    if (!window) return;
    this.#windows[index] = window;
    const matching = this.#columns!.matching(window);
    const clockOf = (zone: string): number => this.#table.numberOf(windowClock(inZoneOf(window.rule, zone)), index);
    const floats = window.rule.timeZone === CLUSTER_ZONE;
    this.#split(matching, floats, memoised(floats ? clockOf : () => clockOf('UTC')), index);
  }

  #without(id: number, index: number): void {
    this.#groups.take(id, index);
    this.#groups.decide(id);
  }

  /** Groups that match as a whole get the window; of others the part that matches becomes a group of its own. */
  #split(matching: Uint8Array, floats: boolean, clockOf: (zone: string) => number, index: number): void {
    const groups = this.#groups;
    const [sizes, hits] = [new Int32Array(groups.size), new Int32Array(groups.size)];
    const of = this.#of;
    for (let i = 0; i < of.length; i++) {
      sizes[of[i]!]!++;
      hits[of[i]!]! += matching[i]!;
    }
    const parts = new Uint8Array(groups.size);
    let anyParts = false;
    for (let id = 0; id < sizes.length; id++) {
      if (hits[id] === 0) continue;
      if (hits[id] === sizes[id] && (!floats || groups.zones[id] !== '')) {
        groups.put(id, index, clockOf(groups.zones[id]!));
        groups.decide(id);
      } else [parts[id], anyParts] = [1, true];
    }
    if (!anyParts) return;
    const made = new Map<string, number>();
    for (let i = 0; i < of.length; i++) {
      const id = of[i]!;
      if (matching[i] === 0 || parts[id] === 0) continue;
      const zone = groups.zones[id] || (floats ? this.#targets[i]!.cluster.timeZone : '');
      const key = `${id} ${zone}`;
      let next = made.get(key);
      if (next === undefined) {
        next = groups.add([...groups.windows[id]!, index], [...groups.clocks[id]!, clockOf(zone)], zone);
        made.set(key, next);
      }
      of[i] = next;
    }
  }
}

function memoised(make: (zone: string) => number): (zone: string) => number {
  const known = new Map<string, number>();
  return (zone) => {
    let made = known.get(zone);
    if (made === undefined) known.set(zone, (made = make(zone)));
    return made;
  };
}
