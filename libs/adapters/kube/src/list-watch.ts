import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeApi, Resource, SelectOptions, WatchEvent } from './kube-api.ts';
import { isKubeError, KubeError } from './kube-error.ts';

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
  const { signal, sleep, random = Math.random } = options;
  let resourceVersion: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (resourceVersion === undefined) {
        const list = await client.list(resource, options);
        resourceVersion = list.resourceVersion;
        failures = 0;
        yield { type: 'SYNCED', objects: list.items };
      }
      let heard = false;
      for await (const event of client.watch(resource, { ...options, resourceVersion })) {
        resourceVersion = versionOf(event);
        failures = 0;
        heard = true;
        if (event.type !== 'BOOKMARK') yield event;
      }
      // A server that ends watches at once would otherwise be asked without pause.
      if (!heard) await sleep(FIRST_DELAY_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isKubeError(error) || error.code === 'NOT_FOUND') throw error;
      if (error.code === 'EXPIRED') resourceVersion = undefined;
      const retryInMs =
        error.code === 'EXPIRED' && failures === 0 ? 0 : (error.retryAfterMs ?? delayOf(failures, random));
      failures += 1;
      if (retryInMs === 0) continue;
      yield { type: 'INTERRUPTED', error, retryInMs };
      await sleep(retryInMs, signal).catch(() => undefined);
    }
  }
}

const versionOf = (event: WatchEvent): string =>
  event.type === 'BOOKMARK' ? event.resourceVersion : String(event.object.metadata['resourceVersion']);

/** Doubled each time, with jitter over the upper half. */
const delayOf = (failures: number, random: () => number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS) * (0.5 + random() / 2);
