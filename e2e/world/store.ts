import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { World } from './world.ts';

const run = promisify(execFile);

/** What nats-server keeps is gone: streams, blobs, and the accounts of its resolver with who is shut out. It stays stopped. */
export async function loseNatsStore({ nats, dir }: World): Promise<void> {
  await nats.kill();
  for (const each of ['jetstream', 'accounts']) {
    await rm(path.join(dir, 'nats', each), { recursive: true, force: true });
  }
}

export interface Backup {
  /** Puts the files back and starts the server. What was written since is gone. */
  restore(): Promise<void>;
}

/** A copy of the database's files as a crash leaves them, which Postgres recovers from. */
export async function backUpDatabase({ postgres, dir }: World): Promise<Backup> {
  const copy = path.join(dir, 'postgres-backup');
  // With owners and modes, without which the server refuses its folder.
  const copyTo = (from: string, to: string) => run('cp', ['-Rp', from, to]);
  await postgres.kill();
  await copyTo(postgres.data, copy);
  await postgres.restart();
  return {
    async restore() {
      await postgres.kill();
      await rm(postgres.data, { recursive: true });
      await copyTo(copy, postgres.data);
      await postgres.restart();
    },
  };
}
