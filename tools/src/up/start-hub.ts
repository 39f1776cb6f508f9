import path from 'node:path';
import type { Child, Supervisor } from '../processes/supervisor.ts';
import { inRoot } from '../run/root.ts';
import { http } from '../services/http.ts';
import type { State } from './state.ts';

export interface HubInput {
  readonly data: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly kustomize: string;
  readonly localCluster: string;
  readonly repositoryUrl: string;
  /** Folders of the repository whose resources are kept applied. */
  readonly fleetPaths: readonly string[];
  readonly state: State;
  readonly supervisor: Supervisor;
  /** Added to the hub's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built hub with the dashboard, on 127.0.0.1; ready when it says so itself. It is started again if it ends. */
export async function startHub(input: HubInput): Promise<Child> {
  const { data, port, state, supervisor } = input;
  const child = await supervisor.start({
    name: 'hub',
    command: process.execPath,
    // Without source maps, which are held in memory once a stack was read; young generations stay small.
    args: ['--max-semi-space-size=8', inRoot('dist', 'hub', 'main.mjs')],
    cwd: data,
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: input.databaseUrl,
      NATS_URL: input.natsUrl,
      WHEELHOUSE_PORT: String(port),
      WHEELHOUSE_HOST: '127.0.0.1',
      WHEELHOUSE_KEYS: path.join(data, 'keys'),
      WHEELHOUSE_MIRRORS: path.join(data, 'mirrors'),
      WHEELHOUSE_MIGRATIONS: inRoot('prisma', 'migrations'),
      WHEELHOUSE_FLEET_REPOSITORIES: fleetRepositories(input),
      WHEELHOUSE_LOCAL_CLUSTER: input.localCluster,
      WHEELHOUSE_ADMIN_PASSWORD: state.adminPassword,
      WHEELHOUSE_ADMIN_TOKEN: state.adminToken,
      WHEELHOUSE_WEBHOOK_SECRET: state.webhookSecret,
      WHEELHOUSE_KUSTOMIZE: input.kustomize,
      WHEELHOUSE_DASHBOARD: inRoot('dist', 'dashboard'),
      ...input.env,
    },
    restart: 'on-failure',
    rank: 5,
  });
  await child.ready(async () => (await http(`http://127.0.0.1:${port}/readyz`)).status === 200, 60_000);
  return child;
}

function fleetRepositories({ repositoryUrl: url, fleetPaths }: HubInput): string {
  return JSON.stringify(fleetPaths.map((folder) => ({ url, revision: 'main', path: folder })));
}
