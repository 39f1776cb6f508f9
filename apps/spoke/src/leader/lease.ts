/** What a waiting spoke and a leader agree on. Kept free of imports: a waiting spoke loads this and little else. */
export const LEASE_NAME = 'wheelhouse-spoke';
export const LEASE_MS = 12_000;
/** How often a waiting spoke reads the Lease. */
export const LOOK_MS = 2_500;
/** Shorter for a lease that is shorter: who takes over does so within 5/4 of it. */
export const retryMsOf = (leaseMs: number): number => Math.min(LOOK_MS, leaseMs / 4);

/** Never jumps, unlike the wall clock: leases are measured with it. */
export const monotonicClock = {
  now: (): number => performance.now(),
  sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const end = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', end);
        resolve();
      }, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};
