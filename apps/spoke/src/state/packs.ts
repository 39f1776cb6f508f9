import { readJson } from './read-json.ts';
import type { StateKind } from './state-kinds.ts';

/** Values of these kinds, where they are small, share a Secret when many are saved at once. */
export const PACKED: readonly StateKind[] = ['application', 'bundle'];

/** A small value, text in UTF-8. */
export interface PackEntry {
  readonly kind: StateKind;
  readonly name: string;
  readonly plain: Uint8Array;
}

export interface PacksOptions {
  /** Stores the entries of one pack in its Secret, in the place of what it held. */
  readonly put: (sequence: number, entries: readonly PackEntry[]) => Promise<void>;
  /** What the Secret holds; undefined where it is not there or damaged. */
  readonly read: (sequence: number) => Promise<readonly PackEntry[] | undefined>;
  readonly delete: (sequence: number) => Promise<void>;
}

/**
 * Which values are in which pack. Packs are numbered as they are written, and of a value the one with the highest number
 * counts, be it in a pack or in a Secret of its own. A pack goes when a newer place has each of its values; one of which little
 * still counts is written anew without the rest.
 */
export class Packs {
  readonly #options: PacksOptions;
  readonly #names = new Map<number, Set<string>>();
  /** The number under which the newest value of a name is stored. */
  readonly #newest = new Map<string, number>();
  #last = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: PacksOptions) {
    this.#options = options;
  }

  /** Greater than every number that was given out or seen. */
  nextSequence(): number {
    return (this.#last += 1);
  }

  newestOf(name: string): number {
    return this.#newest.get(name) ?? 0;
  }

  /** Whether the newest value of the name is in a pack. */
  isPacked(name: string): boolean {
    return this.#names.get(this.newestOf(name))?.has(name) ?? false;
  }

  /** A value was read or stored under this number, in a pack (with others) or by itself. */
  note(name: string, sequence: number, inPack: boolean): void {
    this.#last = Math.max(this.#last, sequence);
    if (inPack) this.#names.set(sequence, (this.#names.get(sequence) ?? new Set()).add(name));
    if (sequence >= this.newestOf(name)) this.#newest.set(name, sequence);
  }

  /** Names whose newest value is in this pack. */
  liveIn(sequence: number): readonly string[] {
    return [...this.#liveIn(sequence)];
  }

  async store(entries: readonly PackEntry[]): Promise<void> {
    const sequence = this.nextSequence();
    // Also where the answer is lost: it may have been stored, and must be found by whoever removes the value.
    this.#names.set(sequence, new Set(entries.map(({ name }) => name)));
    await this.#options.put(sequence, entries);
    for (const { name } of entries) this.note(name, sequence, true);
    this.tidy();
  }

  /** Deletes packs of which nothing counts any more, and shrinks those of which little does. Failures wait for the next time. */
  tidy(): void {
    for (const [sequence, names] of this.#names) {
      const live = this.#liveIn(sequence);
      if (live.size * 4 <= names.size && names.size > 1) this.#rewriteLater(sequence);
      else if (live.size === 0) this.#rewriteLater(sequence);
    }
  }

  /** The value is in no pack any more when this resolves. Oldest first: what is left over by a crash is the newest. */
  async remove(name: string): Promise<void> {
    const places = [...this.#names].filter(([, names]) => names.has(name)).map(([sequence]) => sequence);
    this.#newest.delete(name);
    for (const sequence of places.sort((a, b) => a - b)) await this.#enqueue(() => this.#rewrite(sequence, name));
  }

  /** Resolves when no pack is being tidied; never rejects. */
  async idle(): Promise<void> {
    await this.#work.catch(() => undefined);
  }

  #liveIn(sequence: number): Set<string> {
    const names = this.#names.get(sequence) ?? new Set();
    return new Set([...names].filter((name) => this.#newest.get(name) === sequence));
  }

  #rewriteLater(sequence: number): void {
    this.#enqueue(() => this.#rewrite(sequence)).catch(() => undefined);
  }

  async #rewrite(sequence: number, without?: string): Promise<void> {
    const names = this.#names.get(sequence);
    const live = this.#liveIn(sequence);
    if (!names || (live.size === names.size && without === undefined)) return;
    const kept = live.size > 0 ? await this.#options.read(sequence) : [];
    // Not there or damaged: nothing in it can come back.
    const entries = (kept ?? []).filter((entry) => live.has(entry.name) && entry.name !== without);
    if (entries.length > 0) {
      await this.#options.put(sequence, entries);
      this.#names.set(sequence, new Set(entries.map((entry) => entry.name)));
    } else {
      await this.#options.delete(sequence);
      this.#names.delete(sequence);
    }
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.#work.catch(() => undefined).then(work);
    this.#work = next;
    return next;
  }
}

/** `[[kind, name, text], …]` */
export const encodePack = (entries: readonly PackEntry[]): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify(entries.map(({ kind, name, plain }) => [kind, name, new TextDecoder().decode(plain)])),
  );

/** Undefined for what is no pack. */
export function decodePack(bytes: Uint8Array): PackEntry[] | undefined {
  const entries = readJson(bytes);
  if (!Array.isArray(entries) || !entries.every(isPacked)) return undefined;
  return entries.map(([kind, name, text]) => ({ kind, name, plain: new TextEncoder().encode(text) }));
}

const isPacked = (entry: unknown): entry is [StateKind, string, string] =>
  Array.isArray(entry) &&
  entry.length === 3 &&
  entry.every((part) => typeof part === 'string') &&
  PACKED.includes(entry[0] as StateKind);
