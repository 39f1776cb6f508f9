import type { Commit } from '@wheelhouse/core-domain';
import { FileReader } from './file-reader.ts';
import type { GitNode, Refs, TreeChange, TreeEntry } from './git-types.ts';
import { ObjectReader } from './object-reader.ts';
import { PathLookup } from './path-lookup.ts';
import { ByteBudget, ReadLimit } from './read-limit.ts';
import { readRefFiles } from './ref-files.ts';
import { REMOTE_HEAD } from './remote.ts';
import { GitFailed, runGit, type GitRun } from './run-git.ts';
import { treeChanges } from './tree-changes.ts';
import { Trees, type Enters } from './trees.ts';

export interface MirrorOptions {
  readonly gitDir: string;
  readonly binary: string;
  readonly environment: Record<string, string>;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly maxEntries: number;
  readonly maxReadBytes: number;
}

const MAX_OBJECT_BYTES = 64 * 1024 * 1024;
/** Files of one question that git is asked for at a time. */
const FILES_AT_ONCE = 1_000;
/** Pairs of folders that a comparison looks into; what differs in more places is looked at as a whole. */
const COMPARED_FOLDERS = 20_000;
const KEEP = 'refs/wheelhouse/keep/';
/** Each fetch leaves one pack; git packs them together once there are 50. */
const FETCHES_PER_MAINTENANCE = 25;

/** One bare mirror: every question that needs no remote. */
export class Mirror {
  readonly gitDir: string;
  readonly environment: Record<string, string>;
  readonly #run: GitRun;
  readonly #reader: ObjectReader;
  readonly #trees: Trees;
  readonly #files: FileReader;
  readonly #lookup: PathLookup;
  #refs: Promise<Refs> | undefined;
  /** What objects that refs name stand for, of the last reading. */
  #commits: ReadonlyMap<string, Commit | undefined> = new Map();
  #kept: ReadonlySet<string> | undefined;
  #fetches = 0;
  #maintaining = false;

  constructor(options: MirrorOptions) {
    const { gitDir, environment, binary, timeoutMs } = options;
    this.gitDir = gitDir;
    this.environment = environment;
    this.#run = { binary, gitDir, environment, timeoutMs };
    this.#reader = new ObjectReader({ ...options, maxObjectBytes: MAX_OBJECT_BYTES });
    this.#trees = new Trees(this.#reader, options.maxEntries);
    this.#files = new FileReader(this.#reader);
    this.#lookup = new PathLookup(this.#trees, this.#files, options.maxReadBytes);
  }

