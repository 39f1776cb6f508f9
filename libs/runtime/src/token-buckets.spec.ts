import { manualClock } from './clock.ts';
import { TokenBuckets } from './token-buckets.ts';

describe('token buckets', () => {
  it('allow a burst, then as much as comes back, to each key by itself', async () => {
    const clock = manualClock();
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 }, clock);
    const taken = (): number => Array.from({ length: 10 }, () => buckets.take('a')).filter(Boolean).length;
    expect(taken()).toBe(3);
    expect(buckets.take('b')).toBe(true);
    await clock.advance(1_000);
    expect(taken()).toBe(2);
    await clock.advance(3_600_000);
    expect(taken()).toBe(3);
  });

  it('allow one thing that is larger than the burst, and take the rest off what comes', async () => {
    const clock = manualClock();
    const buckets = new TokenBuckets({ perSecond: 10, burst: 10 }, clock);
    expect(buckets.take('a', 50)).toBe(true);
    expect(buckets.take('a')).toBe(false);
    await clock.advance(4_000);
    expect(buckets.take('a')).toBe(false);
    await clock.advance(200);
    expect(buckets.take('a')).toBe(true);
  });

  it('are not moved by a wall clock that somebody sets', () => {
    const clock = manualClock();
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, clock);
    buckets.take('a');
    clock.turn(3_600_000);
    expect(buckets.take('a')).toBe(false);
  });

  it('do not grow with the number of keys', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, manualClock());
    for (let i = 0; i < 30_000; i++) buckets.take(`key ${i}`);
    expect(buckets.size).toBeLessThanOrEqual(10_000);
  });
});
