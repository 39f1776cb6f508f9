import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Names this hub over restarts, in the folder that no other hub may share (its Git mirrors are there): a hub that was killed
 * and comes back need not wait for its own leases to run out.
 */
export async function instanceId(folder: string): Promise<string> {
  const file = path.join(folder, 'instance');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim()) return known.trim();
  const id = randomUUID();
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${id}\n`);
  return id;
}
