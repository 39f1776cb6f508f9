import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import { createLogger } from '@wheelhouse/runtime';
import { binary, createDatabase, startNats, startPostgres, type Nats, type Postgres } from '@wheelhouse/tools';
import { loadHubConfig } from '../config.ts';
import { Hub, openParts } from '../hub.ts';
import type { Viewer } from '../use-cases.ts';
import type { Crash } from './crash.ts';

const run = promisify(execFile);

export const admin: Viewer = { name: 'admin', admin: true, projects: [] };

/** A real Postgres and a real nats-server for one spec file; each hub has a database of its own. */
export interface HubWorld {
  readonly postgres: Postgres;
  readonly nats: Nats;
  /** `repo`: files of a new Git repository. The answer's `commit` changes them. */
  repository(files: Files): Promise<Repository>;
  /** A hub on a database; without one, on a new one. */
  hub(options?: HubOptions): Promise<Hub>;
  stopHubs(): Promise<void>;
  /** nats-server dies and comes back without its streams. */
  loseStreams(): Promise<void>;
  stop(): Promise<void>;
}

export type Files = Readonly<Record<string, string | null>>;

export interface Repository {
  readonly url: string;
  /** Null takes a file away. The answer is the commit. */
  commit(files: Files): Promise<string>;
}

export interface HubOptions {
  readonly database?: string;
  readonly fleet?: readonly { readonly url: string; readonly revision?: string; readonly path?: string }[];
  readonly localCluster?: string;
  readonly start?: boolean;
  /** More settings, as variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps its Git mirrors in a folder of this name, as a hub does that comes back. Default: a new one. */
  readonly mirrors?: string;
  /** May kill it. */
  readonly crash?: Crash;
}

export async function hubWorld(): Promise<HubWorld> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-hub-'));
  const keys = path.join(dir, 'keys');
  const fleetKeys = await loadOrCreateKeys(keys, Date.now());
  const storeDir = path.join(dir, 'nats');
  const [postgres, nats, kustomize] = await Promise.all([
    startPostgres({ dir: path.join(dir, 'postgres'), durable: false }),
    startNats({ dir: storeDir, config: serverConfig({ keys: fleetKeys, storeDir }) }),
    binary('kustomize'),
  ]);
  const hubs = new Set<Hub>();
  let made = 0;
  const stopHubs = async (): Promise<void> => {
    for (const hub of hubs) await hub.stop();
    hubs.clear();
  };
  return {
    postgres,
    nats,
    repository: (files) => createRepository(path.join(dir, `repository-${++made}`), files),
    hub: async (options = {}) => {
      const database = options.database ?? (await createDatabase(postgres.url, `hub_${++made}`));
      const config = loadHubConfig({
        DATABASE_URL: database,
        NATS_URL: nats.url,
        WHEELHOUSE_KEYS: keys,
        WHEELHOUSE_MIRRORS: path.join(dir, options.mirrors ?? `mirrors-${made}`),
        WHEELHOUSE_KUSTOMIZE: kustomize,
        WHEELHOUSE_FLEET_REPOSITORIES: JSON.stringify(options.fleet ?? []),
        ...options.env,
        ...(options.localCluster && { WHEELHOUSE_LOCAL_CLUSTER: options.localCluster }),
      });
      if (!config.ok) throw new Error(JSON.stringify(config.error));
      const logger = createLogger({ app: 'hub', level: process.env['HUB_LOG'] ?? 'fatal' });
      const parts = await openParts(config.value, logger);
      const hub = new Hub(options.crash ? { ...parts, db: options.crash.around(parts.db) } : parts);
      if (!options.crash) hubs.add(hub);
      if (options.start !== false) await hub.start();
      return hub;
    },
    stopHubs,
    loseStreams: async () => {
      await nats.kill();
      await rm(path.join(storeDir, 'jetstream'), { recursive: true, force: true });
      await nats.restart();
    },
    stop: async () => {
      await stopHubs();
      await Promise.allSettled([postgres.stop(), nats.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function createRepository(folder: string, files: Files): Promise<Repository> {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder });
  await mkdir(folder, { recursive: true });
  await git('init', '-q', '-b', 'main');
  const commit = async (changed: Files): Promise<string> => {
    for (const [name, text] of Object.entries(changed)) {
      const file = path.join(folder, name);
      if (text === null) await rm(file, { recursive: true, force: true });
      else {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
    await git('add', '-A');
    await git('commit', '-q', '-m', 'change', '--allow-empty');
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  };
  await commit(files);
  return { url: `file://${folder}`, commit };
}
