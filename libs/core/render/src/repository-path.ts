import type { KnownTree, TreeNode } from './tree-node.ts';

/** `dir` and a relative path, cleaned as Go's `filepath.Join` does; undefined where it is absolute or leaves the root. */
export function joinPath(dir: string, relative: string): string | undefined {
  if (relative.startsWith('/') || relative.includes('\0')) return undefined;
  const segments = dir === '.' ? [] : dir.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/') || '.';
}

export const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const isBelow = (path: string, dir: string): boolean =>
  dir === '.' || path === dir || path.startsWith(`${dir}/`);

export type Resolved =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly node: Exclude<TreeNode, { kind: 'symlink' | 'submodule' }>;
    }
  /** Nobody has looked there yet. */
  | { readonly kind: 'need'; readonly path: string }
  /** A link that leads out of the repository, or round in a circle. */
  | { readonly kind: 'outside' | 'loop'; readonly link: string; readonly target: string }
  | { readonly kind: 'submodule'; readonly path: string };

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a clean path leads once links are followed, as a file system does: `..` in a link's target goes up from the real
 * directory. Every link on the way is put into `links`.
 */
export function resolvePath(path: string, known: KnownTree, links: Map<string, string>): Resolved {
  const done: string[] = [];
  const ahead = path === '.' ? [] : path.split('/');
  let followed = 0;
  let last = { link: path, target: '' };
  while (ahead.length > 0) {
    const segment = ahead.shift()!;
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      // Up from where it really is: whether that is a link must be known first.
      const before = done.join('/');
      if (before !== '' && !known.has(before)) return { kind: 'need', path: before };
      if (done.pop() === undefined) return { kind: 'outside', ...last };
      continue;
    }
    const here = [...done, segment].join('/');
    const node = known.get(here);
    if (node?.kind === 'submodule') return { kind: 'submodule', path: here };
    if (node?.kind !== 'symlink') {
      done.push(segment);
      continue;
    }
    last = { link: here, target: node.target };
    if (node.target.startsWith('/')) return { kind: 'outside', ...last };
    if (++followed > MAX_LINKS) return { kind: 'loop', ...last };
    links.set(here, node.target);
    ahead.unshift(...node.target.split('/'));
  }
  return found(done.join('/') || '.', known);
}

function found(path: string, known: KnownTree): Resolved {
  const node = known.get(path);
  if (!node) return { kind: 'need', path };
  // Links and submodules were dealt with on the way.
  return { kind: 'found', path, node: node as Extract<Resolved, { kind: 'found' }>['node'] };
}
