/** Collects what comes while the work before runs, and hands it over together. */
export class Gather<T> {
  readonly #work: (batch: readonly T[]) => Promise<void>;
  readonly #most: (batch: readonly T[]) => number;
  #waiting: { readonly item: T; readonly done: () => void; readonly fail: (error: unknown) => void }[] = [];
  #running = false;

  /** `most`: how many from the front of those that wait go together; at least one does. */
  constructor(work: (batch: readonly T[]) => Promise<void>, most: (waiting: readonly T[]) => number) {
    this.#work = work;
    this.#most = most;
  }

  /** Resolves or rejects with the work of the batch that the item is in. */
  add(item: T): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting.push({ item, done, fail });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // One turn of the loop: what is asked for in the same breath goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, Math.max(1, this.#most(this.#waiting.map(({ item }) => item))));
      try {
        await this.#work(batch.map(({ item }) => item));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.#running = false;
  }
}
