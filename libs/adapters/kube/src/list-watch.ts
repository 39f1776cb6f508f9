import type { KubeObject } from '@wheelhouse/core-domain';
import { Backoff } from '@wheelhouse/runtime';
import type { KubeApi, Resource, SelectOptions, WatchEvent } from './kube-api.ts';
import { isKubeError, type KubeError } from './kube-error.ts';

export type ListWatchEvent =
  /** After each list: the full truth. What is not in it is gone. */
  | { readonly type: 'SYNCED'; readonly objects: readonly KubeObject[] }
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  /** Nothing is known until the next event; it is tried again by itself. */
  | { readonly type: 'INTERRUPTED'; readonly error: KubeError; readonly retryInMs: number };

export interface ListWatchOptions extends SelectOptions {
  readonly signal: AbortSignal;
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 ≤ x < 1; default `Math.random`. */
  readonly random?: () => number;
  readonly timeoutSeconds?: number;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

/**
 * What is there, then what changes, for as long as the signal lets it. Listed again only when the server no longer knows where
 * we were (410); a watch that ends goes on from its last event or bookmark. Ends quietly on abort. Throws `NOT_FOUND` when the
 * kind is gone, since no retry brings it back; every other failure is reported and retried with backoff and jitter.
 */
export async function* listWatch(
  client: Pick<KubeApi, 'list' | 'watch'>,
  resource: Resource,
  options: ListWatchOptions,
): AsyncGenerator<ListWatchEvent, void> {
  const { signal, sleep, random } = options;
  const backoff = new Backoff({ baseMs: FIRST_DELAY_MS, maxMs: LONGEST_DELAY_MS }, random);
  let resourceVersion: string | undefined;
  while (!signal.aborted) {
    try {
      if (resourceVersion === undefined) {
        const list = await client.list(resource, options);
        resourceVersion = list.resourceVersion;
        yield { type: 'SYNCED', objects: list.items };
      }
      let heard = false;
      for await (const event of client.watch(resource, { ...options, resourceVersion })) {
        resourceVersion = versionOf(event);
        backoff.reset();
        heard = true;
        if (event.type !== 'BOOKMARK') yield event;
      }
      backoff.reset();
      // A server that ends watches at once would otherwise be asked without pause.
      if (!heard) await sleep(FIRST_DELAY_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isKubeError(error) || error.code === 'NOT_FOUND') throw error;
      if (error.code === 'EXPIRED') resourceVersion = undefined;
      const first = backoff.attempts === 0;
      const retryInMs = error.retryAfterMs ?? backoff.next();
      if (error.code === 'EXPIRED' && first) continue;
      yield { type: 'INTERRUPTED', error, retryInMs };
      await sleep(retryInMs, signal).catch(() => undefined);
    }
  }
}

const versionOf = (event: WatchEvent): string =>
  event.type === 'BOOKMARK' ? event.resourceVersion : String(event.object.metadata['resourceVersion']);
