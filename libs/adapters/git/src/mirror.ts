import type { Commit } from '@wheelhouse/core-domain';
import type { GitDirectoryEntry, GitNode, Refs, TreeChange, TreeEntry } from './git-types.ts';
import { ObjectReader, ObjectTooLarge, type GitObject } from './object-reader.ts';
import { readRefFiles } from './ref-files.ts';
import { REMOTE_HEAD } from './remote.ts';
import { GitFailed, runGit, type GitRun } from './run-git.ts';
import { ByteBudget, EntryBudget, ReadLimit } from './read-limit.ts';
import { treeChanges } from './tree-changes.ts';
import { parseTreeObject } from './tree-object.ts';

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
/** Paths that are looked up at a time: what is over the bound is noticed after as many. */
const LOOKED_UP = 64;
/** Pairs of folders that a comparison looks into; what differs in more places is looked at as a whole. */
const COMPARED_FOLDERS = 20_000;
const CACHED_TREES = 5_000;
/** Files that are remembered, in bytes: each at most, its bookkeeping, and all together. */
const REMEMBERED_FILE = 64 * 1024;
const FILE_OVERHEAD = 500;
const REMEMBERED_BYTES = 16 * 1024 * 1024;
const KEEP = 'refs/wheelhouse/keep/';
/** Each fetch leaves one pack; git packs them together once there are 50. */
const FETCHES_PER_MAINTENANCE = 25;

/** A file that is larger than anything that is read. */
export class FileTooLarge extends Error {
  readonly path: string;
  readonly size: number;
  readonly limit: number;
  constructor(path: string, cause: ObjectTooLarge) {
    super(`${path}: ${cause.message}`, { cause });
    this.name = 'FileTooLarge';
    this.path = path;
    this.size = cause.size;
    this.limit = cause.limit;
  }
}

/** One bare mirror: every question that needs no remote. */
export class Mirror {
  readonly gitDir: string;
  readonly environment: Record<string, string>;
  readonly #run: GitRun;
  readonly #limits: Pick<MirrorOptions, 'maxEntries' | 'maxReadBytes'>;
  readonly #reader: ObjectReader;
  readonly #trees = new Map<string, readonly GitDirectoryEntry[]>();
  readonly #files = new Map<string, GitNode>();
  #fileBytes = 0;
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
    this.#limits = options;
    this.#reader = new ObjectReader({ ...options, maxObjectBytes: MAX_OBJECT_BYTES });
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

  async directories(commit: Commit): Promise<string[]> {
    const entries = await this.#below(`${commit}^{tree}`, '', this.#entryBudget());
    const directories = entries.filter((entry) => entry.type === 'tree').map((entry) => entry.path);
    return directories.sort((a, b) => compareWalk(a, b));
  }

  /** Undefined where `below` is no directory. */
  async tree(commit: Commit, below: string): Promise<TreeEntry[] | undefined> {
    const root = below === '.' || below === '';
    const node = root ? undefined : (await this.lookup(commit, [below])).get(below);
    if (!root && node?.kind !== 'directory') return undefined;
    const name = node?.kind === 'directory' ? node.oid : `${commit}^{tree}`;
    return this.#below(name, root ? '' : `${below}/`, this.#entryBudget());
  }

