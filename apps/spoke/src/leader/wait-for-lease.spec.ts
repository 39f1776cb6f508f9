import { manualClock } from '@wheelhouse/runtime';
import { waitForLease } from './wait-for-lease.ts';
import type { LeaseSight } from './wait-for-lease.ts';

const held = (renewTime: string): LeaseSight => ({ holder: 'other', renewTime, durationMs: 12_000 });

/** Resolves to the moment, in seconds, at which the wait was over; undefined: not within a minute. */
async function endsAfter(read: (second: number) => LeaseSight | undefined): Promise<number | undefined> {
  const clock = manualClock('2026-03-01T12:00:00Z');
  const start = clock.now();
  const abort = new AbortController();
  let ended: number | undefined;
  const waiting = waitForLease({
    read: async () => read((clock.now() - start) / 1000),
    now: clock.now,
    sleep: clock.sleep,
    signal: abort.signal,
  }).then(() => (ended = abort.signal.aborted ? undefined : (clock.now() - start) / 1000));
  for (let i = 0; i < 240 && ended === undefined; i++) await clock.advance(250);
  abort.abort();
  await clock.advance(5_000);
  await waiting;
  return ended;
}

describe('a spoke that waits', () => {
  it('goes ahead at once where there is no lease', async () => {
    expect(await endsAfter(() => undefined)).toBe(0);
  });
  it('goes ahead soon after the lease was given back', async () => {
    expect(
      await endsAfter((second) => (second < 10 ? held(String(Math.floor(second))) : { ...held('x'), holder: '' })),
    ).toBe(10);
  });
  it('goes ahead when the lease was not renewed for its duration', async () => {
    expect(await endsAfter(() => held('same'))).toBe(12);
  });
  it('waits until the lease would have ended where somebody deletes it', async () => {
    expect(await endsAfter((second) => (second < 5 ? held('same') : undefined))).toBe(12);
  });
  it('waits for as long as it is renewed', async () => {
    expect(await endsAfter((second) => held(String(Math.floor(second / 2))))).toBeUndefined();
  });
});
