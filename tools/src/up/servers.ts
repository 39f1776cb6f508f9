import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import { preferPort } from '../processes/ports.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { startNats } from '../services/nats.ts';
import { createDatabase, startPostgres } from '../services/postgres.ts';

export interface ServerInput {
  readonly data: string;
  readonly supervisor: Supervisor;
  /** Of the last start. */
  readonly port: number | undefined;
}

export interface Server {
  readonly url: string;
  /** `undefined` for a server that is not ours. */
  readonly port: number | undefined;
}

/** `DATABASE_URL`, or a PostgreSQL of our own with a database `wheelhouse`. */
export async function databaseServer({ data, supervisor, port }: ServerInput): Promise<Server> {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, port: undefined };
  const server = await startPostgres({ dir: data, port: await preferPort(port), supervisor });
  return { url: await createDatabase(server.url, 'wheelhouse'), port: server.port };
}

/** `NATS_URL`, whose operator must be the one of `<data>/keys`, or a nats-server of our own. */
export async function natsServer({ data, supervisor, port }: ServerInput): Promise<Server> {
  if (env.NATS_URL) return { url: env.NATS_URL, port: undefined };
  const storeDir = path.join(data, 'nats');
  await mkdir(storeDir, { recursive: true, mode: 0o700 });
  const keys = await loadOrCreateKeys(path.join(data, 'keys'), Date.now());
  const config = serverConfig({ keys, storeDir });
  const server = await startNats({ dir: storeDir, port: await preferPort(port), config, supervisor });
  return { url: server.url, port: server.port };
}
