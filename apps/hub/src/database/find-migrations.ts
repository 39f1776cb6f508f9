import { access } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = path.join('prisma', 'migrations');

/** The folder that is configured, else the first `prisma/migrations` beside the program or above it. */
export async function findMigrations(configured: string | undefined): Promise<string> {
  if (configured) return path.resolve(configured);
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(folder, FOLDER);
    if (await exists(path.join(candidate, 'migration_lock.toml'))) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new Error(`no ${FOLDER} is beside the program or above it: set WHEELHOUSE_MIGRATIONS to the folder`);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
