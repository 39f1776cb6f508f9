import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './exit.ts';

/** The text of a file, or of standard input for `-`. */
export async function readText(file: string): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw new CliError(2, `${file}: ${reason}`, { cause: error });
  }
}

/** Files as they are; folders as the YAML and JSON below them, sorted. */
export async function expandPaths(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const one of paths) {
    const isFolder =
      one !== '-' &&
      (await stat(one).then(
        (found) => found.isDirectory(),
        () => false,
      ));
    if (!isFolder) files.push(one);
    else {
      const entries = await readdir(one, { recursive: true, withFileTypes: true });
      files.push(
        ...entries
          .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
          .map((entry) => path.join(entry.parentPath, entry.name))
          .sort(),
      );
    }
  }
  return files;
}
