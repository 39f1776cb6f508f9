import { selectorMatches, type LabelSelector } from '@wheelhouse/core-domain';
import { clearBit, setBit, type RowEntry, type RowPool } from './row-pool.ts';

type Labels = Readonly<Record<string, string>>;

export const keysOf = (selector: LabelSelector | undefined): string[] =>
  selector ? [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)] : [];

export interface KeyRowsOptions {
  readonly pool: RowPool;
  readonly key: string;
  /** Of each window. */
  readonly selectors: readonly (LabelSelector | undefined)[];
  /** Windows that are looked for by this key. */
  readonly anchors: readonly number[];
}

/** Which windows take the value of one key of labels. What selectors say of it is tried anew only by those that name the value. */
export class KeyRows {
  readonly #pool: RowPool;
  readonly #key: string;
  readonly #asking = new Map<number, LabelSelector>();
  readonly #naming = new Map<string, number[]>();
  readonly #present: Uint32Array;
  readonly #absent: RowEntry;
  readonly #anchors: readonly number[];
  readonly #known = new Map<string, RowEntry>();

  constructor({ pool, key, selectors, anchors }: KeyRowsOptions) {
    this.#pool = pool;
    this.#anchors = anchors;
    this.#key = key;
    selectors.forEach((selector, window) => {
      if (!keysOf(selector).includes(key)) return;
      const asked = onlyOf(selector!, key);
      this.#asking.set(window, asked);
      for (const value of valuesOf(asked, key)) {
        const naming = this.#naming.get(value);
        if (naming) naming.push(window);
        else this.#naming.set(value, [window]);
      }
    });
    // No label has this value: it stands for each that no selector names.
    this.#present = this.#fill({ [key]: '\0' });
    this.#absent = pool.entry(this.#fill({}), anchors);
  }

  entryOf(labels: Labels): RowEntry {
    if (!Object.hasOwn(labels, this.#key)) return this.#absent;
    const value = labels[this.#key]!;
    let entry = this.#known.get(value);
    if (entry === undefined) this.#known.set(value, (entry = this.#make(value)));
    return entry;
  }

  #make(value: string): RowEntry {
    const row = this.#present.slice();
    for (const window of this.#naming.get(value) ?? [])
      if (selectorMatches(this.#asking.get(window)!, { [this.#key]: value })) setBit(row, window);
      else clearBit(row, window);
    return this.#pool.entry(row, this.#anchors);
  }

  #fill(labels: Labels): Uint32Array {
    const row = this.#pool.full();
    for (const [window, selector] of this.#asking) if (!selectorMatches(selector, labels)) clearBit(row, window);
    return row;
  }
}

/** What a selector says of one key. */
export const onlyOf = ({ matchLabels, matchExpressions }: LabelSelector, key: string): LabelSelector => ({
  matchLabels: Object.hasOwn(matchLabels, key) ? { [key]: matchLabels[key]! } : {},
  matchExpressions: matchExpressions.filter((one) => one.key === key),
});

export const valuesOf = ({ matchLabels, matchExpressions }: LabelSelector, key: string): ReadonlySet<string> =>
  new Set([
    ...(Object.hasOwn(matchLabels, key) ? [matchLabels[key]!] : []),
    ...matchExpressions.flatMap((one) => ('values' in one ? one.values : [])),
  ]);
