import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Commit, Problem, Result } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { GitMirrors } from './git-mirrors.ts';
import type { GitMirrorsOptions } from './git-types.ts';
import { TestRepository } from './testing/index.ts';

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const problem = (result: Result<unknown>): Problem => {
  if (result.ok) throw new Error('expected a problem');
  return result.error[0]!;
};
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

let folder: string;
let mirrors: GitMirrors;
let repo: TestRepository;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-mirrors-'));
  mirrors = new GitMirrors({ folder });
  repo = new TestRepository();
});
afterEach(async () => {
  await mirrors.close();
  rmSync(folder, { recursive: true, force: true });
  repo.remove();
});

/** Takes objects out of the only mirror. */
function loseObjects(...oids: readonly string[]): void {
  const mirror = path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.git'))!,
  );
  const packs = path.join(mirror, 'objects/pack');
  const input = readFileSync(
    path.join(
      packs,
      readdirSync(packs).find((name) => name.endsWith('.pack'))!,
    ),
  );
  rmSync(packs, { recursive: true });
  execFileSync('git', ['-C', mirror, 'unpack-objects', '-q'], { input });
  for (const oid of oids) rmSync(path.join(mirror, 'objects', oid.slice(0, 2), oid.slice(2)));
}

describe('fetch', () => {
  it('brings heads, peeled tags and HEAD, and says whether anything changed', async () => {
    const first = repo.commit({ 'a.txt': 'one' });
    repo.git('tag', '-a', 'v1', '-m', 'first');
    const fetched = value(await mirrors.fetch(repo.url));
    expect(Object.fromEntries(fetched.refs)).toEqual({ HEAD: first, 'refs/heads/main': first, 'refs/tags/v1': first });
    expect(fetched.changed).toBe(true);
    expect(value(await mirrors.fetch(repo.url)).changed).toBe(false);
    const second = repo.commit({ 'a.txt': 'two' });
    expect(value(await mirrors.fetch(repo.url))).toMatchObject({ changed: true });
    expect(value(await mirrors.resolve(repo.url, 'main'))).toBe(second);
  });

  it('takes an empty repository, and its first commit later', async () => {
    expect(value(await mirrors.fetch(repo.url))).toEqual({ refs: new Map(), changed: false });
    expect(problem(await mirrors.resolve(repo.url, 'HEAD'))).toMatchObject({ code: 'REVISION_NOT_FOUND' });
    const first = repo.commit({ 'a.txt': 'one' });
    expect(value(await mirrors.fetch(repo.url)).refs.get('HEAD')).toBe(first);
  });

  it('drops refs that went, and takes a name that turned into a folder', async () => {
    repo.commit({ 'a.txt': 'one' });
    repo.git('branch', 'topic');
    value(await mirrors.fetch(repo.url));
    repo.git('branch', '-D', 'topic');
    repo.git('branch', 'topic/one');
    const { refs } = value(await mirrors.fetch(repo.url));
    expect([...refs.keys()].sort()).toEqual(['HEAD', 'refs/heads/main', 'refs/heads/topic/one']);
  });

  it('accepts a rewritten history; a pinned commit of the old one stays readable', async () => {
    const old = repo.commit({ 'a.txt': 'old' });
    value(await mirrors.fetch(repo.url));
    value(await mirrors.keep(repo.url, [old]));
    repo.git('checkout', '--quiet', '--orphan', 'fresh');
    const fresh = repo.commit({ 'a.txt': 'new' });
    repo.git('branch', '-M', 'fresh', 'main');
    expect(value(await mirrors.fetch(repo.url)).refs.get('refs/heads/main')).toBe(fresh);
    const [mirror] = readdirSync(folder).filter((name) => name.endsWith('.git'));
    execFileSync('git', ['-C', path.join(folder, mirror!), 'gc', '--quiet', '--prune=now']);
    expect(text(value(await mirrors.read(repo.url, old, ['a.txt'])).get('a.txt'))).toBe('old');
    value(await mirrors.keep(repo.url, []));
    execFileSync('git', ['-C', path.join(folder, mirror!), 'gc', '--quiet', '--prune=now']);
    await mirrors.close();
    expect(problem(await mirrors.read(repo.url, old, ['a.txt']))).toMatchObject({ code: 'REVISION_NOT_FOUND' });
  });

  it('follows HEAD to another branch without a new commit', async () => {
    const main = repo.commit({ 'a.txt': 'main' });
    repo.git('checkout', '--quiet', '-b', 'dev');
    const dev = repo.commit({ 'a.txt': 'dev' });
    expect(value(await mirrors.fetch(repo.url)).refs.get('HEAD')).toBe(dev);
    repo.git('checkout', '--quiet', 'main');
    expect(value(await mirrors.fetch(repo.url))).toMatchObject({ changed: true });
    expect(value(await mirrors.resolve(repo.url, ''))).toBe(main);
  });

  it('shares one run between callers: those who come during a fetch see what was pushed before they asked', async () => {
    repo.commit({ 'a.txt': '1' });
    const first = mirrors.fetch(repo.url);
    const newest = repo.commit({ 'a.txt': '2' });
    const later = await Promise.all([mirrors.fetch(repo.url), mirrors.fetch(repo.url), mirrors.fetch(repo.url)]);
    value(await first);
    for (const one of later) expect(value(one).refs.get('refs/heads/main')).toBe(newest);
    expect(value(later[0]!)).toBe(value(later[2]!));
  });

  it('goes on after a crash that left locks and half a pack', async () => {
    repo.commit({ 'a.txt': 'one' });
    value(await mirrors.fetch(repo.url));
    const mirror = path.join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.git'))!,
    );
    writeFileSync(path.join(mirror, 'packed-refs.lock'), '');
    writeFileSync(path.join(mirror, 'refs/heads/main.lock'), '');
    writeFileSync(path.join(mirror, 'objects/pack/tmp_pack_dead'), 'x');
    const second = repo.commit({ 'a.txt': 'two' });
    const restarted = new GitMirrors({ folder });
    expect(value(await restarted.fetch(repo.url)).refs.get('HEAD')).toBe(second);
    expect(readdirSync(path.join(mirror, 'objects/pack'))).not.toContain('tmp_pack_dead');
    await restarted.close();
  });

  it('asks for refs without fetching', async () => {
    const first = repo.commit({ 'a.txt': 'one' });
    repo.git('tag', '-a', 'v1', '-m', 'first');
    const refs = value(await mirrors.remoteRefs(repo.url));
    expect(Object.fromEntries(refs)).toEqual({ HEAD: first, 'refs/heads/main': first, 'refs/tags/v1': first });
    expect(value(await mirrors.localRefs(repo.url)).size).toBe(0);
  });
});