  async lookup(commit: Commit, paths: readonly string[]): Promise<Map<string, GitNode>> {
    const found = { nodes: new Map<string, GitNode>(), budget: new ByteBudget(this.#limits.maxReadBytes) };
    for (let i = 0; i < paths.length; i += LOOKED_UP) {
      const some = paths.slice(i, i + LOOKED_UP);
      await Promise.all(some.map((path) => this.#walk(`${commit}^{tree}`, path, found)));
    }
    return found.nodes;
  }

  async blob(oid: string): Promise<Uint8Array | undefined> {
    const object = /^[0-9a-f]{40,64}$/.test(oid) ? await this.#reader.read(oid) : undefined;
    return object?.type === 'blob' ? object.bytes : undefined;
  }

  async changedPaths(from: Commit, to: Commit): Promise<string[]> {
    const output = await this.#git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to]);
    return splitZero(output);
  }

  treeChanges(from: Commit, to: Commit): Promise<TreeChange[]> {
    let left = 2 * COMPARED_FOLDERS;
    return treeChanges(`${from}^{tree}`, `${to}^{tree}`, async (name) => {
      const hint = 'it is looked at as a whole';
      if (left-- <= 0) throw new ReadLimit(`two commits differ in more than ${COMPARED_FOLDERS} folders`, to, hint);
      return this.#tree(name);
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

  async #walk(root: string, path: string, found: Found): Promise<void> {
    let oid = root;
    let at = '';
    for (const segment of path === '.' ? [] : path.split('/')) {
      const entry = (await this.#tree(oid)).find((one) => one.name === segment);
      const here = at ? `${at}/${segment}` : segment;
      if (!entry) return void found.nodes.set(path, { kind: 'missing' });
      if (entry.kind !== 'directory') return void (await this.#leaf(entry, here, path, found));
      [oid, at] = [entry.oid, here];
    }
    found.nodes.set(path, { kind: 'directory', oid, entries: await this.#tree(oid) });
  }

  async #leaf(entry: GitDirectoryEntry, here: string, path: string, { nodes, budget }: Found): Promise<void> {
    const { oid } = entry;
    if (entry.kind === 'submodule') return void nodes.set(here, { kind: 'submodule', oid });
    if (entry.kind === 'file' && here !== path) return void nodes.set(path, { kind: 'missing' });
    const remembered = this.#files.get(`${oid} ${entry.kind} ${entry.executable}`);
    if (remembered) return void nodes.set(here, remembered);
    const bytes = (await this.#readFile(oid, here))?.bytes;
    if (!bytes) throw new Error(`the mirror has lost object ${oid}`);
    budget.spend(bytes.length, here);
    const file = { kind: 'file', oid, executable: entry.executable, bytes } as const;
    const node: GitNode = entry.kind === 'symlink' ? { kind: 'symlink', oid, target: bytes.toString('utf8') } : file;
    nodes.set(here, node);
    this.#remember(`${oid} ${entry.kind} ${entry.executable}`, node, bytes.length);
  }

  /** Bases and kustomizations are asked for again by every overlay, at every commit. */
  #remember(key: string, node: GitNode, bytes: number): void {
    if (bytes > REMEMBERED_FILE || this.#files.has(key)) return;
    this.#files.set(key, node);
    this.#fileBytes += FILE_OVERHEAD + (node.kind === 'file' ? bytes : 0);
    for (const [oldest, old] of this.#files) {
      if (this.#fileBytes <= REMEMBERED_BYTES) break;
      this.#files.delete(oldest);
      this.#fileBytes -= FILE_OVERHEAD + (old.kind === 'file' ? old.bytes.length : 0);
    }
  }

  /** Everything below a tree, a folder before what is in it. Trees that other commits share are not read again. */
  async #below(name: string, prefix: string, budget: EntryBudget): Promise<TreeEntry[]> {
    const found: TreeEntry[] = [];
    const open = [this.#enter(await this.#tree(name), prefix, budget)];
    for (let folder = open.at(-1); folder; folder = open.at(-1)) {
      const entry = folder.entries[folder.next++];
      if (!entry) {
        open.pop();
        continue;
      }
      const here = treeEntry(entry, folder.prefix);
      found.push(here);
      const below = folder.below.get(entry.oid);
      if (entry.kind === 'directory' && below) open.push(this.#enter(await below, `${here.path}/`, budget));
    }
    return found;
  }

  /** Asks for all folders in it at once: git answers them while the first are walked. */
  #enter(entries: readonly GitDirectoryEntry[], prefix: string, budget: EntryBudget): Walked {
    budget.spend(entries.length, prefix);
    const below = new Map<string, Promise<readonly GitDirectoryEntry[]>>();
    for (const { kind, oid } of entries) {
      if (kind !== 'directory' || below.has(oid)) continue;
      const read = this.#tree(oid);
      read.catch(() => undefined);
      below.set(oid, read);
    }
    return { prefix, entries, next: 0, below };
  }

  #entryBudget(): EntryBudget {
    return new EntryBudget(this.#limits.maxEntries);
  }

  async #readFile(oid: string, path: string): Promise<GitObject | undefined> {
    try {
      return await this.#reader.read(oid);
    } catch (error) {
      throw error instanceof ObjectTooLarge ? new FileTooLarge(path, error) : error;
    }
  }

  async #tree(name: string): Promise<readonly GitDirectoryEntry[]> {
    const known = this.#trees.get(name);
    if (known) return known;
    const object = await this.#reader.read(name);
    if (object?.type !== 'tree') throw new Error(`the mirror has lost tree ${name}`);
    const entries = parseTreeObject(object.bytes, object.oid.length / 2);
    this.#trees.set(name, entries);
    if (this.#trees.size > CACHED_TREES) this.#trees.delete(this.#trees.keys().next().value!);
    return entries;
  }

  #git(args: readonly string[]): Promise<Buffer> {
    return runGit(args, this.#run);
  }

  async #lines(args: readonly string[]): Promise<string[]> {
    try {
      return (await this.#git(args)).toString().split('\n').filter(Boolean);
    } catch (error) {
      // `rev-parse --disambiguate` of nothing exits 1 in some versions.
      if (error instanceof GitFailed && error.exitCode === 1) return [];
      throw error;
    }
  }
}

/** A folder whose entries are being listed. */
interface Walked {
  readonly prefix: string;
  readonly entries: readonly GitDirectoryEntry[];
  next: number;
  /** By object id. */
  readonly below: ReadonlyMap<string, Promise<readonly GitDirectoryEntry[]>>;
}

/** What one question has found so far. */
interface Found {
  readonly nodes: Map<string, GitNode>;
  readonly budget: ByteBudget;
}

const MODES = { directory: '040000', symlink: '120000', submodule: '160000' } as const;
const TYPES = { directory: 'tree', symlink: 'blob', submodule: 'commit', file: 'blob' } as const;

function treeEntry({ name, kind, executable, oid }: GitDirectoryEntry, prefix: string): TreeEntry {
  const mode = kind === 'file' ? (executable ? '100755' : '100644') : MODES[kind];
  return { path: prefix + name, mode, type: TYPES[kind], oid };
}

const splitZero = (output: Buffer): string[] => output.toString('utf8').split('\0').filter(Boolean);

/** As a walk meets them: `a`, `a/b`, `a-b`; plain comparison would put `a-b` before `a/b`. */
function compareWalk(a: string, b: string): number {
  const [left, right] = [a.replaceAll('/', '\0'), b.replaceAll('/', '\0')];
  return left < right ? -1 : left > right ? 1 : 0;
}
