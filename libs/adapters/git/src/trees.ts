import type { GitDirectoryEntry, TreeEntry } from './git-types.ts';
import type { ObjectReader } from './object-reader.ts';
import { EntryBudget } from './read-limit.ts';
import { parseTreeObject } from './tree-object.ts';

/** Trees and their entries that are remembered: some 15 MB. */
const REMEMBERED_ENTRIES = 60_000;

/** Says of a folder whether it is looked into. */
export type Enters = (folder: string) => boolean;

/** The trees of a mirror. Those that other commits share are not read again. */
export class Trees {
  readonly #reader: ObjectReader;
  readonly #maxEntries: number;
  readonly #known = new Map<string, readonly GitDirectoryEntry[]>();
  #entries = 0;

  constructor(reader: ObjectReader, maxEntries: number) {
    this.#reader = reader;
    this.#maxEntries = maxEntries;
  }

  /** By object id, or `<commit>^{tree}`. */
  async read(name: string): Promise<readonly GitDirectoryEntry[]> {
    const known = this.#known.get(name);
    if (known) return known;
    const object = await this.#reader.read(name);
    if (object?.type !== 'tree') throw new Error(`the mirror has lost tree ${name}`);
    const entries = parseTreeObject(object.bytes, object.oid.length / 2);
    this.#remember(name, entries);
    return entries;
  }

  #remember(name: string, entries: readonly GitDirectoryEntry[]): void {
    if (this.#known.has(name)) return;
    this.#known.set(name, entries);
    this.#entries += 1 + entries.length;
    for (const [oldest, old] of this.#known) {
      if (this.#entries <= REMEMBERED_ENTRIES) break;
      this.#known.delete(oldest);
      this.#entries -= 1 + old.length;
    }
  }

  /** Everything below a tree, a folder before what is in it; folders that are not entered stand there without it. */
  async below(name: string, prefix: string, enters: Enters = () => true): Promise<TreeEntry[]> {
    const budget = new EntryBudget(this.#maxEntries);
    const found: TreeEntry[] = [];
    const open = [this.#enter(await this.read(name), prefix, { enters, budget })];
    for (let folder = open.at(-1); folder; folder = open.at(-1)) {
      const entry = folder.entries[folder.next++];
      if (!entry) {
        open.pop();
        continue;
      }
      const here = treeEntry(entry, folder.prefix);
      found.push(here);
      const below = entry.kind === 'directory' && enters(here.path) ? folder.below.get(entry.oid) : undefined;
      if (below) open.push(this.#enter(await below, `${here.path}/`, { enters, budget }));
    }
    return found;
  }

  /** Asks for all folders in it at once: git answers them while the first are walked. */
  #enter(entries: readonly GitDirectoryEntry[], prefix: string, walk: Walk): Walked {
    walk.budget.spend(entries.length, prefix);
    const below = new Map<string, Promise<readonly GitDirectoryEntry[]>>();
    for (const { kind, oid, name } of entries) {
      if (kind !== 'directory' || below.has(oid) || !walk.enters(prefix + name)) continue;
      const read = this.read(oid);
      read.catch(() => undefined);
      below.set(oid, read);
    }
    return { prefix, entries, next: 0, below };
  }
}

interface Walk {
  readonly enters: Enters;
  readonly budget: EntryBudget;
}

/** A folder whose entries are being listed. */
interface Walked {
  readonly prefix: string;
  readonly entries: readonly GitDirectoryEntry[];
  next: number;
  /** By object id. */
  readonly below: ReadonlyMap<string, Promise<readonly GitDirectoryEntry[]>>;
}

const MODES = { directory: '040000', symlink: '120000', submodule: '160000' } as const;
const TYPES = { directory: 'tree', symlink: 'blob', submodule: 'commit', file: 'blob' } as const;

function treeEntry({ name, kind, executable, oid }: GitDirectoryEntry, prefix: string): TreeEntry {
  const mode = kind === 'file' ? (executable ? '100755' : '100644') : MODES[kind];
  return { path: prefix + name, mode, type: TYPES[kind], oid };
}
