import { ACTIVE, BROKEN, DENY, HEALS, INTRICATE, MANUAL, type ClockTable } from './clock-table.ts';
import { isAllowed } from './judge.ts';
import type { SyncCause } from './verdict.ts';
import type { WindowClock } from './window-clock.ts';

/** What is allowed, as bits. */
export const ALLOWED: Readonly<Record<SyncCause, number>> = { automatic: 1, manual: 2, heal: 4 };

/** What of a group's windows is counted; each at its place in the counts. */
const [DENIES, STRICT_DENIES, ALLOWS, CLOSED, STRICT_CLOSED, BROKENS] = [0, 1, 2, 3, 4, 5];
/** The same of those that count for pure drift. */
const [HEAL_DENIES, HEAL_ALLOWS, HEAL_CLOSED, HEAL_BROKENS] = [6, 7, 8, 9];
const INTRICATES = 10;
const WIDTH = 11;

/**
 * Groups of targets by their windows, and of each how many of its windows deny, allow and are closed: the decision of `decide` without
 * looking at all of them again when one is another one.
 */
export class GroupStore {
  readonly #table: ClockTable;
  /** Of each group its windows and, at the same place, the numbers of their clocks; in no order. */
  readonly windows: number[][] = [];
  readonly clocks: number[][] = [];
  readonly zones: string[] = [];
  /** Bits of `ALLOWED`. */
  allowed = new Uint8Array(1024);
  #counts = new Int32Array(1024 * WIDTH);
  /** Groups by window. */
  readonly #byWindow = new Map<number, Set<number>>();

  constructor(table: ClockTable) {
    this.#table = table;
  }

  get size(): number {
    return this.windows.length;
  }

  add(windows: readonly number[], clocks: readonly number[], zone: string): number {
    const id = this.windows.push([]) - 1;
    this.clocks.push([]);
    this.zones.push(zone);
    if (id === this.allowed.length) this.#grow();
    windows.forEach((window, place) => this.put(id, window, clocks[place]!));
    this.decide(id);
    return id;
  }

  /** The groups that have a window. */
  having(window: number): ReadonlySet<number> {
    return this.#byWindow.get(window) ?? new Set();
  }

  /** A window more; the decision is made by whoever puts it. */
  put(id: number, window: number, clock: number): void {
    this.windows[id]!.push(window);
    this.clocks[id]!.push(clock);
    this.#count(id, this.#table.states[clock]!, 1);
    const having = this.#byWindow.get(window);
    if (having) having.add(id);
    else this.#byWindow.set(window, new Set([id]));
  }

  take(id: number, window: number): void {
    const [windows, clocks] = [this.windows[id]!, this.clocks[id]!];
    const place = windows.indexOf(window);
    this.#count(id, this.#table.states[clocks[place]!]!, -1);
    const [lastWindow, lastClock] = [windows.pop()!, clocks.pop()!];
    if (place < windows.length) [windows[place], clocks[place]] = [lastWindow, lastClock];
    this.#byWindow.get(window)?.delete(id);
  }

  /** A clock says another thing than before. */
  turned(id: number, before: number, after: number): void {
    this.#count(id, before, -1);
    this.#count(id, after, 1);
  }

  clocksOf(id: number): WindowClock[] {
    const numbers = this.clocks[id]!;
    const order = this.windows[id]!.map((window, place) => [window, numbers[place]!] as const);
    return order.sort(([a], [b]) => a - b).map(([, number]) => this.#table.clocks[number]!);
  }

  /** What is allowed now; whether that is another answer than before. */
  decide(id: number): boolean {
    const allowed = this.#counts[id * WIDTH + INTRICATES]! > 0 ? this.#judged(id) : this.#counted(id * WIDTH);
    const changed = allowed !== this.allowed[id];
    this.allowed[id] = allowed;
    return changed;
  }

  #count(id: number, state: number, by: number): void {
    const [counts, at] = [this.#counts, id * WIDTH];
    const [strict, heals] = [(state & MANUAL) === 0, (state & HEALS) === 0];
    const add = (plain: number, forHeal: number): void => {
      counts[at + plain]! += by;
      if (heals) counts[at + forHeal]! += by;
    };
    if (state & INTRICATE) counts[at + INTRICATES]! += by;
    if (state & BROKEN) add(BROKENS, HEAL_BROKENS);
    else if (state & DENY) {
      if (!(state & ACTIVE)) return;
      add(DENIES, HEAL_DENIES);
      if (strict) counts[at + STRICT_DENIES]! += by;
    } else if (state & ACTIVE) add(ALLOWS, HEAL_ALLOWS);
    else {
      add(CLOSED, HEAL_CLOSED);
      if (strict) counts[at + STRICT_CLOSED]! += by;
    }
  }

  #counted(at: number): number {
    const counts = this.#counts;
    const open = (allows: number, closed: number): boolean => allows > 0 || closed === 0;
    const sound = counts[at + BROKENS] === 0;
    const [allows, denies] = [counts[at + ALLOWS]!, counts[at + DENIES]!];
    const automatic = sound && denies === 0 && open(allows, counts[at + CLOSED]!);
    const manual = denies > 0 ? counts[at + STRICT_DENIES] === 0 : open(allows, counts[at + STRICT_CLOSED]!);
    const healable = counts[at + HEAL_BROKENS] === 0 && counts[at + HEAL_DENIES] === 0;
    const heal = healable && open(counts[at + HEAL_ALLOWS]!, counts[at + HEAL_CLOSED]!);
    return (automatic ? ALLOWED.automatic : 0) | (sound && manual ? ALLOWED.manual : 0) | (heal ? ALLOWED.heal : 0);
  }

  /** Exceptions matter: the whole decision. */
  #judged(id: number): number {
    const clocks = this.clocksOf(id);
    const bit = (cause: SyncCause): number => (isAllowed(clocks, this.#table.now, cause) ? ALLOWED[cause] : 0);
    return bit('automatic') | bit('manual') | bit('heal');
  }

  #grow(): void {
    const [allowed, counts] = [new Uint8Array(this.allowed.length * 2), new Int32Array(this.#counts.length * 2)];
    allowed.set(this.allowed);
    counts.set(this.#counts);
    [this.allowed, this.#counts] = [allowed, counts];
  }
}
