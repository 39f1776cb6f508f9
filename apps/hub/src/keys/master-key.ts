import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digestBytes } from '@wheelhouse/core-domain';
import { createSealer, type Sealer } from '@wheelhouse/runtime';

const BYTES = 32;

/** The key under which credentials in Postgres are sealed: `master.key` (0600) in the folder, made at the first start. */
export async function openSealer(folder: string): Promise<Sealer> {
  const file = path.join(folder, 'master.key');
  const key = (await readKey(file)) ?? (await createKey(folder, file));
  return createSealer([{ id: digestBytes(key).slice(0, 16), key }]);
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== BYTES) throw new Error(`${file} is no master key: ${BYTES} bytes in base64 are expected`);
  return key;
}

async function createKey(folder: string, file: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = randomBytes(BYTES);
  await writeFile(`${file}.new`, `${key.toString('base64')}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return key;
}
