import path from 'node:path';
import { err, ok, type Commit, type Problem, type Result } from '@wheelhouse/core-domain';
import { Fetcher } from './fetcher.ts';
import { FileTooLarge } from './file-reader.ts';
import { revisionAmbiguous, revisionNotFound } from './git-problems.ts';
import type {
  Fetched,
  FetchOptions,
  GitCredentials,
  GitMirrorsOptions,
  GitNode,
  GitProtocol,
  Refs,
  TreeChange,
  TreeEntry,
  WantedFiles,
} from './git-types.ts';
import { MirrorFolders } from './mirror-folders.ts';
import type { Mirror } from './mirror.ts';
import { ReadLimit } from './read-limit.ts';
import { commitLost, fileTooLarge, notAFile, pathNotFound } from './read-problems.ts';
import { parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts';
import type { Enters } from './trees.ts';

const DEFAULTS = {
  gitBinary: 'git',
  timeoutMs: 60_000,
  maxBytes: 4 * 1024 ** 3,
  maxEntries: 250_000,
  maxReadBytes: 64 * 1024 ** 2,
  maxRefs: 100_000,
  allowedProtocols: ['file', 'http', 'https'] as readonly GitProtocol[],
  idleMs: 60_000,
};

/** What one question for many files may bring. */
const MAX_FILES_BYTES = 64 * 1024 * 1024;
const everywhere: Enters = () => true;

/**
 * Bare mirrors of repositories, one folder per URL, that nobody else writes. Nothing is ever checked out: revisions are
 * resolved and files read from git's objects. Every method answers with a problem where the input is wrong (the repository
 * cannot be reached, the revision or path is not there); what throws is a fault of this machine.
 */
export class GitMirrors {
  readonly #allowed: readonly GitProtocol[];
  readonly #folders: MirrorFolders;
  readonly #fetcher: Fetcher;

  constructor(options: GitMirrorsOptions) {
    const all = { ...DEFAULTS, ...options, folder: path.resolve(options.folder) };
    this.#allowed = all.allowedProtocols;
    this.#folders = new MirrorFolders({ ...all, binary: all.gitBinary });
    this.#fetcher = new Fetcher(all);
  }

  /** Brings the mirror up to date. One fetch in flight and one pending per repository; the newest call's options win. */
  async fetch(url: string, options: FetchOptions = {}): Promise<Result<Fetched>> {
    return this.#withMirror(url, (mirror, parsed) => this.#fetcher.fetch(mirror, parsed, options));
  }

  /** Asks the remote for its refs, without fetching: for polling. */
  async remoteRefs(url: string, credentials?: GitCredentials): Promise<Result<Refs>> {
    return this.#withMirror(url, (mirror, parsed) => this.#fetcher.remoteRefs(mirror, parsed, credentials));
  }

  /** The mirror's refs, without asking the remote; none before the first fetch. */
  async localRefs(url: string): Promise<Result<Refs>> {
    return this.#withMirror(url, async (mirror) => ok(await mirror.refs()));
  }

  /** A branch, else a tag (peeled), `HEAD` (also for an empty text), a full or abbreviated commit of the mirror. */
  async resolve(url: string, revision: string): Promise<Result<Commit>> {
    return this.#withMirror(url, async (mirror, parsed) => {
      const refs = await mirror.refs();
      const name = revision.trim() || 'HEAD';
      const found =
        refs.get(`refs/heads/${name}`) ??
        refs.get(`refs/tags/${name}`) ??
        (/^(?:HEAD$|refs\/(?:heads|tags)\/)/.test(name) ? refs.get(name) : undefined);
      if (found) return ok(found);
      const commits = /^[0-9a-f]{4,64}$/i.test(name) ? await mirror.commitsLike(name.toLowerCase()) : [];
      if (commits.length === 1) return ok(commits[0]!);
      if (commits.length === 0) return err([revisionNotFound(parsed.shown, name, refs)]);
      return err([revisionAmbiguous(parsed.shown, name, commits)]);
    });
  }

  /** The directories below the root, in git's order; those below a folder that `enters` says no to are left out. Submodules are none. */
  async directories(url: string, commit: Commit, enters: Enters = everywhere): Promise<Result<string[]>> {
    return this.#withCommit(url, commit, async (mirror) => ok(await mirror.directories(commit, enters)));
  }

  /** Everything below `path`, recursively; paths from the root of the repository. */
  async tree(url: string, commit: Commit, below = '.'): Promise<Result<TreeEntry[]>> {
    return this.#withCommit(url, commit, async (mirror, parsed) => {
      const entries = await mirror.tree(commit, below);
      return entries ? ok(entries) : err([pathNotFound(parsed, commit, below, 'there is no such directory')]);
    });
  }

  /**
   * What stands at each path (`.` is the root). A path that goes through a symlink or a submodule has no entry of its own:
   * the link is reported under the link's own path.
   */
  async lookup(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, GitNode>>> {
    return this.#withCommit(url, commit, async (mirror) => ok(await mirror.lookup(commit, paths)));
  }

  /** The bytes of files. A path that is no file is an error, a symlink too: links are never followed here. */
  async read(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, Uint8Array>>> {
    return this.#withCommit(url, commit, async (mirror, parsed) => {
      const nodes = await mirror.lookup(commit, paths);
      const problems: Problem[] = [];
      const files = new Map<string, Uint8Array>();
      for (const file of paths) {
        const node = nodes.get(file);
        if (node?.kind === 'file') files.set(file, node.bytes);
        else problems.push(pathNotFound(parsed, commit, file, notAFile(node)));
      }
      return problems.length > 0 ? err(problems) : ok(files);
    });
  }

  /**
   * The bytes of the files that are wanted, by path; links and submodules are none. Only folders that `reaches` says yes to are
   * looked into. More than 64 MiB of them are an error.
   */
  async filesLike(url: string, commit: Commit, wanted: WantedFiles): Promise<Result<Map<string, Uint8Array>>> {
    const question = { reaches: everywhere, ...wanted, maxBytes: MAX_FILES_BYTES };
    return this.#withCommit(url, commit, async (mirror) => ok(await mirror.files(commit, question)));
  }

  /** What differs between two commits, by the ids of their trees: folders that are equal are not looked into. */
  async treeChanges(url: string, from: Commit, to: Commit): Promise<Result<TreeChange[]>> {
    return this.#withCommit(url, from, () =>
      this.#withCommit(url, to, async (mirror) => ok(await mirror.treeChanges(from, to))),
    );
  }

  /**
   * Pins exactly these commits by refs of ours, so that no force-push and no collection takes them; lets the others go.
   * Commits that the mirror has not are an error, and then nothing changes.
   */
  async keep(url: string, commits: readonly Commit[]): Promise<Result<void>> {
    return this.#withMirror(url, async (mirror, parsed) => {
      const has = await Promise.all(commits.map((commit) => mirror.has(commit)));
      const lost = commits.find((_, index) => !has[index]);
      if (lost) return err([commitLost(parsed, lost)]);
      await mirror.keep(commits);
      return ok(undefined);
    });
  }

  /**
   * Takes the mirrors of all other repositories from the disk that nobody fetched for `idleMs`: what is lost can be fetched
   * again. Answers with how many went.
   */
  async forgetOthers(urls: readonly string[], idleMs: number): Promise<number> {
    const parsed = urls.map((url) => parseRepositoryUrl(url, this.#allowed));
    const kept = new Set(parsed.flatMap((one) => (one.ok ? [one.value.folderName] : [])));
    return this.#folders.forgetOthers(kept, idleMs);
  }

  /** Ends the readers of objects. A later question starts them again. */
  close(): Promise<void> {
    return this.#folders.close();
  }

  async #withMirror<T>(
    url: string,
    work: (mirror: Mirror, parsed: RepositoryUrl) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const parsed = parseRepositoryUrl(url, this.#allowed);
    if (!parsed.ok) return parsed;
    return work(await this.#folders.mirror(parsed.value.folderName), parsed.value);
  }

  async #withCommit<T>(
    url: string,
    commit: Commit,
    work: (mirror: Mirror, parsed: RepositoryUrl) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.#withMirror(url, async (mirror, parsed) => {
      if (!(await mirror.has(commit))) return err([commitLost(parsed, commit)]);
      try {
        return await work(mirror, parsed);
      } catch (error) {
        if (error instanceof FileTooLarge) return err([fileTooLarge(error)]);
        if (error instanceof ReadLimit) return err([error.problem]);
        throw error;
      }
    });
  }
}
