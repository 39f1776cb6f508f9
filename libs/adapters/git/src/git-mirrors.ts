import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { err, ok, type Commit, type Problem, type Result } from '@wheelhouse/core-domain';
import { Slots } from '@wheelhouse/runtime';
import { Coalescer } from './coalescer.ts';
import { gitEnvironment, masked, remoteEnvironment, writeGitConfig } from './git-environment.ts';
import { revisionNotFound, unreachable } from './git-problems.ts';
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
} from './git-types.ts';
import { FileTooLarge, Mirror } from './mirror.ts';
import { ReadLimit } from './read-limit.ts';
import { fetchRemote, listRemote, removeIncoming, TalkEnded, type RemoteTalk } from './remote.ts';
import { isMirrorFolder, parseRepositoryUrl, type RepositoryUrl } from './repository-url.ts';
import { runGit } from './run-git.ts';

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
const BLOBS_AT_ONCE = 1_000;

/** Fetches that run at a time, over all repositories. */
const CONCURRENT_TALKS = 8;

/**
 * Bare mirrors of repositories, one folder per URL, that nobody else writes. Nothing is ever checked out: revisions are
 * resolved and files read from git's objects. Every method answers with a problem where the input is wrong (the repository
 * cannot be reached, the revision or path is not there); what throws is a fault of this machine.
 */
export class GitMirrors {
  readonly #options: Required<GitMirrorsOptions>;
  readonly #mirrors = new Map<string, Promise<Mirror>>();
  readonly #fetches = new Coalescer<Result<Fetched>>();
  readonly #talks = new Slots(CONCURRENT_TALKS);
  #prepared: Promise<unknown> | undefined;

  constructor(options: GitMirrorsOptions) {
    this.#options = { ...DEFAULTS, ...options, folder: path.resolve(options.folder) };
  }

