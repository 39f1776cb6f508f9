/** The actor died at this step: nothing that comes after it is done. */
export class Killed extends Error {}

/** Does `work` when it is its turn: one indivisible step, such as a statement, a transaction or a request. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly actor: string;
  readonly name: string;
  readonly go: () => Promise<void>;
  readonly kill: () => void;
}

/** So many steps of one actor in a row at most. */
const LONGEST = 20;

/**
 * Runs actors step by step in an order that is given: at each moment exactly one of the steps that are ready is done, or the
 * actor that stands before it dies. What an actor does between its steps must not wait for anything else.
 */
export class Interleaving {
  readonly trace: string[] = [];
  readonly #choose: () => number;
  readonly #killEvery: number;
  #waiting: Waiting[] = [];
  #favourite: string | undefined;
  #stays = 0;

  /** `choose` gives a natural number for each step; one in `killEvery` kills. */
  constructor(choose: () => number, killEvery: number) {
    this.#choose = choose;
    this.#killEvery = killEvery;
  }

  /** Resolves when all have ended; one that dies begins again. Rejects with the first error that is not a death. */
  async run(actors: Readonly<Record<string, (step: Step) => Promise<void>>>): Promise<void> {
    let failed: unknown;
    let running = 0;
    for (const [actor, life] of Object.entries(actors)) {
      running += 1;
      void this.#live(actor, life)
        .catch((error: unknown) => (failed ??= error))
        .finally(() => (running -= 1));
    }
    for (;;) {
      await settled();
      if (failed) throw failed;
      if (this.#waiting.length === 0) {
        if (running === 0) return;
        throw new Error(`nobody can go on after: ${this.trace.slice(-10).join(', ')}`);
      }
      await this.#next();
    }
  }

  /** One that is chosen goes on for a while: what others found out before is old by then. */
  async #next(): Promise<void> {
    const chosen = this.#choose();
    if (this.#stays-- <= 0 || !this.#waiting.some((one) => one.actor === this.#favourite)) {
      this.#favourite = this.#waiting[chosen % this.#waiting.length]!.actor;
      this.#stays = Math.floor(chosen / 100) % LONGEST;
    }
    const own = this.#waiting.filter((one) => one.actor === this.#favourite);
    const one = own[chosen % own.length]!;
    this.#waiting = this.#waiting.filter((other) => other !== one);
    const kill = chosen % this.#killEvery === this.#killEvery - 1;
    this.trace.push(`${one.actor} ${kill ? 'dies before' : 'does'} ${one.name}`);
    if (!kill) return one.go();
    // Of one process: what it would have done beside it is not done either.
    this.#waiting = this.#waiting.filter((other) => other.actor !== one.actor);
    for (const each of own) each.kill();
  }

  async #live(actor: string, life: (step: Step) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await life((name, work) => this.#step(actor, name, work));
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
  }

  #step<T>(actor: string, name: string, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const go = async (): Promise<void> => {
        await work().then(resolve, reject);
      };
      this.#waiting.push({ actor, name, go, kill: () => reject(new Killed(actor)) });
    });
  }
}

/** Whatever follows from what is done is done: no step is under way, so that only callbacks are left. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
