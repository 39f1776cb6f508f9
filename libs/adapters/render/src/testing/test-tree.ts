import { digestBytes, digestText, ok, type Commit, type Result } from '@wheelhouse/core-domain';
import type { TreeDirectoryEntry, TreeNode } from '@wheelhouse/core-render';
import type { TreeReader } from '../renderer-types.ts';

/** A file's text, where a symlink leads, or a submodule. */
export type TestFile = string | Uint8Array | { readonly link: string } | { readonly submodule: true };

/** A repository in memory, for specs: each commit is a whole tree. Answers as `GitMirrors.lookup` does. */
export class TestTree implements TreeReader {
  readonly #commits = new Map<Commit, ReadonlyMap<string, TreeNode>>();
  #files = new Map<string, TestFile>();

  /** Makes or replaces the files, removes those that are null. */
  commit(files: Readonly<Record<string, TestFile | null>>): Commit {
    this.#files = new Map(this.#files);
    for (const [path, file] of Object.entries(files)) {
      if (file === null) this.#files.delete(path);
      else this.#files.set(path, file);
    }
    const commit = digestText(`commit ${this.#commits.size}`).slice(0, 40) as Commit;
    this.#commits.set(commit, treeOf(this.#files));
    return commit;
  }

  async lookup(_url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, TreeNode>>> {
    const tree = this.#commits.get(commit);
    if (!tree) throw new Error(`no commit ${commit}`);
    const nodes = new Map<string, TreeNode>();
    for (const path of paths) {
      const segments = path.split('/');
      const prefixes = segments.map((_, index) => segments.slice(0, index + 1).join('/'));
      const inTheWay = prefixes.find((prefix) => ['symlink', 'submodule'].includes(tree.get(prefix)?.kind ?? ''));
      const at = inTheWay ?? path;
      nodes.set(at, tree.get(at) ?? { kind: 'missing' });
    }
    return ok(nodes);
  }
}

function treeOf(files: ReadonlyMap<string, TestFile>): Map<string, TreeNode> {
  const tree = new Map<string, TreeNode>();
  const folders = new Map<string, TreeDirectoryEntry[]>([['.', []]]);
  const enter = (path: string, kind: TreeDirectoryEntry['kind']): void => {
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '.' : path.slice(0, slash);
    if (!folders.has(parent)) {
      folders.set(parent, []);
      enter(parent, 'directory');
    }
    folders.get(parent)!.push({ name: path.slice(slash + 1), kind });
  };
  for (const [path, file] of files) {
    const node = nodeOf(file);
    enter(path, node.kind as TreeDirectoryEntry['kind']);
    tree.set(path, node);
  }
  for (const [path, entries] of folders) tree.set(path, { kind: 'directory', entries });
  return tree;
}

function nodeOf(file: TestFile): TreeNode {
  if (typeof file === 'object' && 'link' in file) return { kind: 'symlink', target: file.link };
  if (typeof file === 'object' && 'submodule' in file) return { kind: 'submodule' };
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  return { kind: 'file', oid: digestBytes(bytes), bytes };
}
