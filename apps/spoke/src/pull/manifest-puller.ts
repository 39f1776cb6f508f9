import type { ManifestStream, StoredManifest } from '@wheelhouse/adapter-nats';
import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  decodeManifestHeaders,
  manifestBlobProject,
  manifestDigest,
  manifestMessage,
  openDelta,
  openManifest,
  verifyManifest,
} from '@wheelhouse/contract';
import type {
  ClusterManifest,
  Compressor,
  ManifestHeaders,
  RefusalKind,
  RefusedProblem,
  TrustSet,
  Verifier,
} from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type { ClusterId, Result } from '@wheelhouse/core-domain';
import { KeyedQueue, done } from '@wheelhouse/runtime';
import type { Logger } from '@wheelhouse/runtime';
import { judgeManifest } from './accept-manifest.ts';
import type { Verdict } from './accept-manifest.ts';

type Header = (name: string) => string | undefined;
type ToTake = Extract<Verdict, { kind: 'delta' | 'whole' }>;

export interface ManifestPullerOptions {
  readonly hub: string;
  readonly cluster: ClusterId;
  readonly streams: () => { readonly manifests: ManifestStream; readonly blobs: BlobStream } | undefined;
  readonly trust: () => TrustSet;
  readonly verifier: Verifier;
  readonly compressor: Compressor;
  readonly held: () => ClusterManifest | undefined;
  /** Resolves when it is stored and handed on. */
  readonly accept: (manifest: ClusterManifest) => Promise<void>;
  /** Not taken. Of kind `delta`: the whole is fetched instead. */
  readonly refused: (kind: RefusalKind, reason: string) => void;
  /** What the hub says now was taken, or is held already. */
  readonly settled: () => void;
  readonly log: Logger;
}

/** Of live headers; what is beyond them the stream has too. */
const MOST_WAITING = 64;

/**
 * Keeps the newest manifest that is truly the hub's. Live headers that continue what is held are applied as deltas;
 * for everything else one Direct Get gives the whole.
 */
export class ManifestPuller {
  readonly #options: ManifestPullerOptions;
  readonly #queue: KeyedQueue;
  #live: Header[] = [];
  #whole = false;
  #digest: string | undefined;

  constructor(options: ManifestPullerOptions) {
    this.#options = options;
    const held = options.held();
    this.#digest = held && manifestDigest(manifestMessage.encode(held));
    this.#queue = new KeyedQueue({
      name: 'pull',
      concurrency: 1,
      reconcile: () => this.#pull(),
      backoff: { transient: { baseMs: 200, maxMs: 30_000 } },
      onRun: ({ error, retryInMs }) => {
        if (error) options.log.warn({ err: error, retryInMs }, 'the manifest could not be fetched');
      },
    });
  }

  /** A header that was republished: the manifest changed. */
  hear(header: Header): void {
    if (this.#live.length >= MOST_WAITING) {
      this.#live = [];
      this.#whole = true;
    } else this.#live.push(header);
    this.#queue.add('manifest');
  }

  /** After each (re)connect: whatever was missed is in the stream. */
  fetch(): void {
    this.#whole = true;
    this.#queue.add('manifest');
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #pull() {
    try {
      for (let next = this.#live.shift(); next && !this.#whole; next = this.#live.shift()) await this.#takeLive(next);
      if (!this.#whole) return done;
      this.#live = [];
      this.#whole = false;
      const stored = await this.#options.streams()?.manifests.get(this.#options.cluster);
      if (stored) await this.#takeWhole(stored);
      return done;
    } catch (error) {
      // What was at hand is lost; the stream still has it.
      this.#whole = true;
      throw error;
    }
  }

  async #takeLive(header: Header): Promise<void> {
    const headers = this.#headers(header);
    const base = this.#options.held();
    const verdict = headers && this.#judge(headers);
    // Others can make the server say something on our live subject: what the hub says is in the stream.
    if (verdict === 'refused' || !headers) this.#whole = true;
    if (!headers || !verdict || verdict === 'refused') return;
    const trust = this.#options.trust();
    const opened = verdict.kind === 'delta' && base ? openDelta(headers, base, { ...this.#options, trust }) : undefined;
    if (opened?.ok) return this.#accept(opened.value, headers);
    if (opened) this.#refuse(opened.error);
    if (verdict.kind === 'whole' && verdict.because) this.#options.refused('delta', verdict.because);
    this.#whole = true;
  }

  async #takeWhole(stored: StoredManifest): Promise<void> {
    const headers = this.#headers(stored.header);
    if (!headers) return;
    const verdict = this.#judge(headers);
    if (!verdict || verdict === 'refused') return;
    const opened = await this.#open(headers, stored.body);
    if (!opened.ok) return this.#refuse(opened.error);
    await this.#accept(opened.value, headers);
  }

  async #open(headers: ManifestHeaders, body: Uint8Array): Promise<Result<ClusterManifest, RefusedProblem[]>> {
    const options = { ...this.#options, trust: this.#options.trust() };
    if (!headers.moved) return openManifest(headers, body, options);
    // Nothing is fetched, and nothing is waited for, on the word of a stranger.
    const signed = verifyManifest(headers, options.trust, options.verifier);
    if (!signed.ok) return signed;
    const project = manifestBlobProject(this.#options.cluster);
    const blob = await this.#options.streams()?.blobs.get(project, headers.statement.digest);
    if (!blob) throw new Error(`blob ${headers.statement.digest} of the manifest is not there (yet)`);
    return openManifest(headers, blob, options);
  }

  /** Undefined where it is held already. */
  #judge(headers: ManifestHeaders): ToTake | 'refused' | undefined {
    const verdict = judgeManifest(headers, this.#held());
    if (verdict.kind === 'refused') {
      this.#options.refused(verdict.as, verdict.reason);
      return 'refused';
    }
    if (verdict.kind === 'known') {
      this.#options.settled();
      return undefined;
    }
    return verdict;
  }

  #refuse(problems: readonly RefusedProblem[]): void {
    this.#options.refused(problems[0]?.refusal ?? 'content', problems.map(describeProblem).join('; '));
  }

  #headers(header: Header): ManifestHeaders | undefined {
    const headers = decodeManifestHeaders(this.#options.cluster, header);
    if (headers.ok) return headers.value;
    this.#options.refused('headers', headers.error.map(describeProblem).join('; '));
    return undefined;
  }

  #held() {
    const manifest = this.#options.held();
    const { hub, cluster } = this.#options;
    return { hub, cluster, ...(manifest && this.#digest ? { manifest, digest: this.#digest } : {}) };
  }

  async #accept(manifest: ClusterManifest, headers: ManifestHeaders): Promise<void> {
    await this.#options.accept(manifest);
    this.#digest = headers.statement.digest;
    this.#options.settled();
  }
}