  /** Brings the mirror up to date. One fetch in flight and one pending per repository; the newest call's options win. */
  async fetch(url: string, options: FetchOptions = {}): Promise<Result<Fetched>> {
    return this.#withMirror(url, (mirror, parsed) =>
      this.#fetches.run(parsed.folderName, () => this.#fetch(mirror, parsed, options)),
    );
  }

  /** Asks the remote for its refs, without fetching: for polling. */
  async remoteRefs(url: string, credentials?: GitCredentials): Promise<Result<Refs>> {
    return this.#withMirror(url, (mirror, parsed) =>
      this.#talk(mirror, parsed, credentials, (talk) => listRemote(parsed.shown, talk)),
    );
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
      const hint = `write more of it: ${commits
        .slice(0, 5)
        .map((one) => one.slice(0, 12))
        .join(', ')}`;
      return err([{ code: 'REVISION_NOT_FOUND', message: `commit "${name}" is ambiguous`, where: parsed.shown, hint }]);
    });
  }

  /** All directories below the root, in walk order: a folder, what is in it, its next sibling. Submodules are none. */
  async directories(url: string, commit: Commit): Promise<Result<string[]>> {
    return this.#withCommit(url, commit, async (mirror) => ok(await mirror.directories(commit)));
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
   * The bytes of the files whose path `takes` says yes to, by path; links and submodules are none. More than 64 MiB of them
   * are an error.
   */
  async filesLike(
    url: string,
    commit: Commit,
    takes: (path: string) => boolean,
  ): Promise<Result<Map<string, Uint8Array>>> {
    return this.#withCommit(url, commit, async (mirror, parsed) => {
      const entries = ((await mirror.tree(commit, '.')) ?? []).filter(
        (one) => one.type === 'blob' && one.mode.startsWith('100') && takes(one.path),
      );
      const files = new Map<string, Uint8Array>();
      let size = 0;
      for (let at = 0; at < entries.length; at += BLOBS_AT_ONCE) {
        const some = entries.slice(at, at + BLOBS_AT_ONCE);
        const blobs = await Promise.all(some.map(({ oid }) => mirror.blob(oid)));
        for (const [index, bytes] of blobs.entries()) {
          const { path: file } = some[index]!;
          if (!bytes) return err([pathNotFound(parsed, commit, file, 'the mirror lost it')]);
          files.set(file, bytes);
          size += bytes.length;
        }
        if (size > MAX_FILES_BYTES) return err([tooManyFiles(parsed, entries.length)]);
      }
      return ok(files);
    });
  }

  /** The bytes of blobs by object id; ids that are not there are an error. */
  async readBlobs(url: string, oids: readonly string[]): Promise<Result<Map<string, Uint8Array>>> {
    return this.#withMirror(url, async (mirror, parsed) => {
      const objects = await Promise.all(oids.map(async (oid) => [oid, await mirror.blob(oid)] as const));
      const lost = objects.filter(([, bytes]) => !bytes).map(([oid]) => oid);
      if (lost.length === 0) return ok(new Map(objects as (readonly [string, Uint8Array])[]));
      return err([
        {
          code: 'PATH_NOT_FOUND',
          message: `the mirror has no object ${lost[0]}`,
          where: parsed.shown,
          hint: 'fetch it again',
        },
      ]);
    });
  }

  /** Paths of files that differ between two commits, in order. */
  async changedPaths(url: string, from: Commit, to: Commit): Promise<Result<string[]>> {
    return this.#withCommit(url, from, () =>
      this.#withCommit(url, to, async (mirror) => ok(await mirror.changedPaths(from, to))),
    );
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
    const { folder, allowedProtocols } = this.#options;
    const parsed = urls.map((url) => parseRepositoryUrl(url, allowedProtocols));
    const kept = new Set(parsed.flatMap((one) => (one.ok ? [one.value.folderName] : [])));
    const there = await readdir(folder).catch(() => []);
    let gone = 0;
    for (const name of there.filter((one) => isMirrorFolder(one) && !kept.has(one))) {
      const gitDir = path.join(folder, name);
      if (Date.now() - (await lastFetched(gitDir)) < idleMs) continue;
      const mirror = this.#mirrors.get(name);
      this.#mirrors.delete(name);
      await mirror?.then((open) => open.close()).catch(() => undefined);
      await rm(gitDir, { recursive: true, force: true });
      gone += 1;
    }
    return gone;
  }

  /** Ends the readers of objects. A later question starts them again. */
  async close(): Promise<void> {
    const mirrors = await Promise.allSettled(this.#mirrors.values());
    for (const mirror of mirrors) if (mirror.status === 'fulfilled') mirror.value.close();
  }

  async #fetch(mirror: Mirror, url: RepositoryUrl, options: FetchOptions): Promise<Result<Fetched>> {
    const { credentials, moved = false } = options;
    const before = await mirror.refs();
    const fetched = await this.#talk(mirror, url, credentials, async (talk) => {
      if (moved && before.has('HEAD')) return this.#bring(mirror, () => fetchRemote(url.shown, talk, true));
      const remote = await listRemote(url.shown, talk);
      if (remote.size > this.#options.maxRefs) throw new TalkEnded('too many refs');
      if (sameRefs(before, remote)) return false;
      return this.#bring(mirror, () => fetchRemote(url.shown, talk, remote.has('HEAD')));
    });
    if (!fetched.ok && moved) return this.#fetch(mirror, url, { ...options, moved: false });
    if (!fetched.ok) return fetched;
    if (!fetched.value) return ok({ refs: before, changed: false });
    const refs = await mirror.refs();
    void mirror.maintain();
    return ok({ refs, changed: !sameRefs(before, refs) });
  }

  /** Also a fetch that fails may have moved refs. */
  async #bring(mirror: Mirror, work: () => Promise<void>): Promise<true> {
    try {
      await work();
      return true;
    } finally {
      mirror.forgetRefs();
    }
  }

  async #talk<T>(
    mirror: Mirror,
    url: RepositoryUrl,
    credentials: GitCredentials | undefined,
    work: (talk: RemoteTalk) => Promise<T>,
  ): Promise<Result<T>> {
    const { gitBinary: binary, timeoutMs, maxBytes, maxRefs, allowedProtocols: allowed } = this.#options;
    const environment = remoteEnvironment(mirror.environment, url, { allowed, ...(credentials && { credentials }) });
    try {
      return ok(await this.#talks.use(() => work({ binary, gitDir: mirror.gitDir, environment, timeoutMs, maxBytes })));
    } catch (error) {
      const said = masked(error instanceof Error ? error.message : String(error), [credentials, url.credentials]);
      const withCredentials = (credentials ?? url.credentials) !== undefined;
      return err([unreachable({ shown: url.shown, timeoutMs, maxBytes, maxRefs, withCredentials }, error, said)]);
    }
  }

  async #withMirror<T>(
    url: string,
    work: (mirror: Mirror, parsed: RepositoryUrl) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const parsed = parseRepositoryUrl(url, this.#options.allowedProtocols);
    if (!parsed.ok) return parsed;
    const { folderName } = parsed.value;
    let mirror = this.#mirrors.get(folderName);
    if (!mirror) {
      mirror = this.#open(folderName);
      this.#mirrors.set(folderName, mirror);
      mirror.catch(() => this.#mirrors.delete(folderName));
    }
    return work(await mirror, parsed.value);
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

  async #open(folderName: string): Promise<Mirror> {
    const { folder, gitBinary: binary, timeoutMs, idleMs, maxEntries, maxReadBytes } = this.#options;
    await (this.#prepared ??= writeGitConfig(folder, timeoutMs));
    const gitDir = path.join(folder, folderName);
    const environment = gitEnvironment(folder, gitDir);
    await mkdir(gitDir, { recursive: true, mode: 0o700 });
    await removeLeftovers(gitDir);
    await runGit(['init', '--bare', '--quiet', '--template='], { binary, gitDir, environment, timeoutMs });
    return new Mirror({ gitDir, binary, environment, timeoutMs, idleMs, maxEntries, maxReadBytes });
  }
}

/** When it was made or fetched last, in milliseconds since 1970. */
async function lastFetched(gitDir: string): Promise<number> {
  const times = [gitDir, path.join(gitDir, 'FETCH_HEAD')].map((file) =>
    stat(file).then(
      (found) => found.mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}

/** Locks and half packs of a process that was killed: nobody else writes here, so they are nobody's. */
async function removeLeftovers(gitDir: string): Promise<void> {
  const names = await readdir(gitDir, { recursive: true });
  const locks = names.filter((name) => name.endsWith('.lock') || name === 'gc.pid' || /^run-\d+-\d+\./.test(name));
  await Promise.all(locks.map((name) => rm(path.join(gitDir, name), { force: true })));
  await removeIncoming(gitDir);
}

const sameRefs = (a: Refs, b: Refs): boolean => a.size === b.size && [...a].every(([name, oid]) => b.get(name) === oid);

const commitLost = (url: RepositoryUrl, commit: string): Problem => ({
  code: 'REVISION_NOT_FOUND',
  message: `the mirror has no commit ${commit.slice(0, 12)}`,
  where: url.shown,
  hint: 'refresh the repository; if its history was rewritten, name a newer revision',
});

const pathNotFound = (url: RepositoryUrl, commit: string, missing: string, why: string): Problem => ({
  code: 'PATH_NOT_FOUND',
  message: `path "${missing}" at ${commit.slice(0, 12)}: ${why}`,
  where: url.shown,
  hint: 'paths are relative to the root of the repository, and case counts',
});

const fileTooLarge = ({ path: file, size, limit }: FileTooLarge): Problem => ({
  code: 'RENDER_LIMIT',
  message: `the file has ${size} bytes; ${limit} are read at most`,
  where: file,
  hint: 'keep large files out of what is rendered',
});

const tooManyFiles = (url: RepositoryUrl, count: number): Problem => ({
  code: 'RENDER_LIMIT',
  message: `${count} files hold more than ${MAX_FILES_BYTES} bytes together`,
  where: url.shown,
  hint: 'take fewer files, by a narrower pattern or an exclude',
});

const notAFile = (node: GitNode | undefined): string =>
  !node || node.kind === 'missing' ? 'there is no such file' : `it is a ${node.kind}, not a file`;
