/** What is known of one value of an attribute. */
export interface RowEntry {
  /** The windows that take it. */
  readonly row: Uint32Array;
  /** Of those the ones that are looked for by this attribute. */
  readonly anchored: Int32Array;
}

/**
 * Rows of bits, one bit per window, each kept once and named by a number, so that many targets which the same windows match have
 * the same number. The row 0 has every bit.
 */
export class RowPool {
  readonly words: number;
  readonly #windows: number;
  readonly #rows: Uint32Array[] = [];
  readonly #byHash = new Map<number, number[]>();

  constructor(windows: number) {
    this.words = (windows + 31) >>> 5;
    this.#windows = windows;
    this.intern(this.full());
  }

  full(): Uint32Array {
    const row = new Uint32Array(this.words).fill(0xffffffff);
    const last = this.#windows & 31;
    if (last > 0) row[this.words - 1] = 2 ** last - 1;
    return row;
  }

  row(id: number): Uint32Array {
    return this.#rows[id]!;
  }

  /** The number of a row, which is copied where it is new. */
  intern(row: Uint32Array): number {
    let hash = 0;
    for (let i = 0; i < row.length; i++) hash = Math.imul(hash ^ row[i]!, 0x01000193) ^ (hash >>> 15);
    hash |= 0;
    const alike = this.#byHash.get(hash);
    if (alike) for (const id of alike) if (same(this.#rows[id]!, row)) return id;
    const id = this.#rows.push(row.slice()) - 1;
    if (alike) alike.push(id);
    else this.#byHash.set(hash, [id]);
    return id;
  }

  /** `anchors`: the windows that are looked for by the attribute. */
  entry(row: Uint32Array, anchors: readonly number[]): RowEntry {
    const kept = this.row(this.intern(row));
    return { row: kept, anchored: Int32Array.from(anchors.filter((window) => hasBit(kept, window))) };
  }
}

export const hasBit = (row: Uint32Array, bit: number): boolean => ((row[bit >>> 5]! >>> (bit & 31)) & 1) !== 0;
export const setBit = (row: Uint32Array, bit: number): void => void (row[bit >>> 5]! |= 1 << (bit & 31));
export const clearBit = (row: Uint32Array, bit: number): void => void (row[bit >>> 5]! &= ~(1 << (bit & 31)));

/** The bits of a row, ascending. */
export function bitsOf(row: Uint32Array): number[] {
  const bits: number[] = [];
  for (let place = 0; place < row.length; place++)
    for (let left = row[place]!; left !== 0; left &= left - 1) bits.push((place << 5) + 31 - Math.clz32(left & -left));
  return bits;
}

function same(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
