import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { World } from './world.ts';

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

/** A copy of the database's files, with the server stopped for as long as it takes. */
export async function backUpDatabase({ postgres, dir }: World): Promise<Backup> {
  const copy = path.join(dir, 'postgres-backup');
  const copied = { recursive: true, force: true, preserveTimestamps: true } as const;
  await postgres.kill('SIGINT');
  await postgres.restart();
  await postgres.kill();
  await cp(postgres.data, copy, copied);
  await postgres.restart();
  return {
    async restore() {
      await postgres.kill();
      await rm(postgres.data, { recursive: true });
      await cp(copy, postgres.data, copied);
      await postgres.restart();
    },
  };
}
