import type { Compressor, Signer, Verifier } from '@wheelhouse/contract';
import type { Result } from '@wheelhouse/core-domain';
import type { Logger } from 'pino';
import type { z } from 'zod';
export type { Logger } from 'pino';

// Time.
export type Cancel = () => void;
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, call: () => void): Cancel;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
export declare const systemClock: Clock;
export interface ManualClock extends Clock {
  /** Moves on, firing what comes due in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
}
export declare function manualClock(start?: string): ManualClock;
export declare class Deadline {
  constructor(clock: Clock, afterMs: number);
  readonly signal: AbortSignal;
  remaining(): number;
  expired(): boolean;
  cancel(): void;
}

// Work.
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'stalled'; readonly reason: string };
export declare const done: Outcome;
export declare const wait: (afterMs: number, reason: string) => Outcome;
export declare const stalled: (reason: string) => Outcome;
/** `transient`: soon again; `permanent`: only a change of the input helps, so seldom; `fatal` ends the queue's owner. */
export type ErrorClass = 'transient' | 'permanent';
export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  readonly factor?: number;
}
export declare class Backoff {
  constructor(options: BackoffOptions, random?: () => number);
  /** The next delay, with full jitter over its upper half. */
  next(): number;
  reset(): void;
  readonly attempts: number;
}
export interface KeyedQueueOptions {
  readonly name: string;
  readonly reconcile: (key: string, signal: AbortSignal) => Promise<Outcome | void>;
  /** Default 4. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly classify?: (error: unknown) => ErrorClass;
  readonly backoff?: Partial<Readonly<Record<ErrorClass, BackoffOptions>>>;
  /** Told of each run's end: for logs and metrics. */
  readonly onRun?: (run: QueueRun) => void;
}
export interface QueueRun {
  readonly queue: string;
  readonly key: string;
  readonly ms: number;
  readonly outcome?: Outcome;
  readonly error?: unknown;
  readonly retryInMs?: number;
}
export declare class KeyedQueue {
  constructor(options: KeyedQueueOptions);
  /** Coalesces: a key that waits already is run once, at the earliest of the asked times; one that runs is run again after. */
  add(key: string, afterMs?: number): void;
  /** Takes a waiting key out and forgets its backoff; a run that is under way ends. */
  forget(key: string): void;
  /** Resolves when nothing runs and nothing is due now (delayed keys may wait). */
  idle(): Promise<void>;
  /** No new runs; aborts the signal; resolves when running ones have ended. */
  stop(): Promise<void>;
  readonly size: number;
}
export interface Coalescer<K, V> {
  add(key: K, value: V): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
  readonly size: number;
}
/** Collects by key (newest value wins) and flushes `delayMs` after the first; one flush at a time. */
export declare function coalesce<K, V>(options: {
  readonly delayMs: number;
  readonly flush: (batch: ReadonlyMap<K, V>) => Promise<void> | void;
  readonly merge?: (before: V, after: V) => V;
  readonly clock?: Clock;
  readonly onError?: (error: unknown) => void;
}): Coalescer<K, V>;

// Configuration.
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly variable: string;
  readonly schema: S;
  readonly example: string;
  readonly about: string;
  readonly secret?: boolean;
}
export type Settings = Readonly<Record<string, Setting>>;
export type ConfigOf<S extends Settings> = { readonly [K in keyof S]: z.infer<S[K]['schema']> };
export declare function setting<S extends z.ZodType>(setting: Setting<S>): Setting<S>;
/** All problems at once, each with the variable, what is wrong and an example; a secret's value is never in them. */
export declare function loadConfig<S extends Settings>(
  settings: S,
  env: Readonly<Record<string, string | undefined>>,
): Result<ConfigOf<S>>;
/** A Markdown table of the settings, for the generated reference. */
export declare function describeSettings(settings: Settings): string;

// Logging.
export declare function createLogger(options: {
  readonly app: string;
  readonly level?: string;
  readonly version?: string;
  readonly destination?: NodeJS.WritableStream;
  readonly pretty?: boolean;
}): Logger;

// Crypto and compression.
export declare function nodeCompressor(): Compressor;
export interface Ed25519Pair {
  readonly publicKey: Uint8Array;
  readonly seed: Uint8Array;
}
export declare function generateEd25519(): Ed25519Pair;
export declare function ed25519FromSeed(seed: Uint8Array): Ed25519Pair;
/** First 16 hexadecimal digits of the SHA-256 of the public key. */
export declare function keyIdOf(publicKey: Uint8Array): string;
export declare function ed25519Signer(pair: Ed25519Pair): Signer & { readonly publicKey: Uint8Array };
export declare const ed25519Verifier: Verifier;
export interface Sealer {
  /** `context` (e.g. `repository/<id>`) is bound to the text: it opens nowhere else. */
  seal(plain: string, context: string): string;
  open(sealed: string, context: string): Result<string>;
}
/** AES-256-GCM envelope encryption. The first master key seals; all of them open. Keys are 32 bytes. */
export declare function createSealer(masterKeys: readonly { readonly id: string; readonly key: Uint8Array }[]): Sealer;
