import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SourceClosure, TreeNode } from '@wheelhouse/core-render';

/** A private folder that holds one closure, at the paths that it has in the repository. */
export interface Sandbox {
  readonly root: string;
  readonly home: string;
  /** Beside them: nothing that is rendered stands here. */
  readonly scratch: string;
}

const PREFIX = 'render-';
/** Files at the same time: Node has four threads for them. */
const WRITES = 4;

/** Makes a sandbox for the time of `work`, and removes it whatever happens. */
export async function withSandbox<T>(
  folder: string,
  closure: SourceClosure,
  known: ReadonlyMap<string, TreeNode>,
  work: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const own = await realpath(await mkdtemp(path.join(folder, `${PREFIX}${process.pid}-`)));
  try {
    const sandbox = { root: path.join(own, 'source'), home: path.join(own, 'home'), scratch: own };
    await mkdir(sandbox.home, { mode: 0o700 });
    await mkdir(path.join(sandbox.root, closure.root), { recursive: true, mode: 0o700 });
    await writeClosure(sandbox.root, closure, known);
    return await work(sandbox);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function writeClosure(root: string, closure: SourceClosure, known: ReadonlyMap<string, TreeNode>): Promise<void> {
  const parents = new Set([...closure.files.keys(), ...closure.links.keys()].map((file) => path.dirname(file)));
  for (const parent of parents) await mkdir(path.join(root, parent), { recursive: true, mode: 0o700 });
  const files: [string, string | Uint8Array][] = [];
  for (const file of closure.files.keys()) {
    const node = known.get(file);
    if (node?.kind !== 'file') throw new Error(`${file} is in the closure and was not read`);
    files.push([path.join(root, file), closure.rewritten.get(file) ?? node.bytes]);
  }
  for (let at = 0; at < files.length; at += WRITES)
    await Promise.all(files.slice(at, at + WRITES).map(([file, content]) => writeFile(file, content, { mode: 0o600 })));
  // After the files, which stand at real paths: nothing is written through a link.
  for (const [link, target] of closure.links) await symlink(target, path.join(root, link));
}

/** Removes the sandboxes of processes that were killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const dead = names.filter(
    (name) => name.startsWith(PREFIX) && !isAlive(Number.parseInt(name.slice(PREFIX.length), 10)),
  );
  await Promise.all(dead.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
