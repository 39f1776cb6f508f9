import { nextAttempt, nextHeal } from './retry.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const backoff = { durationMs: 1_000, factor: 3, maxDurationMs: 20_000 };

describe('nextAttempt', () => {
  it.each<[string, Parameters<typeof nextAttempt>[0], number, number | undefined]>([
    ["Argo CD's default: 5 s first", undefined, 1, 5_000],
    ['then doubled', undefined, 2, 10_000],
    ['five times', undefined, 5, 80_000],
    ['no sixth', undefined, 6, undefined],
    ['by its own factor', { limit: 4, backoff }, 3, 9_000],
    ['never longer than the longest', { limit: 4, backoff }, 4, 20_000],
    ['limit 0 is no retry', { limit: 0, backoff }, 1, undefined],
    ['limit −1 has no end', { limit: -1, backoff }, 1_000, 20_000],
  ])('%s', (_, retry, attempt, expected) =>
    expect(nextAttempt(retry, attempt, now)).toEqual(expected === undefined ? undefined : { at: now + expected }),
  );
});

describe('nextHeal', () => {
  it.each([
    ['at once', 1, 0],
    ['then after 2 s', 2, 2_000],
    ['then three times that', 3, 6_000],
    ['at most every 5 minutes', 50, 300_000],
  ])('%s', (_, nth, expected) => expect(nextHeal(nth, now)).toBe(now + expected));
});
