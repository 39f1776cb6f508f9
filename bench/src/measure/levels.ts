import { readdir, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { http } from '@wheelhouse/tools';
import pg from 'pg';
import { memoryOfOurs } from './processes.ts';

export interface Watched {
  /** Of the supervisor. */
  readonly dir: string;
  readonly databaseUrl: string;
  /** nats-server's monitoring. */
  readonly natsMonitor: string;
  /** The folder of nats-server's store. */
  readonly natsStore: string;
  /** The folder of the hub's Git mirrors. */
  readonly mirrors: string;
}

/** Everything that could grow, by name; names end with their unit. */
export type Levels = Readonly<Record<string, number>>;

const megabytes = (bytes: number): number => Math.round(bytes / 104_857.6) / 10;

/** Of all parts at this moment. What does not answer just now is left out. Linux only: it reads /proc. */
export async function levelsOf(watched: Watched): Promise<Levels> {
  const parts = await Promise.allSettled([
    ofDatabase(watched.databaseUrl),
    ofNats(watched.natsMonitor),
    ofProcesses(watched.dir),
    bytesBelow(watched.natsStore).then((bytes) => ({ 'nats-server store, MB': megabytes(bytes) })),
    bytesBelow(watched.mirrors).then((bytes) => ({ 'mirrors, MB': megabytes(bytes) })),
  ]);
  return Object.assign({}, ...parts.map((part) => (part.status === 'fulfilled' ? part.value : {}))) as Levels;
}

async function ofDatabase(url: string): Promise<Levels> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // The server may be restarted while we ask; the query says so.
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    const counts = tables.rows.map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS n FROM "${name}"`);
    const { rows } = await client.query<{ name: string; n: number }>(counts.join(' UNION ALL '));
    const sizes = await client.query<{ size: string; connections: number }>(
      `SELECT pg_database_size(current_database()) AS size,
         (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS connections`,
    );
    return {
      ...Object.fromEntries(rows.map(({ name, n }) => [`${name}, rows`, n])),
      'postgres size, MB': megabytes(Number(sizes.rows[0]!.size)),
      'postgres clients, connections': sizes.rows[0]!.connections,
    };
  } finally {
    await client.end();
  }
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly state: StreamState }[];
  }[];
}
interface StreamState {
  readonly messages: number;
  readonly bytes: number;
  readonly num_deleted?: number;
  readonly consumer_count: number;
}

async function ofNats(monitor: string): Promise<Levels> {
  const ask = async <T>(at: string): Promise<T> => JSON.parse((await http(monitor + at)).text) as T;
  const { account_details: accounts = [] } = await ask<Jsz>('/jsz?streams=true&accounts=true');
  const { num_connections: connections } = await ask<{ num_connections: number }>('/connz');
  const streams = accounts.flatMap((account) => account.stream_detail ?? []);
  const figures = streams.flatMap(({ name, state }) => [
    [`${name}, messages`, state.messages],
    [`${name}, MB`, megabytes(state.bytes)],
    [`${name} interior deletes, messages`, state.num_deleted ?? 0],
    [`${name} consumers, rows`, state.consumer_count],
  ]);
  return { ...Object.fromEntries(figures), 'nats-server clients, connections': connections };
}

async function ofProcesses(dir: string): Promise<Levels> {
  const sums: Record<string, number> = {};
  const add = (name: string, value: number): void => void (sums[name] = (sums[name] ?? 0) + value);
  for (const { name, pid, anonymousMb } of await memoryOfOurs(dir)) {
    const [owner] = name.split('/');
    // Renders and fetches come and go.
    if (owner !== name && owner !== 'postgres') continue;
    add(`${owner} memory, MB`, anonymousMb);
    const kinds = await handlesOf(pid);
    add(`${owner} files, handles`, kinds.filter((kind) => !kind.startsWith('socket:')).length);
    add(`${owner} sockets, handles`, kinds.filter((kind) => kind.startsWith('socket:')).length);
  }
  return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, Math.round(value * 10) / 10]));
}

async function handlesOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(path.join(folder, name)).catch(() => '')));
}

/** On the disk, as files are long. Files that go meanwhile count nothing. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = files.map((file) =>
    stat(file).then(
      (found) => found.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
