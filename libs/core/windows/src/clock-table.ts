import { edgeAfter } from './state.ts';
import { isWithin, type WindowClock } from './window-clock.ts';

/** What a clock says at the instant of its table, as bits beside what its rule says. */
export const ACTIVE = 1;
export const DENY = 2;
export const MANUAL = 4;
/** Does not count for pure drift. */
export const HEALS = 8;
export const BROKEN = 16;
/** Exceptions matter: counting is not enough. */
export const INTRICATE = 32;

/** A clock says another thing. */
export interface Turn {
  readonly number: number;
  readonly window: number;
  /** What it said. */
  readonly before: number;
}

/** The clocks of many windows at one instant: each is asked once, and again when its next edge has come. */
export class ClockTable {
  readonly clocks: WindowClock[] = [];
  /** By the number of the clock. */
  readonly states: number[] = [];
  readonly #edges: number[] = [];
  readonly #windows: number[] = [];
  readonly #numbers = new Map<WindowClock, number>();
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** The next instant at which any clock's state may change. */
  get nextEdge(): number {
    let next = Infinity;
    for (const edge of this.#edges) if (edge < next) next = edge;
    return next;
  }

  /** `window`: whose clock it is. */
  numberOf(clock: WindowClock, window: number): number {
    let number = this.#numbers.get(clock);
    if (number === undefined) {
      number = this.clocks.push(clock) - 1;
      this.#numbers.set(clock, number);
      this.#windows.push(window);
      this.#ask(number);
    }
    return number;
  }

  /** Which clocks say another thing now than before. */
  moveTo(now: number): Turn[] {
    const back = now < this.#now;
    this.#now = now;
    const turns: Turn[] = [];
    for (let number = 0; number < this.clocks.length; number++) {
      if (!back && now < this.#edges[number]!) continue;
      const before = this.states[number]!;
      this.#ask(number);
      const intricate = (before & INTRICATE) !== 0;
      if (intricate || this.states[number] !== before) turns.push({ number, window: this.#windows[number]!, before });
    }
    return turns;
  }

  #ask(number: number): void {
    const [clock, now] = [this.clocks[number]!, this.#now];
    const { rule, exceptions, spans } = clock;
    this.states[number] =
      (clock.activeAt(now) ? ACTIVE : 0) |
      (rule.kind === 'deny' ? DENY : 0) |
      (rule.manualSync ? MANUAL : 0) |
      (rule.heal === 'allow' ? HEALS : 0) |
      (clock.problem === undefined ? 0 : BROKEN) |
      (rule.kind === 'except' || rule.exceptions.length > 0 ? INTRICATE : 0);
    // At its very edges, and where they touch, a window of Argo CD is judged for that instant alone.
    const onEdge = rule.openEnds && now % 1000 === 0 && isWithin(spans, now) && !clock.activeAt(now);
    this.#edges[number] = onEdge ? now : Math.min(edgeAfter(spans, now), edgeAfter(exceptions, now));
  }
}
