import type { GitDirectoryEntry, TreeChange } from './git-types.ts';

/** Reads the entries of a tree by its name. */
export type ReadTree = (name: string) => Promise<readonly GitDirectoryEntry[]>;

/**
 * What differs between two trees. Folders of equal ids are not looked into, so the work is that of the change, however large
 * the repository. What came or went as a folder is one change: what is below it is not listed.
 */
export async function treeChanges(from: string, to: string, read: ReadTree): Promise<TreeChange[]> {
  return from === to ? [] : changesBelow('', await Promise.all([read(from), read(to)]), read);
}

async function changesBelow(
  prefix: string,
  [before, after]: readonly [readonly GitDirectoryEntry[], readonly GitDirectoryEntry[]],
  read: ReadTree,
): Promise<TreeChange[]> {
  const known = new Map(before.map((entry) => [entry.name, entry]));
  const changes: TreeChange[] = [];
  for (const entry of after) {
    const old = known.get(entry.name);
    known.delete(entry.name);
    if (old && sameEntry(old, entry)) continue;
    const path = prefix + entry.name;
    if (old?.kind === 'directory' && entry.kind === 'directory') {
      const trees = await Promise.all([read(old.oid), read(entry.oid)]);
      changes.push(...(await changesBelow(`${path}/`, trees, read)));
    } else changes.push(changeOf(path, old, entry));
  }
  for (const gone of known.values()) changes.push(changeOf(prefix + gone.name, gone, undefined));
  return changes;
}

const sameEntry = (a: GitDirectoryEntry, b: GitDirectoryEntry): boolean =>
  a.oid === b.oid && a.kind === b.kind && a.executable === b.executable;

function changeOf(path: string, old: GitDirectoryEntry | undefined, now: GitDirectoryEntry | undefined): TreeChange {
  return {
    path,
    structural: old?.kind !== now?.kind,
    directory: old?.kind === 'directory' || now?.kind === 'directory',
  };
}
