import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadOrCreateKeys, serverConfig } from '@wheelhouse/adapter-nats';
import {
  createDatabase,
  createSupervisor,
  installPushHook,
  startNats,
  startPostgres,
  waitUntil,
  type Nats,
  type Postgres,
  type Supervisor,
} from '@wheelhouse/tools';
import {
  applications,
  applicationSet,
  fleetProblems,
  isHealthy,
  wordsOfCondition,
  type Application,
  type ApplicationSet,
} from './applications.ts';
import { clusterAccess, CLUSTERS, type ClusterAccess, type ClusterName } from './clusters.ts';
import { cluster } from './content.ts';
import { createHub, type Hub } from './hub.ts';
import { identityOf, type SpokeIdentity } from './identity.ts';
import { connectKube, forgetSpoke, removeNamespaces, type Kube } from './kube.ts';
import { reportOf } from './report.ts';
import { createRepository, type Files, type Repository } from './repository.ts';
import { createSpoke, type Spoke } from './spoke.ts';

export interface WorldOptions {
  /** Starts the names of the namespaces, so that worlds do not meet. */
  readonly name: string;
  /** Which clusters have a spoke and are known to the hub; all three unless told otherwise. The first is the hub's own. */
  readonly clusters?: readonly ClusterName[];
  /** Their spokes remember what an earlier world left there, and join the hub of this one. */
  readonly remembered?: boolean;
  /** Added to the environment of its spokes. */
  readonly spokeEnv?: Readonly<Record<string, string>>;
  /** What is in the repository when the hub starts, beside `fleet/clusters/`. */
  readonly files?: (world: Start) => Files;
  /** Settings of the hub, as environment variables. */
  readonly hubEnv?: Readonly<Record<string, string>>;
}

/** What the content of a repository refers to. */
export interface Start {
  /** A namespace that no other world has; more of them start with it and a hyphen. */
  readonly namespace: string;
  readonly repository: string;
}

export interface World extends Start {
  readonly dir: string;
  readonly git: Repository;
  readonly hub: Hub;
  readonly nats: Nats;
  readonly postgres: Postgres;
  readonly supervisor: Supervisor;
  readonly clusters: readonly ClusterName[];
  kube(cluster: ClusterName): Kube;
  spoke(cluster: ClusterName): Spoke;
  /** What the spoke signs in to NATS with. */
  identityOf(cluster: ClusterName): Promise<SpokeIdentity>;
  /** Takes away what the cluster's spoke remembers, its identity too. */
  forget(cluster: ClusterName): Promise<void>;
  /** Another process on the cluster, not started yet. */
  secondSpoke(cluster: ClusterName): Spoke;
  /** A spoke on a cluster of the scenario's own, not started yet. */
  spokeAt(access: ClusterAccess): Spoke;
  /** All names, sorted. */
  applications(): Promise<string[]>;
  application(name: string): Promise<Application>;
  applicationSet(name: string): Promise<ApplicationSet>;
  /** What the fleet's repository is told to be wrong, each in one line. */
  fleetProblems(): Promise<string[]>;
  /** Waits until the applications are synced and healthy at the commit. */
  untilHealthy(names: readonly string[], commit: string, timeoutMs?: number): Promise<void>;
  /** Waits until the application is as wished, and returns it. */
  untilApplication(name: string, wish: (application: Application) => boolean, what: string): Promise<Application>;
  stop(): Promise<void>;
}

export { CLUSTERS, type ClusterName } from './clusters.ts';
export const PATIENCE_MS = 30_000;

/** Asks until the answer is neither `undefined` nor `false`. */
export function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  return waitUntil(probe, { what, timeoutMs, everyMs: 25 });
}

