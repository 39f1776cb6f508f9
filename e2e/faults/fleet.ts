import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import {
  binary,
  createDatabase,
  createSupervisor,
  freePort,
  graphql,
  prepareSpoke,
  startControlPlane,
  startHub,
  startNats,
  startPostgres,
  startSpoke,
  waitUntil,
  type Child,
  type Cluster,
} from '@wheelhouse/tools';
import pg from 'pg';
import { textOf } from '../world/repository.ts';
import { startTcpProxy, type TcpProxy } from '../world/tcp-proxy.ts';
import { canFillDisks, smallDisk, type Disk } from './disk.ts';
import { listenForEcho, type Echo } from './echo.ts';
import { CLUSTERS, LEASE_SECONDS, type ClusterName, type DiskName } from './faults.ts';
import { clusterOf } from './plan.ts';
import { listenAtPoints, type Points } from './points.ts';
import { record, type Recorder } from './watch.ts';

/** A program that can be killed, and comes back: by itself, or by `revive`. */
export interface Breakable {
  readonly pid: () => number;
  readonly kill: () => Promise<void>;
  readonly revive: () => Promise<void>;
}

/** Everything of an installation as real processes, with something that breaks between any two of them. */
export interface Fleet {
  readonly dir: string;
  readonly hub: { readonly url: string; readonly token: string };
  readonly clusters: ReadonlyMap<ClusterName, Cluster>;
  readonly processes: ReadonlyMap<string, Breakable>;
  readonly links: ReadonlyMap<string, TcpProxy>;
  readonly disks: ReadonlyMap<DiskName, Disk>;
  /** Whether disks can be filled here. */
  readonly fillable: boolean;
  readonly points: Points;
  readonly echo: Echo;
  readonly recorders: ReadonlyMap<ClusterName, Recorder>;
  /** Past everything that breaks. */
  readonly rows: pg.Pool;
  /** As an administrator; throws with the first error's sentence. */
  ask<T>(query: string, variables?: object): Promise<T>;
  stop(): Promise<void>;
}

/** What the streams may reserve; the disk is full long before. */
const STORE_BYTES = 8 * 1024 ** 3;
const MEGABYTES: Readonly<Record<DiskName, number>> = { nats: 64, postgres: 300, mirrors: 24 };

