import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { GitMirrors } from '@wheelhouse/adapter-git';
import type { Commit } from '@wheelhouse/core-domain';
import {
  compileDirectoryChoice,
  compileFileChoice,
  type DirectoriesRequest,
  type FilesRequest,
  type GenerateSettings,
} from '@wheelhouse/core-generate';
import { CliError } from '../exit.ts';
import { badInput } from './bad-input.ts';

const run = promisify(execFile);
const PLAIN = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_AUTHOR_NAME: 'wheelhouse',
  GIT_AUTHOR_EMAIL: 'wheelhouse@localhost',
  GIT_COMMITTER_NAME: 'wheelhouse',
  GIT_COMMITTER_EMAIL: 'wheelhouse@localhost',
};

interface Stand {
  readonly url: string;
  /** A plain folder stands for its URL at any revision. */
  readonly anyRevision: boolean;
}

/**
 * Folders, checkouts and bare repositories that stand for URLs, read through the hub's own Git adapter: what is tried here
 * is what the hub will do. A plain folder is put into a repository of its own first, in a temporary folder.
 */
export class LocalRepositories {
  readonly mirrors: GitMirrors;
  readonly #folder: string;
  readonly #stands = new Map<string, Stand>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.mirrors = new GitMirrors({ folder: path.join(folder, 'mirrors'), allowedProtocols: ['file'] });
  }

  /** `given`: `URL=PATH`, as the command line has them. */
  static async open(given: readonly string[]): Promise<LocalRepositories> {
    const repositories = new LocalRepositories(await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-')));
    for (const pair of given) {
      const equals = pair.lastIndexOf('=');
      if (equals < 1) throw new CliError(2, `--repo ${pair}: write URL=PATH`);
      await repositories.add(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return repositories;
  }

  /** The files as they are now, whether or not they are committed. */
  async addFolder(url: string, folder: string): Promise<void> {
    await this.#stand(url, await this.#snapshot(path.resolve(folder)), true);
  }

  /** The checkout that a folder is in; outside of one the folder itself, and then each of the five above it. */
  async rootsOf(folder: string): Promise<string[]> {
    const absolute = path.resolve(folder);
    const found = await stat(absolute).catch(() => undefined);
    if (!found?.isDirectory()) throw new CliError(2, `${folder}: there is no such folder`);
    const checkout = await run('git', ['-C', absolute, 'rev-parse', '--show-toplevel'], {
      env: { ...process.env, ...PLAIN },
    }).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (checkout) return [checkout];
    const roots = [absolute];
    while (roots.length < 6 && path.dirname(roots.at(-1)!) !== path.parse(absolute).root)
      roots.push(path.dirname(roots.at(-1)!));
    return roots;
  }

  async add(url: string, folder: string): Promise<void> {
    const absolute = path.resolve(folder);
    const found = await stat(absolute).catch(() => undefined);
    if (!found?.isDirectory()) throw new CliError(2, `--repo ${url}=${folder}: there is no such folder`);
    const isRepository = await run('git', ['-C', absolute, 'rev-parse', '--git-dir'], {
      env: { ...process.env, ...PLAIN, GIT_CEILING_DIRECTORIES: path.dirname(absolute) },
    }).then(
      () => true,
      () => false,
    );
    await this.#stand(url, isRepository ? absolute : await this.#snapshot(absolute), !isRepository);
  }

  async #stand(url: string, from: string, anyRevision: boolean): Promise<void> {
    const stand = { url: pathToFileURL(from).href, anyRevision };
    const fetched = await this.mirrors.fetch(stand.url);
    if (!fetched.ok) throw badInput(fetched.error);
    this.#stands.set(normal(url), stand);
  }

  /** The commit and the local URL that stand for a source's. */
  async resolve(url: string, revision: string): Promise<{ url: string; commit: Commit }> {
    const stand = this.#stands.get(normal(url));
    if (!stand) throw new CliError(2, `${url}: say where it is, with --repo ${url}=PATH`);
    const commit = await this.mirrors.resolve(stand.url, stand.anyRevision ? 'HEAD' : revision);
    if (!commit.ok)
      throw badInput(
        commit.error.map((problem) => ({ ...problem, message: problem.message.replaceAll(stand.url, url) })),
      );
    return { url: stand.url, commit: commit.value };
  }

  /** The directories of a tree that a generator looks at. */
  async directories(request: DirectoriesRequest, settings: GenerateSettings): Promise<readonly string[]> {
    const { url, commit } = await this.resolve(request.repoURL, request.revision);
    const { reaches } = compileDirectoryChoice(request, settings);
    const listed = await this.mirrors.directories(url, commit, reaches);
    if (!listed.ok) throw badInput(listed.error);
    return listed.value;
  }

  /** The texts of the files of a tree that a generator reads, by path. */
  async files(request: FilesRequest, settings: GenerateSettings): Promise<ReadonlyMap<string, string>> {
    const { url, commit } = await this.resolve(request.repoURL, request.revision);
    const takes = compileFileChoice(request, settings);
    if (!takes.ok) throw badInput(takes.error);
    const files = await this.mirrors.filesLike(url, commit, takes.value);
    if (!files.ok) throw badInput(files.error);
    const decoder = new TextDecoder();
    return new Map([...files.value].map(([file, bytes]) => [file, decoder.decode(bytes)]));
  }

  async close(): Promise<void> {
    await this.mirrors.close();
    // Git may still be tidying a mirror up that was just fetched.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** The contents of a plain folder as the only commit of a new repository. */
  async #snapshot(folder: string): Promise<string> {
    const gitDir = await mkdtemp(path.join(this.#folder, 'snapshot-'));
    const env = { ...process.env, ...PLAIN, GIT_DIR: gitDir, GIT_WORK_TREE: folder };
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitDir], {
      env: { ...process.env, ...PLAIN },
    });
    // What the checkout ignores is not there for the hub either.
    await run('git', ['-c', 'core.bare=false', 'add', '--all', '.'], { env, cwd: folder });
    await run('git', ['-c', 'core.bare=false', 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'snapshot'], {
      env,
      cwd: folder,
    });
    return gitDir;
  }
}

const normal = (url: string): string => url.replace(/\/+$/, '').replace(/\.git$/, '');
