/** Chance that a seed repeats: mulberry32. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(of: readonly T[]): T;
  /** By weight: `[value, weight]`. */
  weighted<T>(of: readonly (readonly [T, number])[]): T;
}

export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (of) => of[Math.floor(next() * of.length)]!,
    weighted(of) {
      let left = next() * of.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of of) if ((left -= weight) < 0) return value;
      return of.at(-1)![0];
    },
  };
  return random;
}
