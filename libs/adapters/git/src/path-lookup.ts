import type { GitDirectoryEntry, GitNode } from './git-types.ts';
import type { FileReader } from './file-reader.ts';
import { ByteBudget } from './read-limit.ts';
import type { Trees } from './trees.ts';

/** Paths that are looked up at a time: what is over the bound is noticed after as many. */
const LOOKED_UP = 64;

/** What one question has found so far. */
interface Found {
  readonly nodes: Map<string, GitNode>;
  readonly budget: ByteBudget;
}

/** Finds what stands at paths of a commit. Links are reported, never followed. */
export class PathLookup {
  readonly #trees: Trees;
  readonly #files: FileReader;
  readonly #maxBytes: number;

  constructor(trees: Trees, files: FileReader, maxBytes: number) {
    this.#trees = trees;
    this.#files = files;
    this.#maxBytes = maxBytes;
  }

  /** `root`: the name of a tree. */
  async find(root: string, paths: readonly string[]): Promise<Map<string, GitNode>> {
    const found = { nodes: new Map<string, GitNode>(), budget: new ByteBudget(this.#maxBytes) };
    for (let i = 0; i < paths.length; i += LOOKED_UP) {
      const some = paths.slice(i, i + LOOKED_UP);
      await Promise.all(some.map((path) => this.#walk(root, path, found)));
    }
    return found.nodes;
  }

  async #walk(root: string, path: string, found: Found): Promise<void> {
    let oid = root;
    let at = '';
    for (const segment of path === '.' ? [] : path.split('/')) {
      const entry = (await this.#trees.read(oid)).find((one) => one.name === segment);
      const here = at ? `${at}/${segment}` : segment;
      if (!entry) return void found.nodes.set(path, { kind: 'missing' });
      if (entry.kind !== 'directory') return this.#leaf(entry, { here, path }, found);
      [oid, at] = [entry.oid, here];
    }
    found.nodes.set(path, { kind: 'directory', oid, entries: await this.#trees.read(oid) });
  }

  async #leaf(
    entry: GitDirectoryEntry,
    { here, path }: { readonly here: string; readonly path: string },
    { nodes, budget }: Found,
  ): Promise<void> {
    const { kind, oid, executable } = entry;
    if (kind === 'submodule') return void nodes.set(here, { kind: 'submodule', oid });
    if (kind === 'file' && here !== path) return void nodes.set(path, { kind: 'missing' });
    const { bytes, isNew } = await this.#files.read(oid, here);
    if (isNew) budget.spend(bytes.length, here);
    const node: GitNode =
      kind === 'symlink'
        ? { kind: 'symlink', oid, target: bytes.toString('utf8') }
        : { kind: 'file', oid, executable, bytes };
    nodes.set(here, node);
  }
}
