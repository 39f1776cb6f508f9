import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../run/root.ts';

const LEFT_OUT = new Set(['node_modules', 'dist', 'testdata', 'testing', '.nx', '.wheelhouse']);

/** One digest over names and contents of all files below the given paths, specs left out. */
export async function inputHash(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Promise.all(paths.map((each) => filesBelow(each)))).flat().sort();
  for (const file of files) {
    hash.update(`${file}\0`);
    hash.update(await readFile(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

async function filesBelow(at: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, at), { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (!entries) return [at];
  return entries
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).some((part) => LEFT_OUT.has(part)));
}
