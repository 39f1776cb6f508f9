import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import {
  binary,
  createDatabase,
  createSupervisor,
  freePort,
  git,
  graphql,
  inRoot,
  installPushHook,
  prepareSpoke,
  startControlPlane,
  startHub,
  startNats,
  startPostgres,
  startSpoke,
  type Cluster,
  type HubAddress,
  type State,
  type Supervisor,
} from '@wheelhouse/tools';
import { podEnvironment } from './pod.ts';

const run = promisify(execFile);

export interface WorldOptions {
  readonly clusters: readonly string[];
  /** Writes the repository's content into a clone, beside `fleet/`, which holds the clusters. */
  readonly content: (clone: string) => Promise<void>;
  /** Runs when API servers are there and nothing of ours is, e.g. to measure what the machine itself can do. */
  readonly before?: (start: (name: string) => Promise<Cluster>, supervisor: Supervisor) => Promise<void>;
  /** Adds to the environment of hub and spokes, e.g. `NODE_OPTIONS` to profile them. */
  readonly env?: (process: string) => Readonly<Record<string, string>>;
}

/** A hub with an empty fleet beside its clusters, its repository, and a spoke on every cluster; on real parts throughout. */
export interface BenchWorld {
  /** Of the supervisor: what `measure/processes.ts` asks for. Holds logs too. */
  readonly dir: string;
  /** URL of the bare repository; a push to it calls the hub's webhook. */
  readonly repository: string;
  /** A clone of it to work in. */
  readonly clone: string;
  readonly clusters: readonly Cluster[];
  readonly supervisor: Supervisor;
  ask<T>(query: string, variables?: object): Promise<T>;
  /** `wheelhouse apply -f -`. */
  apply(resources: readonly object[]): Promise<void>;
  /** Commits everything in the clone and pushes it. Returns the commit. */
  push(message: string): Promise<string>;
  /** One more spoke per cluster, which waits for its turn to lead. */
  startWaiting(): Promise<void>;
  /** From now on a push tells nobody: `webhook` does, so that its moment is known. */
  withoutPushHook(): Promise<void>;
  webhook(): Promise<void>;
  stop(): Promise<void>;
}

const SECRETS: State = {
  adminPassword: 'a-password-of-the-benchmark',
  adminToken: 'wht_a-token-of-the-benchmark',
  webhookSecret: 'a-secret-of-the-benchmark',
  ports: {},
};