export async function startFleet(options: { readonly keep: boolean }): Promise<Fleet> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-faults-'));
  const supervisor = createSupervisor(dir);
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of [...closing].reverse()) await close().catch(() => {});
    if (!options.keep) await rm(dir, { recursive: true, force: true });
  };
  try {
    return await start(stop);
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(stop: () => Promise<void>): Promise<Fleet> {
    const fillable = await canFillDisks(path.join(dir, 'disks', 'trial'));
    const disk = async (name: DiskName): Promise<Disk> => {
      const made = await smallDisk(path.join(dir, 'disks', name), MEGABYTES[name]);
      closing.push(() => made.remove());
      return made;
    };
    const disks = new Map<DiskName, Disk>();
    for (const name of ['nats', 'postgres', 'mirrors'] as const) disks.set(name, await disk(name));
    const points = await listenAtPoints(path.join(dir, 'faults.sock'));
    closing.push(() => points.close());
    closing.push(() => supervisor.stop());

    const keys = await loadOrCreateKeys(path.join(dir, 'keys'), Date.now());
    const storeDir = disks.get('nats')!.folder;
    const control = await startControlPlane({ dir, supervisor });
    const [nats, postgres, ...clusterList] = await Promise.all([
      startNats({ dir: storeDir, config: serverConfig({ keys, storeDir, maxStoreBytes: STORE_BYTES }), supervisor }),
      startPostgres({ dir: disks.get('postgres')!.folder, durable: false, supervisor }),
      ...CLUSTERS.map((name) => control.cluster(name)),
    ]);
    const clusters = new Map(CLUSTERS.map((name, index) => [name, clusterList[index]!]));
    const databaseUrl = await createDatabase(postgres.url, 'wheelhouse');
    const rows = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    rows.on('error', () => {});
    closing.push(() => rows.end());

    const links = new Map<string, TcpProxy>();
    const link = async (name: string, url: string): Promise<string> => {
      const proxy = await startTcpProxy(url);
      links.set(name, proxy);
      closing.push(() => proxy.close());
      return proxy.url;
    };
    const hub = await hubOf({
      natsUrl: await link('hub-nats', nats.url),
      databaseUrl: await link('hub-postgres', databaseUrl),
      publicUrl: await link('spokes-nats', nats.url),
      mirrors: disks.get('mirrors')!.folder,
      socket: points.socket,
    });
    const ask: Fleet['ask'] = (query, variables) => graphql(hub.address, query, variables);
    const manifests = textOf(CLUSTERS.map((name) => clusterOf(name, '', false)));
    await ask('mutation ($manifests: String!) { apply(manifests: $manifests) { action } }', { manifests });

    const processes = new Map<string, Breakable>();
    const byItself = { revive: async () => {} };
    processes.set('hub', { pid: () => hub.child.pid, kill: () => hub.child.kill(), ...byItself });
    processes.set('nats', { pid: () => nats.pid, kill: () => nats.kill(), revive: () => nats.restart() });
    processes.set('postgres', {
      pid: () => postgres.pid,
      kill: () => postgres.kill(),
      revive: () => postgres.restart(),
    });
    for (const [name, cluster] of clusters) {
      processes.set(`${name}-apiserver`, {
        pid: () => cluster.apiServerPid,
        kill: () => cluster.killApiServer(),
        revive: () => cluster.restartApiServer(),
      });
      for (const spoke of [`${name}-spoke-1`, `${name}-spoke-2`]) {
        const child = await spokeOf(spoke, cluster, link);
        processes.set(spoke, { pid: () => child.pid, kill: () => child.kill(), ...byItself });
        // Who joins first has used the token; the other one finds the identity.
        await waitUntil(() => hasJoined(cluster), { what: `${name} to join`, timeoutMs: 30_000 });
      }
    }
    const recorders = new Map<ClusterName, Recorder>();
    for (const [name, cluster] of clusters) {
      const recorder = await record(cluster);
      closing.push(async () => recorder.stop());
      recorders.set(name, recorder);
    }
    const echo = await listenForEcho(nats.url, keys);
    closing.push(() => echo.close());
    return {
      ...{ dir, hub: hub.address, clusters, processes, links, disks, fillable, points, echo, recorders, rows },
      ask,
      stop,
    };

    async function spokeOf(name: string, cluster: Cluster, via: typeof link): Promise<Child> {
      const text = await readFile(await prepareSpoke(cluster), 'utf8');
      const proxied = await via(`${name}-kube`, cluster.server);
      const kubeconfig = path.join(dir, `${name}.kubeconfig`);
      await writeFile(kubeconfig, text.replaceAll(cluster.server, proxied), { mode: 0o600 });
      const env = {
        WHEELHOUSE_HEARTBEAT_SECONDS: '1',
        WHEELHOUSE_LEASE_SECONDS: String(LEASE_SECONDS),
        WHEELHOUSE_FAULTS: points.socket,
        WHEELHOUSE_LOG: 'debug',
      };
      return startSpoke({ cluster, name, kubeconfig, hub: hub.address, natsMoved: false, supervisor, env });
    }
  }

  async function hubOf(given: {
    readonly natsUrl: string;
    readonly databaseUrl: string;
    readonly publicUrl: string;
    readonly mirrors: string;
    readonly socket: string;
  }): Promise<{ child: Child; address: Fleet['hub'] }> {
    const port = await freePort();
    const state = {
      adminPassword: 'password',
      adminToken: 'wht_token-of-the-faults',
      webhookSecret: 'secret',
      ports: {},
    };
    await mkdir(path.join(dir, 'keys'), { recursive: true });
    const child = await startHub({
      ...{ data: dir, port, databaseUrl: given.databaseUrl, natsUrl: given.natsUrl, state, supervisor },
      kustomize: await binary('kustomize'),
      localCluster: CLUSTERS[0],
      repositoryUrl: '',
      fleetPaths: [],
      env: {
        WHEELHOUSE_NATS_PUBLIC_URL: given.publicUrl,
        WHEELHOUSE_MIRRORS: given.mirrors,
        WHEELHOUSE_FAULTS: given.socket,
        WHEELHOUSE_LOG_LEVEL: 'debug',
        WHEELHOUSE_AWAY_AFTER_SECONDS: '10',
      },
    });
    return { child, address: { url: `http://127.0.0.1:${port}`, token: state.adminToken } };
  }
}

async function hasJoined(cluster: Cluster): Promise<boolean> {
  const at = '/api/v1/namespaces/wheelhouse-system/secrets/wheelhouse-identity';
  const { status, text } = await cluster.request('GET', at);
  return status === 200 && text.includes('state-digest');
}
