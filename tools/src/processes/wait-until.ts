import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as it reads after "waited 10 s for". */
  readonly what: string;
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Ends the wait at once, as when the process that should become ready has ended. */
  readonly failed?: () => string | undefined;
}

/** Tests wait twice as long where a machine has other work beside them. */
const PATIENCE = process.env['CI'] && process.env['JEST_WORKER_ID'] ? 2 : 1;

/** Asks `probe` until it answers something other than `undefined` or `false`; what it throws is told at the deadline. */
export async function waitUntil<T>(
  probe: () => Promise<T | undefined | false>,
  { what, timeoutMs: asked, everyMs = 50, failed }: WaitOptions,
): Promise<T> {
  const timeoutMs = asked * PATIENCE;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    const failure = failed?.();
    if (failure) throw new Error(failure, { cause: last });
    if (Date.now() >= deadline) {
      const why = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`waited ${timeoutMs / 1000} s for ${what}${why}`, { cause: last });
    }
    await delay(everyMs);
  }
}
