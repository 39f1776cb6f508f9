import type { WindowSelectors } from '@wheelhouse/core-domain';
import { anchorsOf, nameOf } from './anchors.ts';
import { GlobRows } from './glob-rows.ts';
import { KeyRows, keysOf } from './label-rows.ts';
import type { WindowCluster, WindowTarget } from './matches.ts';
import { hasBit, RowPool, type RowEntry } from './row-pool.ts';

/**
 * Which SyncWindows match a target. Each window is looked for by the one of its attributes that lets the fewest through; what is found
 * so is tried with the others, one bit each, which are found out once per value.
 */
export class NativeIndex {
  readonly #clusters: readonly KeyRows[];
  readonly #labels: readonly KeyRows[];
  readonly #lists: readonly [projects: GlobRows, namespaces: GlobRows, sets: GlobRows];
  /** Those that are tried with every target. */
  readonly #everywhere: Int32Array;
  readonly #pool: RowPool;
  /** What the target at hand has. */
  readonly #entries: RowEntry[] = [];
  #count = 0;
  /** Places of windows in the list that was given, ascending: the answer of `match`, up to its count. */
  readonly found: Int32Array;

  constructor(selectors: readonly WindowSelectors[]) {
    const pool = (this.#pool = new RowPool(selectors.length));
    const anchors = new Map<string, number[]>();
    anchorsOf(selectors).forEach((anchor, window) => {
      const windows = anchors.get(nameOf(anchor));
      if (windows) windows.push(window);
      else anchors.set(nameOf(anchor), [window]);
    });
    const keys = (of: 'clusters' | 'applications'): KeyRows[] => {
      const all = selectors.map((one) => one[of]);
      const rows = (key: string): KeyRows =>
        new KeyRows({ pool, key, selectors: all, anchors: anchors.get(nameOf({ of, key })) ?? [] });
      return [...new Set(all.flatMap(keysOf))].sort().map(rows);
    };
    const globs = (list: 'projects' | 'namespaces' | 'applicationSets'): GlobRows => {
      const lists = selectors.map((one) => one[list]);
      return new GlobRows({ pool, lists, emptyTakesAll: () => true, anchors: anchors.get(list) ?? [] });
    };
    [this.#clusters, this.#labels] = [keys('clusters'), keys('applications')];
    this.#lists = [globs('projects'), globs('namespaces'), globs('applicationSets')];
    this.#everywhere = Int32Array.from(anchors.get('') ?? []);
    this.found = new Int32Array(selectors.length);
  }

  /** What a cluster has, once for all of its targets. */
  clusterEntry({ labels }: WindowCluster): RowEntry {
    const entries = this.#clusters.map((key) => key.entryOf(labels));
    const row = this.#pool.full();
    for (const entry of entries) for (let i = 0; i < row.length; i++) row[i]! &= entry.row[i]!;
    const candidates = [...this.#everywhere, ...entries.flatMap(({ anchored }) => [...anchored])];
    return this.#pool.entry(row, candidates);
  }

  /** How many match; they are in `found` until it is asked again. */
  match(target: WindowTarget, cluster: RowEntry): number {
    const [projects, namespaces, sets] = this.#lists;
    const entries = this.#entries;
    entries[0] = cluster;
    entries[1] = projects.entryOf(target.project);
    entries[2] = namespaces.entryOf(target.namespace);
    entries[3] = sets.entryOf(target.applicationSet);
    for (let i = 0; i < this.#labels.length; i++) entries[4 + i] = this.#labels[i]!.entryOf(target.labels);
    this.#count = 0;
    for (let i = 0; i < entries.length; i++) {
      const { anchored } = entries[i]!;
      for (let j = 0; j < anchored.length; j++) this.#try(anchored[j]!);
    }
    return this.#count;
  }

  #try(window: number): void {
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i++) if (!hasBit(entries[i]!.row, window)) return;
    const { found } = this;
    let place = this.#count++;
    for (; place > 0 && found[place - 1]! > window; place--) found[place] = found[place - 1]!;
    found[place] = window;
  }
}
