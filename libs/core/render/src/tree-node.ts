/** What stands at one path of a commit, as an adapter found it. Links are reported, never followed. */
export type TreeNode =
  | { readonly kind: 'file'; readonly oid: string; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly entries: readonly TreeDirectoryEntry[] }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'submodule' }
  | { readonly kind: 'missing' };

export interface TreeDirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'submodule';
}

/** By path from the repository's root, without leading or trailing slash; `.` is the root. */
export type KnownTree = ReadonlyMap<string, TreeNode>;
