import type { ProjectWindow } from '@wheelhouse/core-domain';
import { GlobRows } from './glob-rows.ts';
import type { WindowTarget } from './matches.ts';
import { bitsOf, RowPool, setBit } from './row-pool.ts';

/** Which windows of one project match a target: Argo CD's rule, any list that hits, or with `andOperator` each configured one. */
export class ProjectRows {
  readonly #pool: RowPool;
  readonly #names: GlobRows;
  readonly #namespaces: GlobRows;
  readonly #clusters: GlobRows;
  /** Those with `andOperator`. */
  readonly #and: Uint32Array;
  /** By the class of a cluster (`ClusterClasses`). */
  readonly #byClass: (Uint32Array | undefined)[] = [];
  readonly #row: Uint32Array;

  constructor(windows: readonly ProjectWindow[]) {
    const pool = (this.#pool = new RowPool(windows.length));
    const isConfigured = ({ applications, namespaces, clusters }: ProjectWindow): boolean =>
      applications.length + namespaces.length + clusters.length > 0;
    const globs = (list: 'applications' | 'namespaces' | 'clusters'): GlobRows =>
      new GlobRows({
        pool,
        lists: windows.map((one) => one[list]),
        emptyTakesAll: (index) => windows[index]!.andOperator && isConfigured(windows[index]!),
      });
    [this.#names, this.#namespaces, this.#clusters] = [globs('applications'), globs('namespaces'), globs('clusters')];
    this.#and = new Uint32Array(pool.words);
    this.#row = new Uint32Array(pool.words);
    windows.forEach(({ andOperator }, index) => andOperator && setBit(this.#and, index));
  }

  /** The number of a set of windows. */
  setOf({ name, namespace, cluster }: WindowTarget, clusterClass: number): number {
    const row = this.#row;
    this.#names.mark(row, name);
    const namespaces = this.#namespaces.entryOf(namespace).row;
    const clusters = (this.#byClass[clusterClass] ??= this.#clusterBits(cluster));
    for (let i = 0; i < row.length; i++) {
      const and = this.#and[i]!;
      const any = row[i]! | namespaces[i]! | clusters[i]!;
      row[i] = (and & row[i]! & namespaces[i]! & clusters[i]!) | (~and & any);
    }
    return this.#pool.intern(row);
  }

  /** Places in the list of windows that was given. */
  windowsOf(set: number): readonly number[] {
    return bitsOf(this.#pool.row(set));
  }

  #clusterBits({ names }: WindowTarget['cluster']): Uint32Array {
    const bits = new Uint32Array(this.#pool.words);
    this.#clusters.mark(bits, undefined);
    for (const name of names) this.#clusters.mark(bits, name, true);
    return bits;
  }
}
