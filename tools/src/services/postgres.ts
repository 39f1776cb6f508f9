import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { identityOf } from '../processes/identity.ts';
import { freePort } from '../processes/ports.ts';
import { createSupervisor, type Child, type Supervisor } from '../processes/supervisor.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { dataFolder, postgresPrograms, postgresUser, type User } from './postgres-user.ts';

export interface PostgresOptions {
  /** Data, password and log live here; kept over restarts. */
  readonly dir: string;
  /** A free one if not given. */
  readonly port?: number;
  /** Write through to the disk: yes unless told otherwise. Without it a loss of power, not a crash, loses data. */
  readonly durable?: boolean;
  readonly supervisor?: Supervisor;
}

export interface Postgres {
  /** With user and password, of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Where the data is: below `dir` unless the server's user may not enter it. */
  readonly data: string;
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL to the server and its backends, as in a crash. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
}

const run = promisify(execFile);
/** How long backends may outlive their server on a busy machine. */
const LEFT_OVER_MS = 15_000;
/** Not `synchronous_commit=off`: that loses commits when only the server crashes. */
const NOT_DURABLE = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

/** A real PostgreSQL 18 of our own on 127.0.0.1, ready for connections; its databases are UTF-8 with C collation. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dir = path.resolve(options.dir);
  const supervisor = options.supervisor ?? createSupervisor(dir);
  if (!options.supervisor) await supervisor.endOrphans();
  const user = await postgresUser();
  const programs = await postgresPrograms(user);
  const data = await dataFolder(dir, user);
  const password = await passwordOf(dir);
  await initialise({ programs, data, user, password });
  await endLeftOver(data);
  const port = options.port ?? (await freePort());
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  let child = await start().catch(giveUp);
  return {
    url,
    port,
    data,
    get pid() {
      return child.pid;
    },
    stop: async () => {
      await child.stop();
      if (!options.supervisor) await supervisor.stop();
    },
    kill: (signal) => child.kill(signal),
    restart: async () => {
      await child.stop();
      await endLeftOver(data);
      child = await startAgain();
    },
  };

  async function giveUp(error: unknown): Promise<never> {
    if (!options.supervisor) await supervisor.stop();
    throw error;
  }

  /** Backends of a server that was killed notice it on their own, and until then the next one refuses to start. */
  async function startAgain(): Promise<Child> {
    const deadline = Date.now() + LEFT_OVER_MS;
    for (;;) {
      try {
        return await start();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await setTimeout(200);
      }
    }
  }

  async function start(): Promise<Child> {
    const listen = ['-h', '127.0.0.1', '-p', String(port), '-c', 'unix_socket_directories='];
    const started = await supervisor.start({
      name: 'postgres',
      command: path.join(programs, 'bin', 'postgres'),
      args: ['-D', data, ...listen, '-c', 'max_connections=200', ...(options.durable === false ? NOT_DURABLE : [])],
      cwd: '/',
      ...(user ? { user: { uid: user.uid, gid: user.gid } } : {}),
      stopSignal: 'SIGINT', // "fast": ends sessions instead of waiting for them
      rank: 1,
    });
    await started.ready(() => answers(url), 30_000);
    return started;
  }
}

/** Creates the database if it is not there. Returns its URL. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(name)}`;
  return target.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // The server may end while we are connected; the query in flight rejects by itself.
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function answers(url: string): Promise<boolean> {
  return withClient(url, async (client) => (await client.query('select 1')).rowCount === 1);
}

async function passwordOf(dir: string): Promise<string> {
  const file = path.join(dir, 'postgres.password');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known.trim();
  const password = randomBytes(18).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

interface Initialise {
  readonly programs: string;
  readonly data: string;
  readonly user: User | undefined;
  readonly password: string;
}

async function initialise({ programs, data, user, password }: Initialise): Promise<void> {
  if (await exists(path.join(data, 'PG_VERSION'))) return;
  await rm(data, { recursive: true, force: true }); // What an interrupted first start left.
  await mkdir(data, { mode: 0o700 });
  const passwordFile = `${data}.new`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const each of [data, passwordFile]) await chown(each, user.uid, user.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await run(path.join(programs, 'bin', 'initdb'), [`--pgdata=${data}`, '--no-sync', ...locale, ...access], {
      cwd: '/',
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    });
  } catch (error) {
    throw new Error(`initdb failed in ${data}: ${(error as Error & { stderr?: string }).stderr ?? error}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** A server that outlived us is ended; a pid file that names somebody else, or nobody, would keep ours from starting. */
async function endLeftOver(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const isServer = async (): Promise<boolean> => {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return (await identityOf(pid)) !== undefined && (process.platform !== 'linux' || line.includes(data));
  };
  if (await isServer()) {
    process.kill(pid, 'SIGINT');
    await waitUntil(async () => !(await isServer()), {
      what: `the old PostgreSQL (process ${pid}) to end`,
      timeoutMs: 10_000,
    });
  }
  await rm(file, { force: true });
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
