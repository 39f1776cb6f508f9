import type { Commit } from '@wheelhouse/core-domain';

/** What the server is told; never part of a URL, an argument, a log or an error. */
export type GitCredentials =
  { readonly username: string; readonly password: string } | { readonly bearerToken: string };

export type GitProtocol = 'file' | 'http' | 'https';

export interface GitMirrorsOptions {
  /** Where the bare mirrors are; made if it is not there. */
  readonly folder: string;
  /** Default `git`, from PATH. */
  readonly gitBinary?: string;
  /** Of one talk with a remote, and of one local question; default 60 s. */
  readonly timeoutMs?: number;
  /** Of the packs that one fetch brings in; default 4 GiB. */
  readonly maxBytes?: number;
  /** Files and folders that are listed of one commit; default 250,000. */
  readonly maxEntries?: number;
  /** Of the files that one question asks for together; default 64 MiB. */
  readonly maxReadBytes?: number;
  /** Branches and tags of one repository; default 100,000. */
  readonly maxRefs?: number;
  /** Default all three. */
  readonly allowedProtocols?: readonly GitProtocol[];
  /** A reader of objects ends after this time without a question; default 60 s. */
  readonly idleMs?: number;
}

/** `refs/heads/…`, `refs/tags/…` (peeled) and `HEAD`, each with the commit that it stands for. */
export type Refs = ReadonlyMap<string, Commit>;

export interface FetchOptions {
  readonly credentials?: GitCredentials;
  /** Somebody said that a ref moved: the remote is not asked for its refs first. */
  readonly moved?: boolean;
}

export interface Fetched {
  readonly refs: Refs;
  /** Whether any ref moved, came or went. */
  readonly changed: boolean;
}

export interface TreeEntry {
  /** From the root of the repository. */
  readonly path: string;
  /** `100644`, `100755`, `120000` (symlink), `040000`, `160000` (submodule). */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
}

/** What stands at one path of a commit. Links are reported, never followed. */
export type GitNode =
  | { readonly kind: 'file'; readonly oid: string; readonly executable: boolean; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly oid: string; readonly entries: readonly GitDirectoryEntry[] }
  | { readonly kind: 'symlink'; readonly oid: string; readonly target: string }
  | { readonly kind: 'submodule'; readonly oid: string }
  | { readonly kind: 'missing' };

export interface GitDirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'submodule';
  readonly executable: boolean;
  readonly oid: string;
}

/** Which files of a tree are wanted. */
export interface WantedFiles {
  readonly takes: (path: string) => boolean;
  /** Whether any below this folder may be; default: yes. */
  readonly reaches?: (folder: string) => boolean;
}

/** One difference between the trees of two commits. */
export interface TreeChange {
  readonly path: string;
  /** It came, went, or is another kind of thing now; else only its content is another one. */
  readonly structural: boolean;
  /** It is a folder, before or after; all below it came or went with it. */
  readonly directory: boolean;
}
