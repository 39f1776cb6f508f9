import { inboxPrefix } from '@wheelhouse/contract';
import { clusterId, digestText, projectId } from '@wheelhouse/core-domain';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import { startNats, waitUntil } from '@wheelhouse/tools';
import type { Nats as Server } from '@wheelhouse/tools';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  connectNats,
  createUserKey,
  ensureStreams,
  hubCredentials,
  loadOrCreateKeys,
  serverConfig,
  spokeUserJwt,
  systemCredentials,
} from '../index.ts';
import type { ConnectOptions, Credentials, FleetKeys, Nats, NkeyPair } from '../index.ts';

export const c1 = clusterId('clusteraaaaaaaa2');
export const c2 = clusterId('clusterbbbbbbbb2');
export const p1 = projectId('projectaaaaaaaa2');
export const p2 = projectId('projectbbbbbbbb2');
export const digestA = digestText('a');
export const bytes = (text: string) => new TextEncoder().encode(text);

export interface Spoke {
  readonly nats: Nats;
  readonly user: NkeyPair;
}

/** A real server in operator mode, with a hub on it; everything opened through it is closed by `stop`. */
export interface Fleet {
  readonly folder: string;
  readonly keys: FleetKeys;
  readonly server: Server;
  readonly hub: Nats;
  readonly system: Nats;
  open(credentials: ConnectOptions['credentials'], more?: Partial<ConnectOptions>): Promise<Nats>;
  spoke(cluster: ClusterId, projects: readonly ProjectId[], ttlSeconds?: number): Promise<Spoke>;
  spokeCredentials(cluster: ClusterId, projects: readonly ProjectId[], ttlSeconds?: number): Credentials;
  stop(): Promise<void>;
}

export async function startFleet(): Promise<Fleet> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-nats-'));
  const keys = await loadOrCreateKeys(path.join(folder, 'keys'), Date.now() - 60_000);
  const dir = path.join(folder, 'server');
  const server = await startNats({ dir, config: serverConfig({ keys, storeDir: dir }) });
  const opened: Nats[] = [];
  const open: Fleet['open'] = async (credentials, more = {}) => {
    const nats = await connectNats({ servers: [server.url], credentials, name: 'spec', firstConnectMs: 10_000, ...more });
    opened.push(nats);
    return nats;
  };
  const issue = (user: NkeyPair, cluster: ClusterId, projects: readonly ProjectId[], ttlSeconds: number) => ({
    jwt: spokeUserJwt(keys, { cluster, projects, publicKey: user.publicKey, ttlSeconds, now: Date.now() }),
    seed: user.seed,
  });
  const hub = await open(hubCredentials(keys));
  await ensureStreams(hub);
  return {
    folder,
    keys,
    server,
    hub,
    system: await open(systemCredentials(keys)),
    open,
    spokeCredentials: (cluster, projects, ttl = 3600) => issue(createUserKey(), cluster, projects, ttl),
    async spoke(cluster, projects, ttl = 3600) {
      const user = createUserKey();
      const nats = await open(issue(user, cluster, projects, ttl), { inboxPrefix: inboxPrefix(cluster) });
      return { nats, user };
    },
    async stop() {
      await Promise.all(opened.map((nats) => nats.close()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const until = (what: string, probe: () => boolean) =>
  waitUntil(async () => probe(), { what, timeoutMs: 10_000, everyMs: 5 });
