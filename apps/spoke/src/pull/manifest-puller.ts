import type { ManifestStream, StoredManifest } from '@wheelhouse/adapter-nats';
import type { BlobStream } from '@wheelhouse/adapter-nats';
import {
  decodeManifestHeaders,
  manifestBlobProject,
  manifestDigest,
  manifestMessage,
  openDelta,
  openManifest,
} from '@wheelhouse/contract';
import type { ClusterManifest, Compressor, ManifestHeaders, TrustSet, Verifier } from '@wheelhouse/contract';
import { describeProblem, err, ok } from '@wheelhouse/core-domain';
import type { ClusterId, Problem, Result } from '@wheelhouse/core-domain';
import { KeyedQueue, done } from '@wheelhouse/runtime';
import type { Logger } from '@wheelhouse/runtime';
import { judgeManifest } from './accept-manifest.ts';

type Header = (name: string) => string | undefined;

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
  readonly refused: (reason: string) => void;
  readonly log: Logger;
}

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
    this.#live.push(header);
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
    if (!headers) return;
    const verdict = judgeManifest(headers, this.#held());
    if (verdict.kind === 'refused') return this.#options.refused(verdict.reason);
    if (verdict.kind === 'known') return;
    const trust = this.#options.trust();
    const opened = verdict.kind === 'delta' && base ? openDelta(headers, base, { ...this.#options, trust }) : undefined;
    if (opened?.ok) return this.#accept(opened.value, headers);
    this.#whole = true;
  }

  async #takeWhole(stored: StoredManifest): Promise<void> {
    const headers = this.#headers(stored.header);
    if (!headers) return;
    const verdict = judgeManifest(headers, this.#held());
    if (verdict.kind === 'refused') return this.#options.refused(verdict.reason);
    if (verdict.kind === 'known') return;
    const opened = await this.#open(headers, stored.body);
    if (!opened.ok) return this.#options.refused(opened.error.map(describeProblem).join('; '));
    await this.#accept(opened.value, headers);
  }

  async #open(headers: ManifestHeaders, body: Uint8Array): Promise<Result<ClusterManifest, Problem[]>> {
    const options = { ...this.#options, trust: this.#options.trust() };
    if (!headers.moved) return openManifest(headers, body, options);
    const project = manifestBlobProject(this.#options.cluster);
    const blob = await this.#options.streams()?.blobs.get(project, headers.statement.digest);
    if (!blob) throw new Error(`blob ${headers.statement.digest} of the manifest is not there (yet)`);
    const opened = openManifest(headers, blob, options);
    return opened.ok ? ok(opened.value) : err(opened.error);
  }

  #headers(header: Header): ManifestHeaders | undefined {
    const headers = decodeManifestHeaders(this.#options.cluster, header);
    if (headers.ok) return headers.value;
    this.#options.refused(headers.error.map(describeProblem).join('; '));
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
  }
}
