import { MAX_REFUSAL_REASON } from '@wheelhouse/contract';
import type { RefusalKind, Refusals } from '@wheelhouse/contract';

/** Of these the hub's own word is not in doubt: a delta is made good by the whole, a blob by its target's status. */
const PASSING: ReadonlySet<RefusalKind> = new Set(['delta', 'blob']);
/** The same kind is told as an event at most this often: what comes a thousand times is one line and a count. */
const TELL_EVERY_MS = 60_000;

/** What was refused, by kind: counted for as long as the process lives, told to people seldom. */
export class RefusalBook {
  readonly #now: () => number;
  readonly #kinds = new Map<RefusalKind, Refusals>();
  readonly #told = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** True where people are to be told: it is the first for a while, or has another reason. */
  add(kind: RefusalKind, reason: string): boolean {
    const at = this.#now();
    const count = (this.#kinds.get(kind)?.count ?? 0) + 1;
    const short = reason.length > MAX_REFUSAL_REASON ? `${reason.slice(0, MAX_REFUSAL_REASON - 1)}…` : reason;
    const before = this.#kinds.get(kind);
    this.#kinds.set(kind, { kind, count, reason: short, at, standing: !PASSING.has(kind) });
    if (PASSING.has(kind) && kind !== 'blob') return false;
    const toldAt = this.#told.get(kind) ?? -Infinity;
    if (before?.reason === short && at - toldAt < TELL_EVERY_MS) return false;
    // Reasons that differ each time, such as counted-up generations, are no way around the bound.
    if (at - toldAt < TELL_EVERY_MS / 60) return false;
    this.#told.set(kind, at);
    return true;
  }

  /** The hub's word was taken again. */
  settle(): void {
    for (const [kind, refusals] of this.#kinds) {
      if (refusals.standing) this.#kinds.set(kind, { ...refusals, standing: false });
    }
  }

  list(): readonly Refusals[] {
    return [...this.#kinds.values()];
  }
}
