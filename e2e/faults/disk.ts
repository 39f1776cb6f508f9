import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small disk of its own for one server, which a test can fill. */
export interface Disk {
  readonly folder: string;
  /** Writes until nothing fits any more. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** A tmpfs; an ordinary folder that is never full where this user may not mount one. */
export async function smallDisk(folder: string, megabytes: number): Promise<Disk> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  const filler = path.join(folder, 'filler');
  return {
    folder,
    async fill() {
      if (mounted) await fillUp(filler);
    },
    free: () => rm(filler, { force: true }),
    async remove() {
      if (mounted) await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether this user may make disks that fill up. */
export async function canFillDisks(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    await run('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fillUp(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    // What does not fit whole is written in part, so the last byte is taken too.
    const piece = Buffer.alloc(1024 * 1024);
    for (;;) await handle.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await handle.close();
  }
}
