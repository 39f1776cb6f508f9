import { KubeError } from '@wheelhouse/adapter-kube';
import type { KubeErrorCode } from '@wheelhouse/adapter-kube';
import { manualClock } from '@wheelhouse/runtime';
import { Pace } from './pace.ts';

const refused = (code: KubeErrorCode, retryAfterMs?: number) =>
  new KubeError(code, { code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

/** Work that fails so often, then answers. */
const failing = (times: number, error: Error) => {
  let calls = 0;
  return {
    work: () => (++calls <= times ? Promise.reject(error) : Promise.resolve('done')),
    get calls() {
      return calls;
    },
  };
};

describe('Pace', () => {
  it.each<[string, KubeErrorCode, number]>([
    ['refused for now (429) for a minute', 'TOO_MANY_REQUESTS', 12],
    ['nobody answered', 'UNREACHABLE', 6],
    ['no answer in time', 'TIMEOUT', 3],
    ['the server is ill for a moment', 'SERVER_ERROR', 2],
  ])('tries again: %s', async (_, code, times) => {
    const clock = manualClock();
    const one = failing(times, refused(code));
    const result = new Pace({ clock }).run(one.work);
    for (let i = 0; i < 40 && one.calls <= times; i++) await clock.advance(5_000);
    expect([await result, one.calls]).toEqual(['done', times + 1]);
  });

  it.each<[string, Error]>([
    ['what the server will not take', refused('INVALID')],
    ['what is forbidden', refused('FORBIDDEN')],
    ['what is no error of the API server', new Error('no')],
  ])('does not try again %s', async (_, error) => {
    const one = failing(1, error);
    await expect(new Pace({ clock: manualClock() }).run(one.work)).rejects.toBe(error);
    expect(one.calls).toBe(1);
  });

  it('tries again what an API server forbids that was away a moment ago, and believes it later', async () => {
    const clock = manualClock();
    const pace = new Pace({ clock });
    pace.away();
    const soon = failing(4, refused('FORBIDDEN'));
    const result = pace.run(soon.work);
    for (let i = 0; i < 10 && soon.calls <= 4; i++) await clock.advance(1_000);
    expect([await result, soon.calls]).toEqual(['done', 5]);
    const ever = failing(1_000, refused('FORBIDDEN'));
    const refusal = pace.run(ever.work).catch((error: unknown) => error);
    for (let i = 0; i < 30; i++) await clock.advance(1_000);
    expect(await refusal).toMatchObject({ code: 'FORBIDDEN' });
    const late = failing(1, refused('FORBIDDEN'));
    await expect(pace.run(late.work)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(late.calls).toBe(1);
  });

  it('waits as long as the server says, and halves what runs at once', async () => {
    const clock = manualClock();
    const pace = new Pace({ clock, first: 8 });
    const one = failing(1, refused('TOO_MANY_REQUESTS', 3_000));
    const result = pace.run(one.work);
    await clock.advance(2_900);
    expect([one.calls, pace.limit]).toEqual([1, 4]);
    await clock.advance(200);
    expect([await result, one.calls]).toEqual(['done', 2]);
  });

  it('gives up when patience is over, and when it is told to', async () => {
    const clock = manualClock();
    const one = failing(Infinity, refused('UNREACHABLE'));
    const result = new Pace({ clock }).run(one.work).catch((error: unknown) => error);
    for (let i = 0; i < 20; i++) await clock.advance(5_000);
    expect(await result).toBeInstanceOf(KubeError);
    const abort = new AbortController();
    const told = new Pace({ clock }).run(one.work, abort.signal).catch((error: unknown) => error);
    abort.abort();
    await clock.advance(1);
    expect(await told).toBeInstanceOf(KubeError);
  });

  it('never runs more at once than its limit, which grows with quick answers', async () => {
    const clock = manualClock();
    const pace = new Pace({ clock, first: 2, most: 4 });
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    await Promise.all(Array.from({ length: 100 }, () => pace.run(work)));
    expect([most <= 4, pace.limit]).toEqual([true, 4]);
  });

  it('asks less while answers are slow', async () => {
    const clock = manualClock();
    const pace = new Pace({ clock, first: 8 });
    const taking = (ms: number) => async (): Promise<void> => {
      await clock.advance(ms);
    };
    for (let i = 0; i < 8; i++) await pace.run(taking(10));
    const before = pace.limit;
    for (let i = 0; i < 60; i++) await pace.run(taking(2_000));
    expect(pace.limit).toBeLessThan(before);
  });
});
