import type { Change } from '@wheelhouse/core-diff';
import { nextHeal } from '@wheelhouse/core-sync';

/** An object that stayed as it was for this long is at peace: the next heal is a first one again. */
const PEACE_MS = 600_000;
/** From this heal on it is a fight, and a person is told. */
const FIGHT = 3;
/** After so many it is lost: some twelve minutes in which each of them was undone. */
const LOST = 8;
/** A lost one is tried once more after this long: the other may be gone. */
const TRUCE_MS = 3_600_000;
/** What the API server has no time for now is tried again after this long at the latest, for the first so many times. */
const PASSING_MS = 10_000;
const MOST_PASSING = 12;

export interface HealHistory {
  /** How often it was healed in a row. */
  readonly count: number;
  /** How often healing it failed since. Nobody fights who refuses. */
  readonly refused?: number;
  readonly at: number;
  /** When the next heal may start. */
  readonly nextAt: number;
  /** The field manager that took what was healed, if it is known. */
  readonly opponent?: string;
}

/** When a drift may be healed; `now` for a first one. Milliseconds. */
export function dueAfter(history: HealHistory | undefined, now: number): number {
  if (!history || !isAtWar(history, now)) return now;
  return givesUp(history, now) ? history.at + TRUCE_MS : history.nextAt;
}

export function healedAgain(before: HealHistory | undefined, now: number, opponent?: string): HealHistory {
  const count = before && isAtWar(before, now) ? before.count + 1 : 1;
  const known = opponent ?? before?.opponent;
  return { count, at: now, nextAt: nextHeal(count + 1, now), ...(known === undefined ? {} : { opponent: known }) };
}

/** The API server did not take it: ever more seldom, but soon where the reason passes by itself. */
export function refusedAgain(before: HealHistory | undefined, now: number, isPassing: boolean): HealHistory {
  const known = before && isAtWar(before, now) ? before : undefined;
  const refused = (known?.refused ?? 0) + 1;
  const nextAt = nextHeal(refused + 1, now);
  const soon = isPassing && refused <= MOST_PASSING ? Math.min(nextAt, now + PASSING_MS) : nextAt;
  return { ...known, count: known?.count ?? 0, refused, at: now, nextAt: soon };
}

/** Neither side gives in: nothing more is written for an hour. */
export const givesUp = (history: HealHistory | undefined, now: number): boolean =>
  history !== undefined && history.count >= LOST && now - history.at < TRUCE_MS;

/** What a person is told of it, with who the other is; undefined while it is none. */
export function describeFight(subject: string, history: HealHistory, now: number): string | undefined {
  const { count, opponent } = history;
  const isOver = givesUp(history, now);
  if (count < FIGHT || !(isOver || isAtWar(history, now))) return undefined;
  const who = opponent === undefined ? 'something else' : opponent;
  const end = isOver ? 'healing has stopped for an hour; ' : '';
  return `${subject} was healed ${count} times in a row: ${who} keeps changing it; ${end}stop one of the two, or list the fields in ignoreDifferences`;
}

/** Who took the fields that drifted. */
export const opponentOf = ({ changes }: { readonly changes: readonly Change[] }): string | undefined =>
  changes.find(({ takenBy }) => takenBy !== undefined)?.takenBy;

const isAtWar = ({ count, at }: HealHistory, now: number): boolean => now - at < (count >= LOST ? TRUCE_MS : PEACE_MS);
