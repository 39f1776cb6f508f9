/** At most `limit` at once; the rest wait in their order. */
export class InFlight {
  private readonly limit: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await work();
    } finally {
      // The place goes to the next one directly, so that nobody who comes now takes it.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
