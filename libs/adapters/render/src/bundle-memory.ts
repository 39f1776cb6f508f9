import type { Digest } from '@wheelhouse/core-domain';
import type { Rendered } from './renderer-types.ts';

interface Remembered {
  readonly rendered: Rendered;
  readonly bytes: number;
  readonly urls: Set<string>;
}

/** The last bundles that were asked for, bounded in number and in bytes of the output that they came from. */
export class BundleMemory {
  readonly #entries = new Map<Digest, Remembered>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** `urls`: the repositories that it is asked for. Equal content of two repositories is one bundle. */
  get(key: Digest, urls: readonly string[]): Rendered | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    for (const url of urls) entry.urls.add(url);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.rendered;
  }

  /** `urls`: the repositories that it was rendered from. */
  put(key: Digest, rendered: Rendered, { bytes, urls }: { bytes: number; urls: readonly string[] }): void {
    this.#drop(key);
    this.#entries.set(key, { rendered, bytes, urls: new Set(urls) });
    this.#bytes += bytes;
    while (this.#entries.size > this.#maxEntries || (this.#bytes > this.#maxBytes && this.#entries.size > 0)) {
      this.#drop(this.#entries.keys().next().value!);
    }
  }

  /** Forgets what was rendered from one of these repositories, and says its keys. */
  forget(urls: ReadonlySet<string>): readonly Digest[] {
    const keys = [...this.#entries].filter(([, entry]) => !entry.urls.isDisjointFrom(urls)).map(([key]) => key);
    for (const key of keys) this.#drop(key);
    return keys;
  }

  #drop(key: Digest): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