/**
 * A hub with a database, a NATS account, keys and a repository of its own, and spokes on the clusters that the run shares; they
 * know nothing of an earlier world. Everything ends with `stop`.
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { name, clusters = CLUSTERS } = options;
  const namespace = `${name}-${randomBytes(3).toString('hex')}`;
  const dir = await mkdtemp(path.join(tmpdir(), `wheelhouse-e2e-${name}-`));
  const supervisor = createSupervisor(dir);
  const access = await Promise.all(CLUSTERS.map(clusterAccess));
  const kubes = new Map(await Promise.all(access.map(async (one) => [one.name, await connectKube(one)] as const)));
  const git = await createRepository(dir, 'fleet');
  const start: Start = { namespace, repository: git.url };
  const [postgres, nats] = await Promise.all([
    startPostgres({ dir, durable: false, supervisor }),
    ownNats(dir, supervisor),
    git.commit({ ...clusterFiles(clusters), ...options.files?.(start) }, 'Start the fleet'),
    ...(options.remembered ? [] : clusters).map((each) => forgetSpoke(kubes.get(each)!)),
  ]);
  const databaseUrl = await createDatabase(postgres.url, 'wheelhouse');
  const natsUrl = nats.url;
  const places = { dir, databaseUrl, natsUrl, repository: git, localCluster: clusters[0] ?? 'none', supervisor };
  const hub = await createHub({ ...places, ...(options.hubEnv && { env: options.hubEnv }) });
  await installPushHook(git, { webhook: `${hub.url}/api/webhook`, secret: hub.webhookSecret });
  const env = options.spokeEnv ?? {};
  const spokeAt = (at: ClusterAccess, process = `${at.name}-spoke`): Spoke =>
    createSpoke({ dir, name: process, access: at, hub, supervisor, env });
  const spokeOn = (each: string, process?: string): Spoke =>
    spokeAt(
      access.find((one) => one.name === each)!,
      process,
    );
  const spokes = new Map(clusters.map((each) => [each, spokeOn(each)]));
  const world: World = {
    ...start,
    ...{ dir, git, hub, nats, postgres, supervisor, clusters },
    kube: (each) => kubes.get(each)!,
    spoke: (each) => spokes.get(each) ?? spokes.set(each, spokeOn(each)).get(each)!,
    secondSpoke: (each) => spokeOn(each, `${each}-second-spoke`),
    spokeAt: (at) => spokeAt(at),
    identityOf: (each) => identityOf(kubes.get(each)!),
    forget: (each) => forgetSpoke(kubes.get(each)!),
    applications: async () => (await applications(hub)).map((one) => one.name),
    applicationSet: (wanted) => applicationSet(hub, wanted),
    fleetProblems: async () => (await fleetProblems(hub)).map(wordsOfCondition),
    application: async (wanted) => (await named(hub, [wanted]))[0]!,
    async untilHealthy(names, commit, timeoutMs) {
      const what = `${names.join(', ')} to be healthy at ${commit.slice(0, 7)}`;
      const probe = async (): Promise<boolean> => (await named(hub, names)).every((one) => isHealthy(one, commit));
      await until(what, probe, timeoutMs);
    },
    untilApplication(wanted, wish, what) {
      return until(`${wanted} ${what}`, async () => (await named(hub, [wanted])).find(wish));
    },
    async stop() {
      await supervisor.stop();
      for (const each of kubes.values()) await removeNamespaces(each, namespace).then(() => each.client.close());
      // E2E_KEEP keeps logs, keys and the repository for who looks for the cause of a failure.
      if (!process.env['E2E_KEEP']) await rm(dir, { recursive: true, force: true });
    },
  };
  (globalThis as { explainFailure?: () => Promise<string> }).explainFailure = () => reportOf(hub, dir);
  try {
    await hub.start();
    await Promise.all([...spokes.values()].map((spoke) => (options.remembered ? spoke.join() : spoke.start())));
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

async function ownNats(dir: string, supervisor: Supervisor): Promise<Nats> {
  const keys = await loadOrCreateKeys(path.join(dir, 'keys'), Date.now());
  const storeDir = path.join(dir, 'nats');
  return startNats({ dir: storeDir, config: serverConfig({ keys, storeDir }), supervisor });
}

function clusterFiles(clusters: readonly ClusterName[]): Files {
  return Object.fromEntries(clusters.map((name) => [`fleet/clusters/${name}.yaml`, cluster(name)]));
}

async function named(hub: Hub, names: readonly string[]): Promise<Application[]> {
  const found = await applications(hub);
  return names.map((name) => {
    const application = found.find((one) => one.name === name);
    if (!application) throw new Error(`there is no application ${name}`);
    return application;
  });
}
