import type { Agent, Dispatcher } from 'undici';

export interface Exchange {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface ExchangeOptions {
  /** The whole of it: waiting for a connection, request and answer. None is sent for 0. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * One request and its whole answer. `Agent.request` makes a stream of each answer and a signal of each timeout, which costs as much
 * as the request itself; here an answer is a list of pieces and a timeout a timer. Rejects with the signal's reason, with a
 * `TimeoutError`, or with what broke the connection.
 */
export function exchange(
  agent: Agent,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, signal }: ExchangeOptions,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let ended: Error | undefined;
    let head: Pick<Exchange, 'statusCode' | 'headers'> = { statusCode: 0, headers: {} };
    const pieces: Buffer[] = [];
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const end = (reason: Error): void => {
      ended = reason;
      settle(() => reject(reason));
      controller?.abort(reason);
    };
    const onAbort = (): void => end(asError(signal?.reason));
    const late = (): void => end(new DOMException('no answer in time', 'TimeoutError'));
    const timer = setTimeout(late, timeoutMs);
    const deadline = performance.now() + timeoutMs;
    if (signal?.aborted) return onAbort();
    if (timeoutMs <= 0) return late();
    signal?.addEventListener('abort', onAbort, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // It waited for a connection for so long that nobody wants it any more: it is not sent. A process that was paused gets
        // here before its timers: what an answer lets go must not leave after the lease.
        if (!ended && performance.now() >= deadline) late();
        if (ended) started.abort(ended);
      },
      onResponseStart(_, statusCode, headers) {
        head = { statusCode, headers };
      },
      onResponseData: (_, piece) => void pieces.push(piece),
      onResponseEnd: () => settle(() => resolve({ ...head, text: Buffer.concat(pieces).toString() })),
      onResponseError: (_, error) => settle(() => reject(error)),
    };
    try {
      agent.dispatch(request, handler);
    } catch (error) {
      settle(() => reject(asError(error)));
    }
  });
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(reason === undefined ? 'given up' : String(reason));