  /** Nobody else writes here, so they are read once after each fetch. */
  refs(): Promise<Refs> {
    const known = (this.#refs ??= this.#readRefs());
    known.catch(() => this.forgetRefs());
    return known;
  }

  /** To be called when a fetch may have moved them. */
  forgetRefs(): void {
    this.#refs = undefined;
  }

  async #readRefs(): Promise<Refs> {
    const refs = new Map<string, Commit>();
    const kept = new Map<string, Commit | undefined>();
    for (const [name, { oid, peeled }] of await readRefFiles(this.gitDir, ['refs/heads', 'refs/tags', REMOTE_HEAD])) {
      // Git lets a branch name nothing but a commit.
      const commit = name.startsWith('refs/heads/') ? (oid as Commit) : (peeled ?? (await this.#peeled(oid)));
      kept.set(oid, commit);
      if (commit) refs.set(name === REMOTE_HEAD ? 'HEAD' : name, commit);
    }
    this.#commits = kept;
    return refs;
  }

  /** The commit that an object stands for, undefined where it is another thing. */
  async #peeled(oid: string): Promise<Commit | undefined> {
    if (this.#commits.has(oid)) return this.#commits.get(oid);
    const object = await this.#reader.read(`${oid}^{commit}`);
    return object?.oid as Commit | undefined;
  }

  async has(commit: Commit): Promise<boolean> {
    return /^[0-9a-f]{40,64}$/.test(commit) && (await this.#reader.read(commit))?.type === 'commit';
  }

  /** Commits whose id begins so. */
  async commitsLike(prefix: string): Promise<Commit[]> {
    const oids = await this.#lines(['rev-parse', `--disambiguate=${prefix}`]);
    const objects = await Promise.all(oids.map((oid) => this.#reader.read(oid)));
    return objects.flatMap((object) => (object?.type === 'commit' ? [object.oid as Commit] : []));
  }

  /** In git's order; `enters` says which folders are looked into. */
  async directories(commit: Commit, enters: Enters): Promise<string[]> {
    const entries = await this.#trees.below(treeOf(commit), '', enters);
    return entries.flatMap((entry) => (entry.type === 'tree' ? [entry.path] : []));
  }

  /** Undefined where `below` is no directory. */
  async tree(commit: Commit, below: string): Promise<TreeEntry[] | undefined> {
    if (below === '.' || below === '') return this.#trees.below(treeOf(commit), '');
    const node = (await this.lookup(commit, [below])).get(below);
    return node?.kind === 'directory' ? this.#trees.below(node.oid, `${below}/`) : undefined;
  }

  lookup(commit: Commit, paths: readonly string[]): Promise<Map<string, GitNode>> {
    return this.#lookup.find(treeOf(commit), paths);
  }

  /** The bytes of the files that `takes` says yes to; links are none. Throws `ReadLimit` where `maxBytes` are too few. */
  async files(commit: Commit, { takes, reaches, maxBytes }: FileQuestion): Promise<Map<string, Uint8Array>> {
    const entries = (await this.#trees.below(treeOf(commit), '', reaches)).filter(
      (one) => one.type === 'blob' && one.mode.startsWith('100') && takes(one.path),
    );
    const budget = new ByteBudget(maxBytes);
    const files = new Map<string, Uint8Array>();
    for (let at = 0; at < entries.length; at += FILES_AT_ONCE) {
      const some = entries.slice(at, at + FILES_AT_ONCE);
      const read = await Promise.all(some.map(({ oid, path }) => this.#files.read(oid, path)));
      for (const [index, { bytes }] of read.entries()) {
        const { path } = some[index]!;
        budget.spend(bytes.length, path);
        files.set(path, bytes);
      }
    }
    return files;
  }

  treeChanges(from: Commit, to: Commit): Promise<TreeChange[]> {
    let left = 2 * COMPARED_FOLDERS;
    return treeChanges(treeOf(from), treeOf(to), async (name) => {
      const hint = 'it is looked at as a whole';
      if (left-- <= 0) throw new ReadLimit(`two commits differ in more than ${COMPARED_FOLDERS} folders`, to, hint);
      return this.#trees.read(name);
    });
  }

  async keep(commits: readonly Commit[]): Promise<void> {
    const kept = this.#kept ?? new Set(await this.#lines(['for-each-ref', '--format=%(refname)', KEEP]));
    const wanted = new Map(commits.map((commit) => [`${KEEP}${commit}`, commit]));
    const orders = [
      ...[...wanted].filter(([ref]) => !kept.has(ref)).map(([ref, commit]) => `update ${ref} ${commit}\n`),
      ...[...kept].filter((ref) => !wanted.has(ref)).map((ref) => `delete ${ref}\n`),
    ];
    this.#kept = undefined;
    if (orders.length > 0) await runGit(['update-ref', '--stdin'], { ...this.#run, stdin: orders.join('') });
    this.#kept = new Set(wanted.keys());
  }

  /** Packs what many fetches left, once there may be enough of it. Never fails: a later fetch tries again. */
  async maintain(): Promise<void> {
    if (this.#maintaining || this.#fetches++ % FETCHES_PER_MAINTENANCE > 0) return;
    this.#maintaining = true;
    const patient = { ...this.#run, timeoutMs: 10 * 60_000 };
    await runGit(['-c', 'gc.auto=6700', 'gc', '--auto', '--quiet'], patient).catch(() => undefined);
    this.#maintaining = false;
  }

  close(): void {
    this.#reader.close();
  }

  async #lines(args: readonly string[]): Promise<string[]> {
    try {
      return (await runGit(args, this.#run)).toString().split('\n').filter(Boolean);
    } catch (error) {
      // `rev-parse --disambiguate` of nothing exits 1 in some versions.
      if (error instanceof GitFailed && error.exitCode === 1) return [];
      throw error;
    }
  }
}

/** Which files are wanted, and how many bytes they may have together. */
export interface FileQuestion {
  readonly takes: (path: string) => boolean;
  readonly reaches: Enters;
  readonly maxBytes: number;
}

const treeOf = (commit: Commit): string => `${commit}^{tree}`;
