/** An answer that the provider may confirm with 304 instead of sending it again. */
export interface KeptAnswer {
  readonly etag: string;
  readonly body: string;
  readonly next: string | undefined;
}

/** The answers that were used last, as many as there is room for. */
export class AnswerCache {
  readonly #entries = new Map<string, KeptAnswer>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): KeptAnswer | undefined {
    const found = this.#entries.get(key);
    if (!found) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  put(key: string, answer: KeptAnswer): void {
    this.delete(key);
    if (sizeOf(key, answer) > this.#maxBytes) return;
    this.#entries.set(key, answer);
    this.#bytes += sizeOf(key, answer);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const found = this.#entries.get(key);
    if (!found) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(key, found);
  }
}

/** JavaScript holds two bytes for a character at worst. */
const sizeOf = (key: string, { etag, body, next = '' }: KeptAnswer): number =>
  2 * (key.length + etag.length + body.length + next.length);
