import { globMatches, type DirectoryOptions } from '@wheelhouse/core-domain';
import { ClosureWalk, type SourceClosure } from './source-closure.ts';
import type { KnownTree } from './tree-node.ts';

export const DEFAULT_DIRECTORY_OPTIONS: DirectoryOptions = { recurse: false };

/** As Argo CD: together, over all files of one source. */
export const MAX_DIRECTORY_BYTES = 10 * 1024 * 1024;

/**
 * The manifests of a plain folder: `.yaml`, `.yml` and `.json`, in walk order of their names; `exclude` is asked before
 * `include`, and both see the path below the folder. Links to files are followed inside the repository; links to folders are
 * left alone, as a walk does.
 */
export function directoryClosure(
  root: string,
  known: KnownTree,
  options: DirectoryOptions = DEFAULT_DIRECTORY_OPTIONS,
): SourceClosure {
  const walk = new ClosureWalk(known);
  const found = walk.find('.', root, root);
  const queue = found?.node.kind === 'directory' ? [found.path] : [];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    const node = known.get(folder);
    if (!node) walk.need.add(folder);
    if (node?.kind !== 'directory') continue;
    for (const entry of node.entries) {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'directory') options.recurse && queue.push(path);
      else if (entry.kind !== 'submodule' && isWanted(below(path, found!.path), options))
        takeFile(walk, folder, entry.name);
    }
  }
  return walk.finish(found?.path ?? root);
}

const below = (path: string, root: string): string => (root === '.' ? path : path.slice(root.length + 1));

function isWanted(path: string, { include, exclude }: DirectoryOptions): boolean {
  if (!/\.(?:ya?ml|json|jsonnet)$/.test(path)) return false;
  if (exclude && globMatches(exclude, path)) return false;
  return !include || globMatches(include, path);
}

function takeFile(walk: ClosureWalk, folder: string, name: string): void {
  const where = folder === '.' ? name : `${folder}/${name}`;
  if (name.endsWith('.jsonnet')) {
    return walk.problem(
      'NOT_SUPPORTED',
      'Jsonnet is not supported yet',
      where,
      'commit what it renders to, or exclude it',
    );
  }
  const found = walk.find(folder, name, where);
  if (found?.node.kind === 'file') walk.addFile(found.path, found.node);
}
