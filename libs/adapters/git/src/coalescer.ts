/**
 * Per key one run in flight and one pending. Who asks while a run is in flight shares the pending one, which starts after it
 * and does the newest work that was asked for; so every caller's answer is younger than its question.
 */
export class Coalescer<T> {
  readonly #lanes = new Map<string, Lane<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key);
    if (!lane) {
      const created: Lane<T> = {};
      this.#lanes.set(key, created);
      return this.#start(key, created, work);
    }
    if (lane.pending) lane.pending.work = work;
    else lane.pending = { work, ...Promise.withResolvers<T>() };
    return lane.pending.promise;
  }

  async #start(key: string, lane: Lane<T>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      const next = lane.pending;
      delete lane.pending;
      if (next) this.#start(key, lane, next.work).then(next.resolve, next.reject);
      else this.#lanes.delete(key);
    }
  }
}

interface Lane<T> {
  pending?: { work: () => Promise<T> } & PromiseWithResolvers<T>;
}
