import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { git } from '@wheelhouse/tools';
import { stringify } from 'yaml';

/** Text as it is, one object as YAML, several as a stream of documents, `null` for a file or folder that goes. */
export type Content = string | Uint8Array | object | readonly object[] | null;
export type Files = Readonly<Record<string, Content>>;

/** A bare repository as a Git server has it, and a clone in which the scenario works. */
export interface Repository {
  /** Of the bare one. */
  readonly path: string;
  readonly url: string;
  /** The clone: for what files alone cannot say, such as links. */
  readonly clone: string;
  /** Commits and pushes. Returns the commit. */
  commit(files: Files, message?: string): Promise<string>;
}

export async function createRepository(dir: string, name: string): Promise<Repository> {
  const bare = path.join(dir, 'repositories', `${name}.git`);
  const clone = path.join(dir, 'clones', name);
  await mkdir(bare, { recursive: true });
  await mkdir(clone, { recursive: true });
  await git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  await git(clone, 'init', '--quiet', '--initial-branch=main');
  await git(clone, 'remote', 'add', 'origin', bare);
  return {
    path: bare,
    url: pathToFileURL(bare).href,
    clone,
    async commit(files, message = 'Change the fleet') {
      for (const [file, content] of Object.entries(files)) await put(path.join(clone, file), content);
      await git(clone, 'add', '--all');
      await git(clone, 'commit', '--quiet', '--allow-empty', '--message', message);
      await git(clone, 'push', '--quiet', 'origin', 'main');
      return (await git(clone, 'rev-parse', 'HEAD')).trim();
    },
  };
}

async function put(file: string, content: Content): Promise<void> {
  if (content === null) return rm(file, { recursive: true });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content instanceof Uint8Array ? content : textOf(content));
}

export function textOf(content: string | object | readonly object[]): string {
  if (typeof content === 'string') return content;
  const documents = Array.isArray(content) ? (content as object[]) : [content];
  return documents.map((document) => stringify(document)).join('---\n');
}
