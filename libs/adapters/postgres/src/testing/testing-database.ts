import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, startPostgres } from '@wheelhouse/tools';
import { openDatabase, type Database } from '../database.ts';
import { migrate } from '../migrate.ts';

/** Of this repository. */
export const migrationsFolder = fileURLToPath(new URL('../../../../../prisma/migrations', import.meta.url));

export interface TestingPostgres {
  /** The URL of a new, empty database. */
  empty(): Promise<string>;
  /** A new database that is migrated. */
  migrated(): Promise<Database>;
  stop(): Promise<void>;
}

/** A real Postgres for one spec file. */
export async function testingPostgres(): Promise<TestingPostgres> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-postgres-'));
  const server = await startPostgres({ dir, durable: false });
  const open: Database[] = [];
  let made = 0;
  const empty = () => createDatabase(server.url, `spec_${++made}`);
  return {
    empty,
    migrated: async () => {
      const url = await empty();
      await migrate(url, migrationsFolder);
      const db = openDatabase(url);
      open.push(db);
      return db;
    },
    stop: async () => {
      await Promise.all(open.map((db) => db.close()));
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
