import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/** The advisory lock of `prisma migrate`, so that ours and theirs never run at once. */
const PRISMA_LOCK = 72_707_369;

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

export interface Migrated {
  /** Names that were applied now. */
  readonly applied: readonly string[];
  /** Names whose file changed after it was applied. */
  readonly edited: readonly string[];
}

export class MigrationFailed extends Error {
  readonly migration: string;
  constructor(migration: string, message: string, options?: ErrorOptions) {
    super(`migration ${migration}: ${message}`, options);
    this.migration = migration;
  }
}

/**
 * Brings a database up to date without any engine. Its records are those of `prisma migrate deploy`, with the same table,
 * checksums and lock, so that either may run after the other. Each file is one transaction.
 */
export async function migrate(url: string, folder: string): Promise<Migrated> {
  const client = new pg.Client({ connectionString: url, application_name: 'wheelhouse-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(TABLE);
    const known = await recorded(client);
    const result = { applied: [] as string[], edited: [] as string[] };
    for (const name of await migrationNames(folder)) {
      const script = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(script).digest('hex');
      if (!known.has(name)) {
        await apply(client, { name, script, checksum });
        result.applied.push(name);
      } else if (known.get(name) !== checksum) result.edited.push(name);
    }
    return result;
  } finally {
    await client.end();
  }
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Name → checksum of what is applied. */
async function recorded(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  const failed = rows.find((row) => !row.finished);
  if (failed) {
    throw new MigrationFailed(
      failed.name,
      'failed earlier and is unresolved; mend the database, then `npx prisma migrate resolve` (P3009)',
    );
  }
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function apply(client: pg.Client, step: { name: string; script: string; checksum: string }): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    step.checksum,
    step.name,
  ]);
  try {
    await client.query(step.script);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, message]);
    throw new MigrationFailed(step.name, message, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}
