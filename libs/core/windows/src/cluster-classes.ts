import { GlobRows } from './glob-rows.ts';
import type { WindowCluster } from './matches.ts';
import { RowPool } from './row-pool.ts';

/** Clusters by the globs that windows of projects have for them: those that the same globs take are one class. */
export class ClusterClasses {
  readonly #pool: RowPool;
  readonly #globs: GlobRows;
  readonly #row: Uint32Array;

  constructor(patterns: ReadonlySet<string>) {
    this.#pool = new RowPool(patterns.size);
    const lists = [...patterns].map((pattern) => [pattern]);
    this.#globs = new GlobRows({ pool: this.#pool, lists, emptyTakesAll: () => false });
    this.#row = new Uint32Array(this.#pool.words);
  }

  /** The number of a cluster's class. */
  classOf({ names }: WindowCluster): number {
    this.#globs.mark(this.#row, undefined);
    for (const name of names) this.#globs.mark(this.#row, name, true);
    return this.#pool.intern(this.#row);
  }
}
