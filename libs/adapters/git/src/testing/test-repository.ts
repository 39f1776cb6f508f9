import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Commit } from '@wheelhouse/core-domain';

/** A file's text, or where a symlink leads. */
export type TestFile = string | Uint8Array | { readonly link: string } | { readonly executable: string };

/** A real repository with a work tree, in a temporary folder, for specs. */
export class TestRepository {
  readonly folder: string;

  constructor(branch = 'main') {
    this.folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-repo-'));
    this.git('init', '--quiet', `--initial-branch=${branch}`);
  }

  get url(): string {
    return `file://${this.folder}`;
  }

  /** Makes the files, removes those that are null, and commits all. */
  commit(files: Readonly<Record<string, TestFile | null>>, message = 'Change'): Commit {
    for (const [name, content] of Object.entries(files)) this.#put(path.join(this.folder, name), content);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD') as Commit;
  }

  git(...args: string[]): string {
    const identity = {
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 't@example.com',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 't@example.com',
    };
    const env = { PATH: process.env['PATH'], HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1', ...identity };
    return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  /** Runs a program in a folder of the work tree. */
  run(program: string, folder: string, ...args: string[]): string {
    return execFileSync(program, args, { cwd: path.join(this.folder, folder), encoding: 'utf8', stdio: 'pipe' });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #put(file: string, content: TestFile | null): void {
    rmSync(file, { recursive: true, force: true });
    if (content === null) return;
    mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
    else if ('link' in content) symlinkSync(content.link, file);
    else {
      writeFileSync(file, content.executable);
      chmodSync(file, 0o755);
    }
  }
}
