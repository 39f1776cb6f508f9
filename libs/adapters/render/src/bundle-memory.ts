import type { Digest } from '@wheelhouse/core-domain';
import type { Rendered } from './renderer-types.ts';

/** The last bundles that were asked for, bounded in number and in bytes of the output that they came from. */
export class BundleMemory {
  readonly #entries = new Map<Digest, { readonly rendered: Rendered; readonly bytes: number }>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get(key: Digest): Rendered | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.rendered;
  }

  put(key: Digest, rendered: Rendered, bytes: number): void {
    this.#drop(key);
    this.#entries.set(key, { rendered, bytes });
    this.#bytes += bytes;
    while (this.#entries.size > this.#maxEntries || (this.#bytes > this.#maxBytes && this.#entries.size > 0)) {
      this.#drop(this.#entries.keys().next().value!);
    }
  }

  #drop(key: Digest): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
