import { globTest, isLiteral } from './glob-list.ts';
import { setBit, type RowEntry, type RowPool } from './row-pool.ts';

export interface GlobRowsOptions {
  readonly pool: RowPool;
  /** Of each window its list of globs. */
  readonly lists: readonly (readonly string[])[];
  /** Whether a window whose list is empty takes any text. */
  readonly emptyTakesAll: (window: number) => boolean;
  /** Windows that are looked for by this attribute. */
  readonly anchors?: readonly number[];
}

/**
 * Which windows take a text by one of their lists of globs, as a row. Each distinct pattern is tried once per text, and what has
 * no wildcard is looked up.
 */
export class GlobRows {
  readonly #pool: RowPool;
  readonly #base: Uint32Array;
  readonly #literals = new Map<string, number[]>();
  readonly #tests: { readonly test: (text: string) => boolean; readonly windows: number[] }[] = [];
  readonly #anchors: readonly number[];
  readonly #known = new Map<string | undefined, RowEntry>();

  constructor({ pool, lists, emptyTakesAll, anchors = [] }: GlobRowsOptions) {
    this.#pool = pool;
    this.#anchors = anchors;
    this.#base = new Uint32Array(pool.words);
    const tests = new Map<string, number[]>();
    lists.forEach((patterns, window) => {
      if (patterns.length === 0 && emptyTakesAll(window)) setBit(this.#base, window);
      for (const pattern of patterns) {
        if (pattern === '') continue;
        const found = isLiteral(pattern) ? this.#literals : tests;
        const windows = found.get(pattern);
        if (windows) windows.push(window);
        else found.set(pattern, [window]);
      }
    });
    for (const [pattern, windows] of tests) this.#tests.push({ test: globTest(pattern), windows });
  }

  /** `undefined`: there is no text; only windows without a list take that. Remembered: for texts that come again. */
  entryOf(text: string | undefined): RowEntry {
    let entry = this.#known.get(text);
    if (entry !== undefined) return entry;
    const bits = new Uint32Array(this.#pool.words);
    this.mark(bits, text);
    this.#known.set(text, (entry = this.#pool.entry(bits, this.#anchors)));
    return entry;
  }

  /** Writes over a row what takes a text; what takes another text as well is added. */
  mark(row: Uint32Array, text: string | undefined, add = false): void {
    if (!add) row.set(this.#base);
    if (text === undefined) return;
    const named = this.#literals.size > 0 ? this.#literals.get(text) : undefined;
    if (named) for (const window of named) setBit(row, window);
    for (const { test, windows } of this.#tests) if (test(text)) for (const window of windows) setBit(row, window);
  }
}
