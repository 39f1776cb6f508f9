import { systemClock } from './clock.ts';
import type { Cancel, Clock } from './clock.ts';

export interface Coalescer<K, V> {
  add(key: K, value: V): void;
  /** Hands over now what was collected; resolves when it and what is under way is handled. */
  flush(): Promise<void>;
  /** A last flush; takes nothing more. */
  stop(): Promise<void>;
  readonly size: number;
}

export interface CoalesceOptions<K, V> {
  /** From the first of a batch until it is handed over. */
  readonly delayMs: number;
  /** The same where nothing was handed over for `delayMs`: what comes alone need not wait for others. Default: `delayMs`. */
  readonly idleDelayMs?: number;
  readonly flush: (batch: ReadonlyMap<K, V>) => Promise<void> | void;
  /** Default: the newest value wins. */
  readonly merge?: (before: V, after: V) => V;
  readonly clock?: Clock;
  /** A batch that failed is gone; whoever must not lose it puts it back here. Default: nothing. */
  readonly onError?: (error: unknown, batch: ReadonlyMap<K, V>) => void;
}

/** Collects by key for a moment and hands over once; one batch at a time, later ones grow meanwhile. */
export function coalesce<K, V>(options: CoalesceOptions<K, V>): Coalescer<K, V> {
  const clock = options.clock ?? systemClock;
  let batch = new Map<K, V>();
  let cancel: Cancel | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let stopped = false;
  let lastAt = -Infinity;

  const delay = (): number =>
    clock.monotonic() - lastAt >= options.delayMs ? (options.idleDelayMs ?? options.delayMs) : options.delayMs;
  const handOver = async () => {
    const full = batch;
    batch = new Map();
    if (full.size === 0) return;
    lastAt = clock.monotonic();
    try {
      await options.flush(full);
    } catch (error) {
      options.onError?.(error, full);
    }
  };
  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    underWay = underWay.then(handOver);
    return underWay;
  };
  return {
    get size() {
      return batch.size;
    },
    flush,
    add(key, value) {
      if (stopped) return;
      const before = batch.get(key);
      const merge = options.merge && batch.has(key) ? options.merge(before as V, value) : value;
      batch.set(key, merge);
      cancel ??= clock.after(delay(), () => void flush());
    },
    stop() {
      stopped = true;
      return flush();
    },
  };
}