export async function startWorld(options: WorldOptions): Promise<BenchWorld> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-bench-'));
  const supervisor = createSupervisor(dir);
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    // WHEELHOUSE_BENCH_KEEP keeps logs and profiles for who looks for a cause.
    if (!process.env['WHEELHOUSE_BENCH_KEEP']) await rm(dir, { recursive: true, force: true });
    else process.stderr.write(`kept: ${dir}\n`);
  };
  try {
    return { ...(await startParts(options, dir, supervisor)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  { clusters: names, content, before, env = () => ({}) }: WorldOptions,
  dir: string,
  supervisor: Supervisor,
): Promise<Omit<BenchWorld, 'stop'>> {
  const spares: (() => Promise<unknown>)[] = [];
  const plane = await startControlPlane({ dir, supervisor });
  await before?.((name) => plane.cluster(name), supervisor);
  const clusters = await Promise.all(names.map((name) => plane.cluster(name)));
  const {
    bare,
    clone,
    url: repository,
  } = await createRepository(dir, async (folder) => {
    await writeClusters(folder, names);
    await content(folder);
  });
  const hub = await startCenter({ dir, repository, localCluster: names[0]!, supervisor, env });
  const hook = { webhook: `${hub.url}/api/webhook`, secret: SECRETS.webhookSecret };
  await installPushHook({ path: bare, url: repository }, hook);
  await Promise.all(
    clusters.map(async (cluster) => {
      const kubeconfig = await prepareSpoke(cluster);
      const pod = await podEnvironment(cluster, dir);
      const start = (name: string) =>
        startSpoke({ cluster, name, kubeconfig, hub, natsMoved: false, supervisor, env: { ...pod, ...env(name) } });
      await start(`${cluster.name}-spoke`);
      spares.push(() => start(`${cluster.name}-waiting-spoke`));
    }),
  );
  return {
    ...{ dir, repository, clone, clusters, supervisor },
    ask: (query, variables) => graphql(hub, query, variables),
    apply: (resources) => applyByCommand(hub, dir, resources),
    push: (message) => push(clone, message),
    startWaiting: async () => void (await Promise.all(spares.map((start) => start()))),
    withoutPushHook: () => rm(path.join(bare, 'hooks', 'post-receive')),
    webhook: () => tell(hub, repository),
  };
}

interface Center {
  readonly dir: string;
  readonly repository: string;
  readonly localCluster: string;
  readonly supervisor: Supervisor;
  readonly env: (process: string) => Readonly<Record<string, string>>;
}

async function startCenter({ dir, repository, localCluster, supervisor, env }: Center): Promise<HubAddress> {
  const storeDir = path.join(dir, 'nats');
  const keys = await loadOrCreateKeys(path.join(dir, 'keys'), Date.now());
  const [postgres, nats, kustomize, port] = await Promise.all([
    startPostgres({ dir, supervisor }),
    startNats({ dir: storeDir, config: serverConfig({ keys, storeDir }), supervisor }),
    binary('kustomize'),
    freePort(),
  ]);
  const databaseUrl = await createDatabase(postgres.url, 'wheelhouse');
  const places = { data: dir, port, databaseUrl, natsUrl: nats.url, kustomize, localCluster };
  const fleet = { repositoryUrl: repository, fleetPaths: ['fleet'] };
  await startHub({ ...places, ...fleet, state: SECRETS, supervisor, env: env('hub') });
  return { url: `http://127.0.0.1:${port}`, token: SECRETS.adminToken };
}

/** As a Git server tells of a push. */
async function tell(hub: HubAddress, repository: string): Promise<void> {
  const body = JSON.stringify({ ref: 'refs/heads/main', repository: { clone_url: repository } });
  const signature = `sha256=${createHmac('sha256', SECRETS.webhookSecret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-hub-signature-256': signature };
  const { status } = await fetch(`${hub.url}/api/webhook`, { method: 'POST', headers, body });
  if (status >= 300) throw new Error(`the webhook answers ${status}`);
}

async function createRepository(dir: string, fill: (clone: string) => Promise<void>) {
  const bare = path.join(dir, 'repositories', 'services.git');
  const clone = path.join(dir, 'clone');
  await mkdir(bare, { recursive: true });
  await mkdir(clone, { recursive: true });
  await git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  await git(clone, 'init', '--quiet', '--initial-branch=main');
  await git(clone, 'remote', 'add', 'origin', bare);
  await fill(clone);
  await push(clone, 'Start');
  return { bare, clone, url: pathToFileURL(bare).href };
}

async function push(clone: string, message: string): Promise<string> {
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '--message', message);
  await git(clone, 'push', '--quiet', 'origin', 'main');
  return (await git(clone, 'rev-parse', 'HEAD')).trim();
}

async function writeClusters(clone: string, names: readonly string[]): Promise<void> {
  const folder = path.join(clone, 'fleet');
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const cluster = { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'Cluster', metadata: { name }, spec: {} };
    await writeFile(path.join(folder, `${name}.yaml`), JSON.stringify(cluster));
  }
}

async function applyByCommand(hub: HubAddress, dir: string, resources: readonly object[]): Promise<void> {
  const file = path.join(dir, 'apply.yaml');
  await writeFile(file, resources.map((resource) => JSON.stringify(resource)).join('\n---\n'));
  await run(process.execPath, [inRoot('apps', 'cli', 'bin', 'wheelhouse.mjs'), 'apply', '-f', file], {
    env: { ...process.env, WHEELHOUSE_URL: hub.url, WHEELHOUSE_TOKEN: hub.token },
  });
}
