import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { binary, freePort, graphql, startHub, type Child, type State, type Supervisor } from '@wheelhouse/tools';
import type { Repository } from './repository.ts';

export interface Hub {
  readonly url: string;
  /** Of the user `admin`, and of programs. */
  readonly password: string;
  readonly token: string;
  /** What pushes are signed with. */
  readonly webhookSecret: string;
  readonly logFile: string;
  log(): Promise<string>;
  /** As `admin`, or with another token. Throws with the first error's sentence. */
  graphql<T>(query: string, variables?: object, token?: string): Promise<T>;
  /** A crash; it is started again half a second later, as Kubernetes would. */
  kill9(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface HubInput {
  readonly dir: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly repository: Repository;
  readonly localCluster: string;
  readonly supervisor: Supervisor;
  /** Settings of the hub beside those of every scenario. */
  readonly env?: Readonly<Record<string, string>>;
}

const SETTINGS = { WHEELHOUSE_LOG_LEVEL: 'debug', WHEELHOUSE_AWAY_AFTER_SECONDS: '10' };

/** The built hub on a free port; what it keeps applied is the folder `fleet` of the repository. */
export async function createHub(input: HubInput): Promise<Hub> {
  const { dir, repository, env, ...rest } = input;
  const port = await freePort();
  const state: State = {
    adminPassword: 'a-password-of-the-scenarios',
    adminToken: 'wht_a-token-of-the-scenarios',
    webhookSecret: 'a-secret-of-the-scenarios',
    ports: {},
  };
  const kustomize = await binary('kustomize');
  let child: Child | undefined;
  const url = `http://127.0.0.1:${port}`;
  const given = { ...rest, data: dir, port, kustomize, repositoryUrl: repository.url, fleetPaths: ['fleet'], state };
  return {
    url,
    password: state.adminPassword,
    token: state.adminToken,
    webhookSecret: state.webhookSecret,
    logFile: path.join(dir, 'logs', 'hub.log'),
    log: () => readFile(path.join(dir, 'logs', 'hub.log'), 'utf8').catch(() => ''),
    graphql: (query, variables, token = state.adminToken) => graphql({ url, token }, query, variables),
    async kill9() {
      await child?.kill();
    },
    async stop() {
      await child?.stop();
    },
    async start() {
      child = await startHub({ ...given, env: { ...SETTINGS, ...env } });
    },
  };
}
