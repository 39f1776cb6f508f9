import { manualClock } from './clock.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { KeyedQueueOptions, QueueRun } from './keyed-queue.ts';
import { done, stalled, wait } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** A queue whose runs end when told. */
function arrange(options: Partial<KeyedQueueOptions> = {}) {
  const clock = manualClock();
  const started: string[] = [];
  const runs: QueueRun[] = [];
  const open = new Map<string, PromiseWithResolvers<Outcome | void>>();
  const queue = new KeyedQueue({
    name: 'spec',
    clock,
    random: () => 1,
    onRun: (run) => runs.push(run),
    reconcile: (key) => {
      started.push(key);
      const end = Promise.withResolvers<Outcome | void>();
      open.set(key, end);
      return end.promise;
    },
    ...options,
  });
  const end = async (key: string, outcome?: Outcome) => {
    open.get(key)?.resolve(outcome);
    await clock.advance(0);
  };
  return { clock, queue, started, runs, end };
}

it('runs a key once however often it is added before', async () => {
  const { queue, started, end, clock } = arrange();
  for (let i = 0; i < 10; i++) queue.add('a');
  await clock.advance(0);
  await end('a');
  await queue.idle();
  expect(started).toEqual(['a']);
  expect(queue.size).toBe(0);
});

it('runs a key again after its run when it is added meanwhile, never twice at once', async () => {
  const { queue, started, end, clock } = arrange();
  queue.add('a');
  await clock.advance(0);
  queue.add('a');
  queue.add('a');
  await clock.advance(0);
  expect(started).toEqual(['a']);
  await end('a');
  expect(started).toEqual(['a', 'a']);
  await end('a');
  expect(started).toHaveLength(2);
});

it.each([-300_000, 300_000])('forgets nothing when the wall clock is turned by %d ms', async (ms) => {
  const { queue, started, end, clock } = arrange();
  queue.add('a');
  queue.add('b', 1_000);
  await clock.advance(0);
  queue.add('a');
  clock.turn(ms);
  queue.add('b', 100);
  await end('a');
  expect(started).toEqual(['a', 'a']);
  await clock.advance(100);
  expect(started).toEqual(['a', 'a', 'b']);
});

it('stops although a key was added again while it ran', async () => {
  const { queue, started, end, clock } = arrange();
  queue.add('a');
  await clock.advance(0);
  queue.add('a');
  let stopped = false;
  void queue.stop().then(() => (stopped = true));
  await end('a');
  expect([stopped, started]).toEqual([true, ['a']]);
});

it('runs as many keys at once as it may, in the order in which they came', async () => {
  const { queue, started, end, clock } = arrange({ concurrency: 2 });
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
  await clock.advance(0);
  expect(started).toEqual(['a', 'b']);
  await end('b');
  expect(started).toEqual(['a', 'b', 'c']);
});

it('takes the earliest of the times asked for', async () => {
  const { queue, started, clock } = arrange();
  queue.add('a', 1000);
  queue.add('a', 100);
  queue.add('a', 5000);
  await clock.advance(99);
  expect(started).toEqual([]);
  await clock.advance(1);
  expect(started).toEqual(['a']);
});

it('looks again when the outcome says so, and not when it stalled', async () => {
  const { queue, started, end, clock, runs } = arrange();
  queue.add('a');
  queue.add('b');
  await clock.advance(0);
  await end('a', wait(300, 'settling'));
  await end('b', stalled('the path is not there'));
  expect(runs.map(({ outcome }) => outcome?.kind)).toEqual(['wait', 'stalled']);
  await queue.idle();
  await clock.advance(300);
  expect(started).toEqual(['a', 'b', 'a']);
});

it('comes back ever later after an error, by the error’s class, and at once after a change', async () => {
  const permanent = Object.assign(new Error('no'), { errorClass: 'permanent' });
  let error: Error = new Error('connection lost');
  const { queue, clock, runs } = arrange({
    reconcile: () => Promise.reject(error),
    backoff: { transient: { baseMs: 100, maxMs: 300 }, permanent: { baseMs: 5000, maxMs: 9000 } },
  });
  queue.add('a');
  await clock.advance(0);
  for (const ms of [100, 200, 300]) await clock.advance(ms);
  expect(runs.map(({ retryInMs }) => retryInMs)).toEqual([100, 200, 300, 300]);
  error = permanent;
  queue.add('a');
  await clock.advance(0);
  expect(runs.at(-1)).toMatchObject({ error: permanent, retryInMs: 5000 });
});

it('forgets failures after a success', async () => {
  let fails = true;
  const { queue, clock, runs } = arrange({
    reconcile: () => (fails ? Promise.reject(new Error('x')) : Promise.resolve(done)),
    backoff: { transient: { baseMs: 100, maxMs: 10_000 } },
  });
  queue.add('a');
  await clock.advance(100);
  fails = false;
  await clock.advance(200);
  fails = true;
  queue.add('a');
  await clock.advance(0);
  expect(runs.at(-1)?.retryInMs).toBe(100);
});

it('treats a reconciler that throws before it returns, and a broken observer, like any failure', async () => {
  const { queue, clock } = arrange({
    reconcile: () => {
      throw new Error('at once');
    },
    onRun: () => {
      throw new Error('log is full');
    },
  });
  queue.add('a');
  await clock.advance(0);
  await queue.idle();
  expect(queue.size).toBe(1);
});

it('forgets a key on request', async () => {
  const { queue, clock, started } = arrange();
  queue.add('a', 100);
  queue.forget('a');
  await clock.advance(1000);
  expect([started, queue.size]).toEqual([[], 0]);
});

it('stops: aborts what runs, waits for its end, starts nothing more', async () => {
  const clock = manualClock();
  const ended: string[] = [];
  const queue = new KeyedQueue({
    name: 'spec',
    clock,
    reconcile: async (key, signal) => {
      await clock.sleep(60_000, signal).catch(() => undefined);
      ended.push(key);
    },
  });
  queue.add('a');
  queue.add('b', 100);
  await clock.advance(0);
  await queue.stop();
  queue.add('c');
  await clock.advance(1000);
  expect(ended).toEqual(['a']);
});
