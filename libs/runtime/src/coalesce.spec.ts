import { coalesce } from './coalesce.ts';
import { manualClock } from './clock.ts';

describe('coalesce', () => {
  const collected = (idleDelayMs?: number) => {
    const clock = manualClock();
    const batches: string[][] = [];
    const pending = coalesce<string, number>({
      delayMs: 100,
      ...(idleDelayMs === undefined ? {} : { idleDelayMs }),
      clock,
      flush: (batch) => void batches.push([...batch].map(([key, value]) => `${key}=${value}`)),
    });
    return { clock, batches, pending };
  };

  it('hands over once what came within the delay, the newest of each key', async () => {
    const { clock, batches, pending } = collected();
    pending.add('a', 1);
    pending.add('b', 1);
    pending.add('a', 2);
    await clock.advance(99);
    expect(batches).toEqual([]);
    await clock.advance(1);
    expect(batches).toEqual([['a=2', 'b=1']]);
  });

  it('does not let the first one wait, and then no more often than once in the delay', async () => {
    const { clock, batches, pending } = collected(5);
    pending.add('a', 1);
    await clock.advance(5);
    expect(batches).toEqual([['a=1']]);
    pending.add('a', 2);
    await clock.advance(50);
    pending.add('a', 3);
    await clock.advance(49);
    expect(batches).toHaveLength(1);
    await clock.advance(1);
    expect(batches).toEqual([['a=1'], ['a=3']]);
    await clock.advance(100);
    pending.add('b', 1);
    await clock.advance(5);
    expect(batches).toHaveLength(3);
  });

  it('hands over at a stop, and takes nothing more', async () => {
    const { batches, pending } = collected();
    pending.add('a', 1);
    await pending.stop();
    pending.add('b', 1);
    await pending.flush();
    expect(batches).toEqual([['a=1']]);
  });
});
