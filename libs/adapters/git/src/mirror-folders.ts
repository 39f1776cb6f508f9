import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment, writeGitConfig } from './git-environment.ts';
import { Mirror, type MirrorOptions } from './mirror.ts';
import { removeIncoming } from './remote.ts';
import { isMirrorFolder } from './repository-url.ts';
import { runGit } from './run-git.ts';

export interface MirrorFoldersOptions extends Omit<MirrorOptions, 'gitDir' | 'environment'> {
  /** Absolute. */
  readonly folder: string;
}

/** The folders of the mirrors, each opened once. */
export class MirrorFolders {
  readonly #options: MirrorFoldersOptions;
  readonly #open = new Map<string, Promise<Mirror>>();
  #prepared: Promise<unknown> | undefined;

  constructor(options: MirrorFoldersOptions) {
    this.#options = options;
  }

  /** Makes it where it is not there. */
  mirror(folderName: string): Promise<Mirror> {
    const known = this.#open.get(folderName);
    if (known) return known;
    const mirror = this.#make(folderName);
    this.#open.set(folderName, mirror);
    mirror.catch(() => this.#open.delete(folderName));
    return mirror;
  }

  /** Takes the others from the disk that nobody fetched for `idleMs`; answers with how many went. */
  async forgetOthers(kept: ReadonlySet<string>, idleMs: number): Promise<number> {
    const { folder } = this.#options;
    const there = await readdir(folder).catch(() => []);
    let gone = 0;
    for (const name of there.filter((one) => isMirrorFolder(one) && !kept.has(one))) {
      const gitDir = path.join(folder, name);
      if (Date.now() - (await lastFetched(gitDir)) < idleMs) continue;
      const mirror = this.#open.get(name);
      this.#open.delete(name);
      await mirror?.then((open) => open.close()).catch(() => undefined);
      await rm(gitDir, { recursive: true, force: true });
      gone += 1;
    }
    return gone;
  }

  async close(): Promise<void> {
    const mirrors = await Promise.allSettled(this.#open.values());
    for (const mirror of mirrors) if (mirror.status === 'fulfilled') mirror.value.close();
  }

  async #make(folderName: string): Promise<Mirror> {
    const { folder, binary, timeoutMs } = this.#options;
    await (this.#prepared ??= writeGitConfig(folder, timeoutMs));
    const gitDir = path.join(folder, folderName);
    const environment = gitEnvironment(folder, gitDir);
    await mkdir(gitDir, { recursive: true, mode: 0o700 });
    const names = await removeLeftovers(gitDir);
    if (!(await isRepository(gitDir, names)))
      await runGit(['init', '--bare', '--quiet', '--template='], { binary, gitDir, environment, timeoutMs });
    return new Mirror({ ...this.#options, gitDir, environment });
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

/**
 * Locks and half packs of a process that was killed: nobody else writes here, so they are nobody's. Answers with the names of
 * what was there.
 */
async function removeLeftovers(gitDir: string): Promise<readonly string[]> {
  const names = await readdir(gitDir, { recursive: true });
  const locks = names.filter((name) => name.endsWith('.lock') || name === 'gc.pid' || /^run-\d+-\d+\./.test(name));
  await Promise.all(locks.map((name) => rm(path.join(gitDir, name), { force: true })));
  await removeIncoming(gitDir);
  return names;
}

/** `git init` has run to its end: `core.bare` is what it writes last. A process of git takes longer than this look. */
async function isRepository(gitDir: string, names: readonly string[]): Promise<boolean> {
  if (!['HEAD', 'config', 'objects', 'refs'].every((name) => names.includes(name))) return false;
  return /^\s*bare = true$/m.test(await readFile(path.join(gitDir, 'config'), 'utf8'));
}
