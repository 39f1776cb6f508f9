import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import {
  connectNats,
  demandFleetAccount,
  hubCredentials,
  loadOrCreateKeys,
  serverConfig,
  type FleetKeys,
} from '@wheelhouse/adapter-nats';
import { preferPort } from '../processes/ports.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { UsageError } from '../run/exit.ts';
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
  const storeDir = path.join(data, 'nats');
  await mkdir(storeDir, { recursive: true, mode: 0o700 });
  const keys = await loadOrCreateKeys(path.join(data, 'keys'), Date.now());
  if (env.NATS_URL) return outsideNats(env.NATS_URL, { keys, data, storeDir });
  const config = serverConfig({ keys, storeDir });
  const server = await startNats({ dir: storeDir, port: await preferPort(port), config, supervisor });
  return { url: server.url, port: server.port };
}

/**
 * A server that does not know our operator could not keep clusters apart, so it is refused; the configuration that makes it
 * know is written for whoever runs it.
 */
async function outsideNats(
  url: string,
  { keys, data, storeDir }: { keys: FleetKeys; data: string; storeDir: string },
): Promise<Server> {
  const file = path.join(data, 'keys', 'nats.conf');
  await writeFile(file, serverConfig({ keys, storeDir }), { mode: 0o600 });
  try {
    const credentials = hubCredentials(keys);
    const nats = await connectNats({
      servers: url.split(','),
      credentials,
      name: 'wheelhouse-up',
      firstConnectMs: 5_000,
    });
    await demandFleetAccount(nats, keys).finally(() => nats.close());
  } catch (error) {
    throw new UsageError(
      `NATS_URL ${url}: ${(error as Error).message}. It must run with the identities of this fleet: start it with ` +
        `\`nats-server -c ${file}\` (adapt its port and folders), or leave NATS_URL out`,
    );
  }
  return { url, port: undefined };
}
