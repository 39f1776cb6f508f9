import { readFile, rm, writeFile } from 'node:fs/promises';
import { inRoot } from '../run/root.ts';
import { generate, GENERATORS } from './generate.ts';

/** Generates everything, names the committed files that this changed, and leaves them as they were. */
export async function drift(): Promise<string[]> {
  const files = GENERATORS.flatMap(({ outputs }) => outputs);
  const before = await readAll(files);
  await generate();
  const after = await readAll(files);
  const changed = files.filter((file) => before.get(file) !== after.get(file));
  for (const file of changed) await restore(file, before.get(file));
  return changed;
}

async function readAll(files: readonly string[]): Promise<Map<string, string | undefined>> {
  const read = (file: string): Promise<string | undefined> => readFile(inRoot(file), 'utf8').catch(() => undefined);
  return new Map(await Promise.all(files.map(async (file) => [file, await read(file)] as const)));
}

async function restore(file: string, text: string | undefined): Promise<void> {
  if (text === undefined) await rm(inRoot(file), { force: true });
  else await writeFile(inRoot(file), text);
}
