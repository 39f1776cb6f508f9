import { describeFight, dueAfter, givesUp, healedAgain, opponentOf, refusedAgain } from './fight.ts';
import type { HealHistory } from './fight.ts';

/** Healed so many times, each as soon as it may be. */
function fought(times: number): { history: HealHistory; now: number } {
  let now = 1_000;
  let history: HealHistory | undefined;
  for (let i = 0; i < times; i++) {
    now = dueAfter(history, now);
    history = healedAgain(history, now, i === 0 ? 'my-operator' : undefined);
  }
  return { history: history!, now };
}

describe('a fight over an object', () => {
  it.each<[string, number, RegExp | undefined]>([
    ['healed once: a hand', 1, undefined],
    ['twice: perhaps', 2, undefined],
    ['three times: a fight, and who the other is', 3, /^ConfigMap a was healed 3 times in a row: my-operator keeps/],
    ['at last it is lost', 8, /healed 8 times .*healing has stopped for an hour/],
  ])('%s', (_, times, expected) => {
    const { history, now } = fought(times);
    const told = describeFight('ConfigMap a', history, now);
    if (expected) expect(told).toMatch(expected);
    else expect(told).toBeUndefined();
  });

  it('is fought ever more slowly, and given up within a quarter of an hour', () => {
    expect([1, 2, 3, 4].map((times) => dueAfter(fought(times).history, 0) - fought(times).now)).toEqual([
      2_000, 6_000, 18_000, 54_000,
    ]);
    const { history, now } = fought(8);
    expect(now).toBeLessThan(15 * 60_000);
    expect(givesUp(history, now)).toBe(true);
    expect(dueAfter(history, now)).toBe(now + 3_600_000);
    expect(givesUp(history, now + 3_600_000)).toBe(false);
    expect(healedAgain(history, now + 3_600_000).count).toBe(1);
  });

  it('is over where the object stayed as it was for ten minutes', () => {
    const { history, now } = fought(4);
    expect(healedAgain(history, now + 600_000).count).toBe(1);
    expect(describeFight('ConfigMap a', history, now + 600_000)).toBeUndefined();
  });

  it.each<[string, boolean, number, number]>([
    ['what it has no time for is tried again soon', true, 12, 10_000],
    ['but not for ever', true, 20, 300_000],
    ['what it refuses is tried ever more seldom', false, 20, 300_000],
  ])('is none with an API server: %s', (_, isPassing, times, longest) => {
    let history: HealHistory | undefined;
    let now = 1_000;
    for (let i = 0; i < times; i++) {
      history = refusedAgain(history, now, isPassing);
      expect([describeFight('ConfigMap a', history, now), givesUp(history, now)]).toEqual([undefined, false]);
      now = dueAfter(history, now);
    }
    expect(now - history!.at).toBe(longest);
    expect(healedAgain(history, now)).toMatchObject({ count: 1 });
  });

  it('names whoever has the fields', () => {
    expect(opponentOf({ changes: [{ path: 'data.a' }, { path: 'data.b', takenBy: 'kubectl-edit' }] as never })).toBe(
      'kubectl-edit',
    );
    expect(opponentOf({ changes: [] })).toBeUndefined();
  });
});
