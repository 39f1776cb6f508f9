import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { http, startSpoke, type Child, type Supervisor } from '@wheelhouse/tools';
import type { ClusterAccess } from './clusters.ts';
import type { Hub } from './hub.ts';

export interface Spoke {
  readonly logFile: string;
  log(): Promise<string>;
  /** With a join token if the cluster has no identity yet. */
  start(): Promise<void>;
  /** With a new join token, whatever the cluster has. */
  join(): Promise<void>;
  /** A crash; it is started again half a second later, as Kubernetes would. */
  kill9(): Promise<void>;
  /** SIGSTOP, as when its node or its disk stands still; nothing of it runs until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it for good: orderly, or with SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface SpokeInput {
  readonly dir: string;
  readonly name: string;
  readonly access: ClusterAccess;
  readonly hub: Hub;
  readonly supervisor: Supervisor;
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built spoke as a process, with exactly the rights of `deploy/spoke`. */
export function createSpoke({ dir, name, access, hub, supervisor, ...rest }: SpokeInput): Spoke {
  const logFile = path.join(dir, 'logs', `${name}.log`);
  let child: Child | undefined;
  const start = async (natsMoved: boolean): Promise<void> => {
    const cluster = { name: access.name, request: await requests(access) };
    const env = { WHEELHOUSE_HEARTBEAT_SECONDS: '1', WHEELHOUSE_LOG: 'debug', ...rest.env };
    child = await startSpoke({ cluster, name, kubeconfig: access.spokeKubeconfig, hub, natsMoved, supervisor, env });
  };
  return {
    logFile,
    log: () => readFile(logFile, 'utf8').catch(() => ''),
    start: () => start(false),
    join: () => start(true),
    async kill9() {
      await child?.kill();
    },
    async pause() {
      await child?.kill('SIGSTOP');
    },
    async resume() {
      await child?.kill('SIGCONT');
    },
    async stop(signal) {
      await child?.stop(signal);
    },
  };
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; 'certificate-authority-data': string } }[];
  readonly users: readonly { user: { token: string } }[];
}

async function requests({ kubeconfig }: ClusterAccess) {
  const { clusters, users } = JSON.parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': authority } = clusters[0]!.cluster;
  const ca = Buffer.from(authority, 'base64').toString();
  const { token } = users[0]!.user;
  return (method: string, at: string, body?: unknown) => http(server + at, { method, ca, token, body });
}