describe('a remote that is not there', () => {
  const silent: Server[] = [];
  afterEach(() => {
    for (const server of silent.splice(0)) server.close();
  });

  it.each([
    ['a folder without a repository', 'file:///nowhere/at/all', 'there is no repository'],
    ['a port where nobody listens', 'http://127.0.0.1:1/repo.git', 'nothing answers there'],
    ['a host without an address', 'https://wheelhouse.invalid/repo.git', 'host name cannot be resolved'],
  ])('%s', async (_, url, words) => {
    const found = problem(await mirrors.fetch(url));
    expect(found).toMatchObject({ code: 'REPOSITORY_UNREACHABLE', where: url });
    expect(found.message).toContain(words);
    expect(found.hint).toBeTruthy();
  });

  it.each([
    ['ssh', 'ssh://git@example.com/repo.git'],
    ['an option', '--upload-pack=touch /tmp/x'],
    ['a transport that runs commands', 'ext::sh -c touch% /tmp/x'],
    ['a relative path', 'repos/one'],
    ['a line break', '/tmp/a\n/b'],
  ])('refuses %s', async (_, url) => {
    expect(problem(await mirrors.fetch(url))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('refuses a protocol that the options leave out', async () => {
    const strict = new GitMirrors({ folder, allowedProtocols: ['https'] });
    expect(problem(await strict.fetch(repo.url))).toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('ends a talk with a server that says nothing', async () => {
    const server = createServer(() => undefined);
    silent.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const impatient = new GitMirrors({ folder, timeoutMs: 300 });
    const found = problem(await impatient.fetch(`http://127.0.0.1:${port}/repo.git`));
    expect(found).toMatchObject({ code: 'REPOSITORY_UNREACHABLE' });
    expect(found.message).toContain('within 0.3 s');
  });
});

describe('resolve', () => {
  it('takes branch before tag, tags peeled, and commits in full or in part', async () => {
    const first = repo.commit({ 'a.txt': 'one' });
    repo.git('tag', '-a', 'v1', '-m', 'first');
    repo.git('tag', '-a', 'nested', '-m', 'a tag of a tag', 'v1');
    repo.git('tag', 'main');
    const second = repo.commit({ 'a.txt': 'two' });
    value(await mirrors.fetch(repo.url));
    const at = async (revision: string): Promise<Commit> => value(await mirrors.resolve(repo.url, revision));
    expect(await at('main')).toBe(second);
    expect(await at('refs/tags/main')).toBe(first);
    expect(await at('v1')).toBe(first);
    expect(await at('nested')).toBe(first);
    expect(await at('HEAD')).toBe(second);
    expect(await at('')).toBe(second);
    expect(await at(first)).toBe(first);
    expect(await at(first.slice(0, 8))).toBe(first);
    expect(await at(first.toUpperCase().slice(0, 8))).toBe(first);
  });

  it.each([
    ['a mistyped branch', 'mian', 'did you mean "main"?'],
    ['a name like nothing', 'release-2031', 'branches: main'],
    ['a commit that is nowhere', 'f'.repeat(40), 'branches: main'],
    ['git syntax', 'main~0', undefined],
    ['a reflog', 'main@{1}', undefined],
    ['an option', '--all', 'branches: main'],
  ])('refuses %s', async (_, revision, hint) => {
    repo.commit({ 'a.txt': 'one' });
    value(await mirrors.fetch(repo.url));
    const found = problem(await mirrors.resolve(repo.url, revision));
    expect(found).toMatchObject({ code: 'REVISION_NOT_FOUND', where: repo.url });
    expect(found.message).toContain(revision);
    if (hint) expect(found.hint).toBe(hint);
  });
});

describe('told that a ref moved', () => {
  it('fetches without asking first, and notices that nothing did', async () => {
    const first = repo.commit({ 'a.txt': 'one' });
    expect(value(await mirrors.fetch(repo.url, { moved: true })).refs.get('HEAD')).toBe(first);
    const second = repo.commit({ 'a.txt': 'two' });
    const fetched = value(await mirrors.fetch(repo.url, { moved: true }));
    expect(fetched).toMatchObject({ changed: true });
    expect(fetched.refs.get('refs/heads/main')).toBe(second);
    expect(value(await mirrors.resolve(repo.url, 'main'))).toBe(second);
    expect(value(await mirrors.fetch(repo.url, { moved: true })).changed).toBe(false);
  });

  it('says what is wrong where the remote is gone', async () => {
    repo.commit({ 'a.txt': 'one' });
    value(await mirrors.fetch(repo.url));
    repo.remove();
    expect(problem(await mirrors.fetch(repo.url, { moved: true }))).toMatchObject({ code: 'REPOSITORY_UNREACHABLE' });
  });
});

describe('reading', () => {
  it('lists directories in the order of git, without submodules', async () => {
    const other = new TestRepository();
    other.commit({ 'x.txt': 'x' });
    repo.git('submodule', '--quiet', 'add', other.url, 'module');
    const at = repo.commit({ 'a/b/c.txt': '1', 'a-b/d.txt': '2', '.hidden/e.txt': '3', 'f.txt': '4' });
    value(await mirrors.fetch(repo.url));
    expect(value(await mirrors.directories(repo.url, at))).toEqual(['.hidden', 'a-b', 'a', 'a/b']);
    expect(value(await mirrors.lookup(repo.url, at, ['module'])).get('module')).toMatchObject({ kind: 'submodule' });
    other.remove();
  });

  it('looks only into folders that are asked for', async () => {
    const at = repo.commit({ 'a/b/c/d.json': '1', 'a/e.json': '2', 'x/y/z.json': '3' });
    value(await mirrors.fetch(repo.url));
    await mirrors.close();
    // What is not there any more is not missed.
    loseObjects(...['HEAD:x', 'HEAD:a/b/c'].map((one) => repo.git('rev-parse', one)));
    const below =
      (...folders: string[]) =>
      (one: string) =>
        folders.includes(one);
    expect(value(await mirrors.directories(repo.url, at, below('a')))).toEqual(['a', 'a/b', 'x']);
    const files = await mirrors.filesLike(repo.url, at, { takes: () => true, reaches: below('a', 'a/b') });
    expect([...value(files).keys()]).toEqual(['a/e.json']);
    await expect(mirrors.directories(repo.url, at, below('x'))).rejects.toThrow('lost tree');
  });

  it('lists a tree with modes', async () => {
    const at = repo.commit({
      'a/one.txt': 'one',
      'a/run.sh': { executable: '#!' },
      'a/b/link': { link: '../one.txt' },
    });
    value(await mirrors.fetch(repo.url));
    const entries = value(await mirrors.tree(repo.url, at, 'a'));
    expect(entries.map(({ path: name, mode, type }) => [name, mode, type])).toEqual([
      ['a/b', '040000', 'tree'],
      ['a/b/link', '120000', 'blob'],
      ['a/one.txt', '100644', 'blob'],
      ['a/run.sh', '100755', 'blob'],
    ]);
    expect(value(await mirrors.tree(repo.url, at)).map((entry) => entry.path)).toContain('a/one.txt');
    expect(problem(await mirrors.tree(repo.url, at, 'b'))).toMatchObject({ code: 'PATH_NOT_FOUND' });
  });

  it('reads the files whose paths are asked for, wherever they are; links are none', async () => {
    const at = repo.commit({
      'a/one.json': '1',
      'a/b/two.json': { executable: '2' },
      'a/link.json': { link: 'one.json' },
      'c.yaml': 'c',
    });
    value(await mirrors.fetch(repo.url));
    const files = value(await mirrors.filesLike(repo.url, at, { takes: (name) => name.endsWith('.json') }));
    expect([...files].map(([name, bytes]) => [name, String(Buffer.from(bytes))]).sort()).toEqual([
      ['a/b/two.json', '2'],
      ['a/one.json', '1'],
    ]);
    expect(value(await mirrors.filesLike(repo.url, at, { takes: () => false })).size).toBe(0);
  });

  it('reports links where a path meets them, and follows none', async () => {
    const at = repo.commit({ 'real/x.txt': 'x', link: { link: 'real' }, out: { link: '/etc/passwd' } });
    value(await mirrors.fetch(repo.url));
    const nodes = value(await mirrors.lookup(repo.url, at, ['link/x.txt', 'out', 'real/x.txt/y', 'real', 'gone', '.']));
    expect(nodes.get('link')).toMatchObject({ kind: 'symlink', target: 'real' });
    expect(nodes.has('link/x.txt')).toBe(false);
    expect(nodes.get('out')).toMatchObject({ kind: 'symlink', target: '/etc/passwd' });
    expect(nodes.get('real/x.txt/y')).toEqual({ kind: 'missing' });
    expect(nodes.get('gone')).toEqual({ kind: 'missing' });
    expect(nodes.get('real')).toMatchObject({ kind: 'directory', entries: [{ name: 'x.txt', kind: 'file' }] });
    expect(nodes.get('.')).toMatchObject({ kind: 'directory' });
    expect(problem(await mirrors.read(repo.url, at, ['out']))).toMatchObject({ code: 'PATH_NOT_FOUND' });
    expect(problem(await mirrors.read(repo.url, at, ['nope.txt'])).message).toContain('no such file');
  });

  it('reads many files of any size and bytes through one process, across fetches', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`f/${i}.bin`, Buffer.alloc(i % 50 === 0 ? i * 997 : i * 37, i % 256)]),
    );
    const at = repo.commit({ ...files, 'f/ünï cödé': 'named' });
    value(await mirrors.fetch(repo.url));
    const read = value(await mirrors.read(repo.url, at, [...Object.keys(files), 'f/ünï cödé']));
    for (const [name, bytes] of Object.entries(files))
      expect(Buffer.compare(Buffer.from(read.get(name)!), bytes)).toBe(0);
    expect(text(read.get('f/ünï cödé'))).toBe('named');
    const next = repo.commit({ 'f/new.txt': 'new' });
    value(await mirrors.fetch(repo.url));
    expect(text(value(await mirrors.read(repo.url, next, ['f/new.txt'])).get('f/new.txt'))).toBe('new');
  });

  it('keeps no more of a small file than its own bytes', async () => {
    const commit = repo.commit({ 'a.txt': 'small' });
    value(await mirrors.fetch(repo.url));
    const node = value(await mirrors.lookup(repo.url, commit, ['a.txt'])).get('a.txt');
    expect(node).toMatchObject({ kind: 'file', bytes: { buffer: { byteLength: 5 } } });
  });

  it('starts the reader again after it was closed or fell idle', async () => {
    const at = repo.commit({ 'a.txt': 'one' });
    const [gitBinary, log] = [path.join(folder, 'logged-git'), path.join(folder, 'started')];
    writeFileSync(gitBinary, `#!/bin/sh\necho "$1" >> '${log}'\nexec git "$@"\n`, { mode: 0o755 });
    const idle = new GitMirrors({ folder, idleMs: 1, gitBinary });
    const readers = (): number => readFileSync(log, 'utf8').split('cat-file\n').length - 1;
    const read = async (): Promise<string> => text(value(await idle.read(repo.url, at, ['a.txt'])).get('a.txt'));
    value(await idle.fetch(repo.url));
    expect(await read()).toBe('one');
    await waitUntil(async () => (await read()) === 'one' && readers() >= 3, {
      what: 'it fell idle twice',
      timeoutMs: 15_000,
    });
    await idle.close();
    const before = readers();
    expect(await read()).toBe('one');
    expect(readers()).toBeGreaterThan(before);
    await idle.close();
  });

  it('says so where a commit is not there', async () => {
    repo.commit({ 'a.txt': '1' });
    value(await mirrors.fetch(repo.url));
    const lost = 'a'.repeat(40) as Commit;
    for (const result of [
      await mirrors.directories(repo.url, lost),
      await mirrors.tree(repo.url, lost),
      await mirrors.treeChanges(repo.url, lost, lost),
      await mirrors.keep(repo.url, [lost]),
    ]) {
      expect(problem(result)).toMatchObject({ code: 'REVISION_NOT_FOUND' });
    }
  });
});

describe('limits', () => {
  const limited = async (options: Partial<GitMirrorsOptions>): Promise<GitMirrors> => {
    await mirrors.close();
    mirrors = new GitMirrors({ folder, ...options });
    value(await mirrors.fetch(repo.url));
    return mirrors;
  };
  /** A commit of a few hundred bytes whose tree stands for ten to the power of `levels` paths. */
  const bomb = (levels: number, blob = 'x'): Commit => {
    const oid = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repo.folder, input: blob })
      .toString()
      .trim();
    const tree = (lines: string[]): string =>
      execFileSync('git', ['mktree'], { cwd: repo.folder, input: `${lines.join('\n')}\n` })
        .toString()
        .trim();
    const ten = (entry: string): string[] => Array.from({ length: 10 }, (_, i) => `${entry}\td${i}`);
    let at = tree(ten(`100644 blob ${oid}`));
    for (let i = 1; i < levels; i++) at = tree(ten(`040000 tree ${at}`));
    const commit = repo.git('commit-tree', at, '-m', 'bomb') as Commit;
    repo.git('update-ref', `refs/heads/bomb-${commit.slice(0, 8)}`, commit);
    return commit;
  };

  it('a tree of kilobytes that stands for ten billion paths is refused, whoever lists it', async () => {
    const [at, other] = [bomb(10), bomb(10, 'y')];
    await limited({});
    for (const result of [await mirrors.directories(repo.url, at), await mirrors.tree(repo.url, at, 'd1')]) {
      expect(problem(result)).toMatchObject({ code: 'RENDER_LIMIT', message: expect.stringContaining('250000 files') });
    }
    expect(problem(await mirrors.treeChanges(repo.url, at, other)).message).toContain('differ in more than 20000');
    expect(value(await mirrors.lookup(repo.url, at, ['d1/d2'])).get('d1/d2')).toMatchObject({ kind: 'directory' });
  }, 60_000);

  it('as many files and folders as are allowed are listed, and one more is not', async () => {
    const at = repo.commit({ 'a/one.txt': '1', 'a/two.txt': '2', 'b.txt': '3' });
    expect(value(await (await limited({ maxEntries: 4 })).tree(repo.url, at))).toHaveLength(4);
    const refused = problem(await (await limited({ maxEntries: 3 })).tree(repo.url, at));
    expect(refused).toMatchObject({ code: 'RENDER_LIMIT', where: 'a/', hint: expect.stringContaining('narrower') });
  });

  it('folders that are nested without end are refused', async () => {
    const at = repo.commit({ [`${'d'.repeat(200)}/`.repeat(15) + 'x.txt']: '1' });
    let deep = repo.git('rev-parse', `${at}^{tree}`);
    for (let i = 0; i < 15; i++)
      deep = execFileSync('git', ['mktree'], { cwd: repo.folder, input: `040000 tree ${deep}\t${'e'.repeat(200)}\n` })
        .toString()
        .trim();
    const commit = repo.git('commit-tree', deep, '-m', 'deep') as Commit;
    repo.git('update-ref', 'refs/heads/deep', commit);
    await limited({});
    expect(problem(await mirrors.directories(repo.url, commit)).message).toContain('nested so deep');
    expect(problem(await mirrors.directories(repo.url, commit)).where!.length).toBeLessThan(100);
  });

  it('files that are too large together are not held together, and one that is too large is not read', async () => {
    const at = repo.commit({
      'a.bin': Buffer.alloc(700),
      'b.bin': Buffer.alloc(700, 1),
      'c.bin': Buffer.alloc(65 * 2 ** 20),
    });
    await limited({ maxReadBytes: 1_000 });
    expect(problem(await mirrors.read(repo.url, at, ['a.bin', 'b.bin']))).toMatchObject({
      code: 'RENDER_LIMIT',
      message: expect.stringContaining('more than 1000 bytes together'),
      where: 'b.bin',
    });
    expect(value(await mirrors.read(repo.url, at, ['a.bin'])).get('a.bin')).toHaveLength(700);
    const large = problem(await mirrors.read(repo.url, at, ['c.bin']));
    expect(large).toMatchObject({
      code: 'RENDER_LIMIT',
      message: 'the file has 68157440 bytes; 67108864 are read at most',
    });
  });

  it('a repository with too many branches is not fetched', async () => {
    repo.commit({ 'a.txt': '1' });
    for (const name of ['b', 'c', 'd']) repo.git('branch', name);
    const few = new GitMirrors({ folder, maxRefs: 4 });
    expect(problem(await few.fetch(repo.url))).toMatchObject({
      code: 'REPOSITORY_UNREACHABLE',
      message: expect.stringContaining('more than 4 branches and tags'),
      hint: 'delete those that nobody needs',
    });
    await few.close();
  });
});

describe('the environment of git', () => {
  it('is closed: no configuration of the user, no hook, no outer repository', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'wheelhouse-home-'));
    writeFileSync(path.join(home, '.gitconfig'), `[url "file:///nowhere/"]\n\tinsteadOf = ${repo.url}\n`);
    const before = { ...process.env };
    process.env['HOME'] = home;
    process.env['GIT_CONFIG_GLOBAL'] = path.join(home, '.gitconfig');
    try {
      repo.commit({ 'a.txt': 'one' });
      expect(value(await mirrors.fetch(repo.url)).changed).toBe(true);
    } finally {
      process.env = before;
      rmSync(home, { recursive: true, force: true });
    }
  });
});
