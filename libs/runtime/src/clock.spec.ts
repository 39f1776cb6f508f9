import { Backoff } from './backoff.ts';
import { manualClock, systemClock } from './clock.ts';
import { coalesce } from './coalesce.ts';
import { Deadline, DeadlineExceeded } from './deadline.ts';

describe('a manual clock', () => {
  it('fires what comes due in its order, at its time', async () => {
    const clock = manualClock('2026-03-01T00:00:00Z');
    const fired: [string, string][] = [];
    const note = (name: string) => () => fired.push([name, new Date(clock.now()).toISOString().slice(17, 19)]);
    clock.after(3000, note('third'));
    clock.after(1000, () => clock.after(1000, note('second')));
    clock.after(1500, note('never'))();
    clock.after(1000, note('first'));
    await clock.advance(5000);
    expect(fired).toEqual([
      ['first', '01'],
      ['second', '02'],
      ['third', '03'],
    ]);
    expect(new Date(clock.now()).toISOString()).toBe('2026-03-01T00:00:05.000Z');
  });
});

it.each([
  ['the manual clock', () => manualClock()],
  ['the system clock', () => systemClock],
])('a sleep on %s ends early when it is aborted', async (_, clock) => {
  const controller = new AbortController();
  const sleep = clock().sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
  await expect(clock().sleep(1, controller.signal)).rejects.toThrow('enough');
});

it('a deadline says what remains, and aborts its signal', async () => {
  const clock = manualClock();
  const deadline = new Deadline(clock, 1000);
  await clock.advance(400);
  expect([deadline.remaining(), deadline.expired(), deadline.signal.aborted]).toEqual([600, false, false]);
  await clock.advance(700);
  expect([deadline.remaining(), deadline.expired()]).toEqual([0, true]);
  expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
});

it('a cancelled deadline never aborts', async () => {
  const clock = manualClock();
  const deadline = new Deadline(clock, 1000);
  deadline.cancel();
  await clock.advance(2000);
  expect(deadline.signal.aborted).toBe(false);
});

it('a backoff grows to its limit, jitters over the upper half, and begins again', () => {
  const backoff = (random: number) => new Backoff({ baseMs: 100, maxMs: 1000 }, () => random);
  const take = (one: Backoff, count: number) => Array.from({ length: count }, () => one.next());
  expect(take(backoff(1), 6)).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(take(backoff(0), 5)).toEqual([50, 100, 200, 400, 500]);
  const one = backoff(1);
  take(one, 2000);
  expect([one.next(), one.attempts]).toEqual([1000, 2001]);
  one.reset();
  expect(one.next()).toBe(100);
});

describe('coalescing', () => {
  const arrange = (flush?: (batch: ReadonlyMap<string, number>) => Promise<void>) => {
    const clock = manualClock();
    const batches: [string, number][][] = [];
    const errors: unknown[] = [];
    const one = coalesce<string, number>({
      clock,
      delayMs: 150,
      flush: flush ?? ((batch) => void batches.push([...batch])),
      onError: (error, batch) => errors.push([error, batch.size]),
    });
    return { clock, batches, errors, one };
  };

  it('hands over once after the delay, the newest value of each key', async () => {
    const { clock, batches, one } = arrange();
    one.add('a', 1);
    await clock.advance(100);
    one.add('b', 1);
    one.add('a', 2);
    await clock.advance(49);
    expect([batches, one.size]).toEqual([[], 2]);
    await clock.advance(1);
    expect(batches).toEqual([
      [
        ['a', 2],
        ['b', 1],
      ],
    ]);
    await clock.advance(1000);
    expect(batches).toHaveLength(1);
  });

  it('can add values up', async () => {
    const sums: number[] = [];
    const one = coalesce<string, number>({
      delayMs: 1,
      merge: (before, after) => before + after,
      flush: (batch) => void sums.push(...batch.values()),
    });
    for (const value of [1, 2, 3]) one.add('a', value);
    await one.stop();
    one.add('a', 9);
    await one.flush();
    expect(sums).toEqual([6]);
  });

  it('has one batch under way at a time, and goes on after one that failed', async () => {
    const first = Promise.withResolvers<void>();
    const sizes: number[] = [];
    const { clock, errors, one } = arrange(
      (batch) => (sizes.push(batch.size), sizes.length === 1 ? first.promise : Promise.resolve()),
    );
    one.add('a', 1);
    await clock.advance(150);
    one.add('b', 1);
    await clock.advance(150);
    one.add('c', 1);
    expect(sizes).toEqual([1]);
    first.reject(new Error('lost'));
    await one.flush();
    expect(sizes).toEqual([1, 2]);
    expect(errors).toEqual([[new Error('lost'), 1]]);
  });
});
