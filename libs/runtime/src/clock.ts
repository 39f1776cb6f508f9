export type Cancel = () => void;

/** Time as a port: whoever waits or looks at the clock is handed one. */
export interface Clock {
  /** Milliseconds since 1970; somebody may set this clock, forwards or back. For what is told, kept and signed. */
  now(): number;
  /** Milliseconds since some moment; never jumps. For how long something takes or waits. */
  monotonic(): number;
  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, call: () => void): Cancel;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What `setTimeout` can hold; beyond it, it would fire at once. */
const MAX_TIMER = 2 ** 31 - 1;

const sleepOn =
  (after: Clock['after']): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });

const systemAfter: Clock['after'] = (ms, call) => {
  const timer = setTimeout(call, Math.min(Math.max(ms, 0), MAX_TIMER));
  return () => clearTimeout(timer);
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: systemAfter,
  sleep: sleepOn(systemAfter),
};

export interface ManualClock extends Clock {
  /** Moves on, firing what comes due in its order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Somebody sets the wall clock forwards, or back; no time passes. */
  turn(ms: number): void;
}

interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** For tests: time stands still until it is told to move. `start` is an ISO instant. */
export function manualClock(start = '2026-01-01T00:00:00Z'): ManualClock {
  let now = Date.parse(start);
  let turned = 0;
  const alarms = new Set<Alarm>();
  const after: Clock['after'] = (ms, call) => {
    const alarm = { at: now + Math.max(ms, 0), call };
    alarms.add(alarm);
    return () => void alarms.delete(alarm);
  };
  const due = (until: number) => [...alarms].filter((alarm) => alarm.at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now + turned,
    turn: (ms) => void (turned += ms),
    monotonic: () => now,
    after,
    sleep: sleepOn(after),
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let alarm = due(until); alarm; alarm = due(until)) {
        alarms.delete(alarm);
        now = Math.max(now, alarm.at);
        alarm.call();
        await settle();
      }
      now = until;
    },
  };
}

/** A turn of the event loop: all promises that can settle have settled. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
