import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import {
  binary,
  createDatabase,
  freePort,
  git,
  graphql,
  startHub,
  startNats,
  startPostgres,
  type Child,
  type HubAddress,
  type Nats,
  type Postgres,
  type State,
  type Supervisor,
} from '@wheelhouse/tools';
import type { Watched } from '../measure/levels.ts';

/** Everything but clusters, each part on its own so that it can be restarted. */
export interface Center {
  readonly hub: HubAddress;
  readonly postgres: Postgres;
  readonly nats: Nats;
  /** A bare repository and a clone of it; the hub keeps the folder `fleet` of its branch `main` applied. */
  readonly repository: { readonly bare: string; readonly clone: string; readonly url: string };
  readonly watched: Watched;
  /** A crash of the hub: it is started again by its supervisor. */
  killHub(): Promise<void>;
  /** Ends it in order and starts it again. */
  restartHub(): Promise<void>;
  ask<T>(query: string, variables?: object): Promise<T>;
  /** Tells the hub that `main` moved, as a Git server would. Throws where the hub does not take it. */
  webhook(): Promise<void>;
}

export interface CenterOptions {
  readonly dir: string;
  readonly supervisor: Supervisor;
  readonly localCluster: string;
  /** Writes the first commit's files. */
  readonly content: (clone: string) => Promise<void>;
  /** Added to the hub's environment. */
  readonly env: Readonly<Record<string, string>>;
}

const SECRETS: State = {
  adminPassword: 'a-password-of-the-benchmark',
  adminToken: 'wht_a-token-of-the-benchmark',
  webhookSecret: 'a-secret-of-the-benchmark',
  ports: {},
};

export async function startCenter(options: CenterOptions): Promise<Center> {
  const { dir, supervisor, localCluster, env } = options;
  const repository = await createRepository(options);
  const natsStore = path.join(dir, 'nats');
  const keys = await loadOrCreateKeys(path.join(dir, 'keys'), Date.now());
  const [postgres, nats, kustomize, port] = await Promise.all([
    startPostgres({ dir, supervisor }),
    startNats({ dir: natsStore, config: serverConfig({ keys, storeDir: natsStore }), supervisor }),
    binary('kustomize'),
    freePort(),
  ]);
  const databaseUrl = await createDatabase(postgres.url, 'wheelhouse');
  const places = { data: dir, port, databaseUrl, natsUrl: nats.url, kustomize, localCluster, supervisor, env };
  const start = (): Promise<Child> =>
    startHub({ ...places, repositoryUrl: repository.url, fleetPaths: ['fleet'], state: SECRETS });
  let child = await start();
  const hub = { url: `http://127.0.0.1:${port}`, token: SECRETS.adminToken };
  const mirrors = path.join(dir, 'mirrors');
  return {
    ...{ hub, postgres, nats, repository },
    watched: { dir, databaseUrl, natsMonitor: nats.monitor, natsStore, mirrors },
    killHub: () => child.kill(),
    async restartHub() {
      await child.stop();
      child = await start();
    },
    ask: (query, variables) => graphql(hub, query, variables),
    webhook: () => tell(hub, repository.url),
  };
}

async function tell(hub: HubAddress, repository: string): Promise<void> {
  const body = JSON.stringify({ ref: 'refs/heads/main', repository: { clone_url: repository } });
  const signature = `sha256=${createHmac('sha256', SECRETS.webhookSecret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-hub-signature-256': signature };
  const { status } = await fetch(`${hub.url}/api/webhook`, { method: 'POST', headers, body });
  if (status >= 300) throw new Error(`the webhook answers ${status}`);
}

async function createRepository({ dir, content }: CenterOptions): Promise<Center['repository']> {
  const bare = path.join(dir, 'repositories', 'fleet.git');
  const clone = path.join(dir, 'clone');
  for (const folder of [bare, clone]) await mkdir(folder, { recursive: true });
  await git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  await git(clone, 'init', '--quiet', '--initial-branch=main');
  await git(clone, 'remote', 'add', 'origin', bare);
  await content(clone);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '--message', 'Start');
  await git(clone, 'push', '--quiet', 'origin', 'main');
  return { bare, clone, url: pathToFileURL(bare).href };
}
