import { LEASE_MS, LOOK_MS } from './lease.ts';

/** What of a Lease says whether it is held. `undefined`: there is none. */
export interface LeaseSight {
  readonly holder: string;
  readonly renewTime: string;
  readonly durationMs: number;
}

/** `since`: when this process first saw this renewal, by its own monotonic clock. */
export interface SeenLease {
  readonly lease: LeaseSight;
  readonly since: number;
}

export interface WaitForLeaseOptions {
  readonly read: (signal: AbortSignal) => Promise<LeaseSight | undefined>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onError?: (error: unknown) => void;
}

/**
 * Resolves when the Lease is there to be taken, with what was seen of it last, or when the signal aborts. Its end is judged by
 * this process's own clock, from when the renewal was first seen, so that clocks of other nodes do not matter.
 */
export async function waitForLease(options: WaitForLeaseOptions): Promise<SeenLease | undefined> {
  const { read, now, sleep, signal, onError } = options;
  let seen: SeenLease | undefined;
  while (!signal.aborted) {
    try {
      const sight = await read(signal);
      if (sight ? !sight.holder : !seen) return undefined;
      // One that vanished was deleted by hand: whoever held it may not know yet, so it counts until it would have ended.
      if (sight && (seen?.lease.holder !== sight.holder || seen.lease.renewTime !== sight.renewTime)) {
        seen = { lease: sight, since: now() };
      }
    } catch (error) {
      if (!signal.aborted) onError?.(error);
    }
    const freeIn = seen ? seen.since + (seen.lease.durationMs || LEASE_MS) - now() : LOOK_MS;
    if (seen && freeIn <= 0) return seen;
    await sleep(Math.min(LOOK_MS, Math.max(freeIn, 50)), signal).catch(() => undefined);
  }
  return undefined;
}
