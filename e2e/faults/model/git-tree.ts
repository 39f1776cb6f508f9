import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The files of a commit: path → text. */
export type Tree = ReadonlyMap<string, string>;

/** Reads commits as they are in the repository that was pushed to, each once. */
export function treesOf(repository: string): (commit: string) => Promise<Tree> {
  const known = new Map<string, Promise<Tree>>();
  return (commit) => {
    const tree = known.get(commit) ?? readTree(repository, commit);
    known.set(commit, tree);
    return tree;
  };
}

async function readTree(repository: string, commit: string): Promise<Tree> {
  const { stdout } = await run('git', ['-C', repository, 'ls-tree', '-r', '-z', '--name-only', commit]);
  const paths = stdout.split('\0').filter(Boolean);
  const texts = await contents(
    repository,
    paths.map((path) => `${commit}:${path}`),
  );
  return new Map(paths.map((path, index) => [path, texts[index]!]));
}

/** `git cat-file --batch`: a header with the size, the content, a line feed, for each object. */
async function contents(repository: string, names: readonly string[]): Promise<string[]> {
  const child = spawn('git', ['-C', repository, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(names.map((name) => `${name}\n`).join(''));
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout) pieces.push(piece as Buffer);
  const all = Buffer.concat(pieces);
  let at = 0;
  return names.map(() => {
    const end = all.indexOf(10, at);
    const size = Number(all.subarray(at, end).toString().split(' ')[2]);
    const text = all.subarray(end + 1, end + 1 + size).toString();
    at = end + size + 2;
    return text;
  });
}
