import { Backoff } from './backoff.ts';
import type { BackoffOptions } from './backoff.ts';
import { systemClock } from './clock.ts';
import type { Cancel, Clock } from './clock.ts';
import { classifyError, done } from './outcome.ts';
import type { ErrorClass, Outcome } from './outcome.ts';

export interface KeyedQueueOptions {
  readonly name: string;
  /** Re-reads the world: a key says only what to look at. Void is `done`. The signal aborts when the queue stops. */
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<Outcome | void>;
  /** Runs at once, each of another key. Default 4. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly classify?: (error: unknown) => ErrorClass;
  readonly backoff?: Partial<Readonly<Record<ErrorClass, BackoffOptions>>>;
  /** Told of each run's end, for logs and metrics; what it throws is ignored. */
  readonly onRun?: (run: QueueRun) => void;
}

export interface QueueRun {
  readonly queue: string;
  readonly key: string;
  readonly ms: number;
  /** Absent where the run threw. */
  readonly outcome?: Outcome;
  readonly error?: unknown;
  readonly retryInMs?: number;
}

const BACKOFF: Readonly<Record<ErrorClass, BackoffOptions>> = {
  transient: { baseMs: 500, maxMs: 60_000 },
  permanent: { baseMs: 30_000, maxMs: 15 * 60_000 },
};

interface Entry {
  /** When it is due; undefined while it only runs or rests. */
  dueAt?: number;
  cancel?: Cancel;
  running: boolean;
  /** A change came while a backoff was waited for: its timer may be shortened, its count stays. */
  readonly backoffs: Map<ErrorClass, Backoff>;
}

/**
 * A work queue of names. A key that waits is run once however often it was added; a key that runs is run again afterwards; two
 * runs of one key never overlap. An outcome or a thrown error decides when it is looked at next.
 */
export class KeyedQueue {
  private readonly options: KeyedQueueOptions;
  private readonly clock: Clock;
  private readonly entries = new Map<string, Entry>();
  /** Due now, in the order in which they came due. */
  private readonly ready = new Set<string>();
  private readonly controller = new AbortController();
  private readonly waiters = new Set<() => void>();
  private running = 0;

  constructor(options: KeyedQueueOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** Keys that wait, are delayed or run. */
  get size(): number {
    let count = 0;
    for (const entry of this.entries.values()) if (entry.running || entry.dueAt !== undefined) count++;
    return count;
  }

  /** Of the times asked for, the earliest counts. A finished queue takes nothing more. */
  add(key: string, afterMs = 0): void {
    if (this.controller.signal.aborted) return;
    const entry = this.entry(key);
    const dueAt = this.clock.monotonic() + Math.max(0, afterMs);
    if (entry.dueAt !== undefined && entry.dueAt <= dueAt) return;
    entry.cancel?.();
    entry.dueAt = dueAt;
    if (afterMs <= 0) this.makeReady(key);
    else entry.cancel = this.clock.after(afterMs, () => this.makeReady(key));
  }

  /** Takes a waiting key out and forgets its failures; a run that is under way goes on to its end. */
  forget(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.cancel?.();
    delete entry.dueAt;
    entry.backoffs.clear();
    this.ready.delete(key);
    if (!entry.running) this.entries.delete(key);
    this.tellWaiters();
  }

  /** Resolves when nothing runs and nothing is due now; delayed keys may wait. */
  async idle(): Promise<void> {
    while (!this.isIdle()) await new Promise<void>((resolve) => this.waiters.add(resolve));
  }

  /** No new runs; aborts the signal of those that are under way; resolves when they have ended. */
  async stop(): Promise<void> {
    this.controller.abort(new Error(`queue ${this.options.name} stops`));
    for (const entry of this.entries.values()) entry.cancel?.();
    this.ready.clear();
    await this.idle();
    this.entries.clear();
  }

  private isIdle(): boolean {
    return this.running === 0 && this.ready.size === 0;
  }

  private entry(key: string): Entry {
    const known = this.entries.get(key);
    if (known) return known;
    const created: Entry = { running: false, backoffs: new Map() };
    this.entries.set(key, created);
    return created;
  }

  private makeReady(key: string): void {
    // What was added while it ran: a queue that has stopped would wait for it for ever.
    if (this.controller.signal.aborted || this.entry(key).running) return;
    this.ready.add(key);
    // A turn later: a key that is added ten times in a row runs once.
    queueMicrotask(() => this.startRuns());
  }

  private startRuns(): void {
    for (const key of this.ready) {
      if (this.running >= (this.options.concurrency ?? 4) || this.controller.signal.aborted) return;
      this.ready.delete(key);
      const entry = this.entry(key);
      delete entry.dueAt;
      entry.running = true;
      this.running++;
      void this.run(key, entry);
    }
  }

  private async run(key: string, entry: Entry): Promise<void> {
    const startedAt = this.clock.monotonic();
    const end = await Promise.resolve()
      .then(() => this.options.reconcile(key, this.controller.signal))
      .then((outcome) => this.succeeded(entry, outcome ?? done))
      .catch((error: unknown) => this.failed(entry, error));
    entry.running = false;
    this.running--;
    this.report({ queue: this.options.name, key, ms: this.clock.monotonic() - startedAt, ...end });
    this.follow(key, entry, end.retryInMs);
  }

  private succeeded(entry: Entry, outcome: Outcome): Pick<QueueRun, 'outcome' | 'retryInMs'> {
    entry.backoffs.clear();
    return outcome.kind === 'wait' ? { outcome, retryInMs: outcome.afterMs } : { outcome };
  }

  private failed(entry: Entry, error: unknown): Pick<QueueRun, 'error' | 'retryInMs'> {
    const kind = (this.options.classify ?? classifyError)(error);
    const backoff =
      entry.backoffs.get(kind) ?? new Backoff(this.options.backoff?.[kind] ?? BACKOFF[kind], this.options.random);
    entry.backoffs.set(kind, backoff);
    return { error, retryInMs: backoff.next() };
  }

  /** What came in while it ran goes first; else the outcome's own wish. */
  private follow(key: string, entry: Entry, retryInMs: number | undefined): void {
    if (entry.dueAt !== undefined && entry.dueAt <= this.clock.monotonic()) this.makeReady(key);
    else if (retryInMs !== undefined) this.add(key, retryInMs);
    else if (entry.dueAt === undefined) this.entries.delete(key);
    this.startRuns();
    this.tellWaiters();
  }

  private report(run: QueueRun): void {
    try {
      this.options.onRun?.(run);
    } catch {
      // A log line that cannot be written must not stop the work.
    }
  }

  private tellWaiters(): void {
    if (!this.isIdle()) return;
    for (const resolve of this.waiters) resolve();
    this.waiters.clear();
  }
}
