import type { Commit, Result } from '@wheelhouse/core-domain';
import type { Fetched, GitCredentials, GitMirrorsOptions, GitNode, Refs, TreeEntry } from './git-types.ts';

export * from './git-types.ts';

export declare class GitMirrors {
  constructor(options: GitMirrorsOptions);
  /** Brings the mirror up to date. One fetch in flight and one pending per repository; the newest call's credentials win. */
  fetch(url: string, credentials?: GitCredentials): Promise<Result<Fetched>>;
  /** Asks the remote for its refs, without fetching: for polling. */
  remoteRefs(url: string, credentials?: GitCredentials): Promise<Result<Refs>>;
  /** The mirror's refs, without asking the remote. */
  localRefs(url: string): Promise<Result<Refs>>;
  /** A branch, else a tag (peeled), `HEAD`, a full or abbreviated commit. */
  resolve(url: string, revision: string): Promise<Result<Commit>>;
  /** All directories below the root, in walk order. */
  directories(url: string, commit: Commit): Promise<Result<string[]>>;
  /** Everything below `path`, recursively; paths from the root. */
  tree(url: string, commit: Commit, path?: string): Promise<Result<TreeEntry[]>>;
  /**
   * What stands at each path. A path that goes through a symlink or a submodule has no entry of its own: the link is
   * reported under the link's path.
   */
  lookup(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, GitNode>>>;
  /** The bytes of files; a path that is no file is an error. */
  read(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, Uint8Array>>>;
  readBlobs(url: string, oids: readonly string[]): Promise<Result<Map<string, Uint8Array>>>;
  /** Paths that differ between two commits, in order. */
  changedPaths(url: string, from: Commit, to: Commit): Promise<Result<string[]>>;
  /** Pins exactly these commits (`refs/wheelhouse/keep/…`), so that force-pushes cannot take them; others are let go. */
  keep(url: string, commits: readonly Commit[]): Promise<Result<void>>;
  /** Ends the readers of objects. */
  close(): Promise<void>;
}
/** A URL without credentials: for messages, keys and equality. */
export declare function publicUrl(url: string): string;
