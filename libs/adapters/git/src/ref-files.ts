import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Commit } from '@wheelhouse/core-domain';

export interface RefFile {
  readonly oid: string;
  /** What a packed annotated tag stands for; of others it is not known here. */
  readonly peeled?: Commit;
}

/**
 * The refs of a mirror at or below these names, from its files: a process of git would take longer to start. See
 * gitrepository-layout(5) and git-pack-refs(1). Loose ones are read first: one that is being packed is in one place at least.
 */
export async function readRefFiles(gitDir: string, below: readonly string[]): Promise<ReadonlyMap<string, RefFile>> {
  const loose = (await Promise.all(below.map((name) => looseRefs(gitDir, name)))).flat();
  const packed = parsePackedRefs(await textOf(path.join(gitDir, 'packed-refs')));
  const wanted = packed.filter(([name]) => below.some((one) => name === one || name.startsWith(`${one}/`)));
  return new Map([...wanted, ...loose]);
}

async function looseRefs(gitDir: string, name: string): Promise<[string, RefFile][]> {
  const entries = await readdir(path.join(gitDir, name), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  const files = entries?.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const all = await Promise.all((files ?? [path.join(gitDir, name)]).map((file) => looseRef(gitDir, file)));
  return all.flat();
}

async function looseRef(gitDir: string, file: string): Promise<[string, RefFile][]> {
  const oid = (await textOf(file)).trim();
  // A lock that git is writing holds no id, and its name is no ref's.
  if (file.endsWith('.lock') || !isOid(oid)) return [];
  return [[path.relative(gitDir, file).split(path.sep).join('/'), { oid }]];
}

/** Lines `oid name`, each with `^oid` below it where it is an annotated tag. */
export function parsePackedRefs(text: string): [string, RefFile][] {
  const refs: [string, RefFile][] = [];
  for (const line of text.split('\n')) {
    const last = refs.at(-1);
    if (line.startsWith('^') && last) last[1] = { ...last[1], peeled: line.slice(1).trim() as Commit };
    const [oid = '', name] = line.trim().split(' ');
    if (isOid(oid) && name) refs.push([name, { oid }]);
  }
  return refs;
}

const isOid = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
