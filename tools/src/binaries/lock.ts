import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, ownIdentity, type ProcessIdentity } from '../processes/identity.ts';

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose owner is gone is taken over. Should
 * two processes ever take over at once, both do the work; what they install is renamed into place, so that is only slow.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  while (!(await take(file))) {
    await removeIfStale(file);
    await delay(100);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(await ownIdentity()));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(file: string): Promise<void> {
  const owner = await ownerOf(file);
  if (owner === 'unreadable' || (await isRunning(owner))) return;
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
    await rm(aside, { force: true });
  } catch {
    // Another waiter was faster.
  }
}

async function ownerOf(file: string): Promise<ProcessIdentity | 'unreadable'> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return 'unreadable'; // Gone, or its owner is just writing it.
  }
}
