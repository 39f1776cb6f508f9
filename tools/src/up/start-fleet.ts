import { ensureBinaries } from '../binaries/ensure-binaries.ts';
import { BINARIES } from '../binaries/pins.ts';
import { buildApps } from '../build/build-apps.ts';
import { demandPort, preferPort } from '../processes/ports.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { binaryReporter } from '../run/report-binaries.ts';
import type { Cluster } from '../services/cluster.ts';
import { startControlPlane, type ControlPlane } from '../services/control-plane.ts';
import type { UpInfo } from './announce.ts';
import type { HubAddress } from './hub-api.ts';
import { clusterNames, type UpOptions } from './options.ts';
import { prepareSpoke } from './prepare-spoke.ts';
import type { Progress } from './progress.ts';
import { installPushHook } from './push-hook.ts';
import { seedRepository, type DemoRepository } from './seed-repository.ts';
import { databaseServer, natsServer, type Server } from './servers.ts';
import { startHub } from './start-hub.ts';
import { startSpoke } from './start-spoke.ts';
import { loadState, saveState, type State } from './state.ts';
import { waitHealthy } from './wait-healthy.ts';

const DEFAULT_PORT = 8080;
/** Folders of the demo's repository. */
const FLEET_PATHS = ['projects', 'clusters', 'applicationsets'];

interface Context {
  readonly options: UpOptions;
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  readonly names: readonly string[];
}

/** How many steps `startFleet` reports. */
export function stepCount(options: UpOptions): number {
  return 7 + 2 * options.clusters;
}

/**
 * Everything from programs to a healthy fleet. What does not need each other starts side by side: the clusters, which take
 * longest, beside database, NATS and hub. On an error the caller stops the supervisor.
 */
export async function startFleet(options: UpOptions, supervisor: Supervisor, progress: Progress): Promise<UpInfo> {
  const state = await loadState(options.data);
  const names = clusterNames(options.clusters);
  const context: Context = { options, state, supervisor, progress, names };
  const port = await hubPort(context);
  await progress.step('programs', 1, (say) => ensureBinaries(BINARIES, binaryReporter(say)));
  const built = progress.step('build', 2, () => buildApps(['hub', 'spoke', 'dashboard']));
  const plane = startControlPlane({ dir: options.data, supervisor });
  const [center, clusters] = await Promise.all([startCenter(context, port, built), startClusters(context, plane)]);
  await joinAll(context, center, clusters);
  await progress.step('fleet healthy', 3, (say) => waitHealthy(center.hub, names, say));
  return infoOf(center, state, clusters);
}

interface Center {
  readonly hub: HubAddress;
  readonly database: Server;
  readonly nats: Server;
  readonly repository: DemoRepository;
}

async function startCenter(context: Context, port: number, built: Promise<unknown>): Promise<Center> {
  const { options, state, supervisor, progress, names } = context;
  const { data } = options;
  const server = { data, supervisor };
  const [database, nats, repository] = await Promise.all([
    progress.step('PostgreSQL', 1, () => databaseServer({ ...server, port: state.ports.postgres })),
    progress.step('nats-server', 1, () => natsServer({ ...server, port: state.ports.nats })),
    progress.step('demo repository', 1, () => seedRepository(data, names)),
  ]);
  const hub: HubAddress = { url: `http://127.0.0.1:${port}`, token: state.adminToken };
  await installPushHook(repository, { webhook: `${hub.url}/api/webhook`, secret: state.webhookSecret });
  const kustomize = (await ensureBinaries(['kustomize'])).get('kustomize')!;
  const urls = { databaseUrl: database.url, natsUrl: nats.url, repositoryUrl: repository.url };
  const localCluster = names[0]!;
  await built;
  await progress.step('hub', 3, () =>
    startHub({ data, port, kustomize, localCluster, fleetPaths: FLEET_PATHS, state, supervisor, ...urls }),
  );
  await saveState(data, { ...state, ports: portsOf(port, nats, database) });
  return { hub, database, nats, repository };
}

function portsOf(hub: number, nats: Server, database: Server): State['ports'] {
  return { hub, ...(nats.port ? { nats: nats.port } : {}), ...(database.port ? { postgres: database.port } : {}) };
}

function startClusters({ progress, names }: Context, plane: Promise<ControlPlane>): Promise<Cluster[]> {
  const start = async (name: string): Promise<Cluster> => (await plane).cluster(name);
  return Promise.all(names.map((name) => progress.step(`cluster ${name}`, 6, () => start(name))));
}

async function joinAll(
  { supervisor, progress, state }: Context,
  center: Center,
  clusters: readonly Cluster[],
): Promise<void> {
  const { hub, nats } = center;
  const natsMoved = state.ports.nats !== undefined && state.ports.nats !== nats.port;
  await Promise.all(
    clusters.map((cluster) =>
      progress.step(`spoke of ${cluster.name}`, 1, async () => {
        const kubeconfig = await prepareSpoke(cluster);
        await startSpoke({ cluster, kubeconfig, hub, natsMoved, supervisor });
      }),
    ),
  );
}

async function hubPort({ options, state }: Context): Promise<number> {
  if (options.port !== undefined) return demandPort(options.port, 'dashboard and API');
  return preferPort(state.ports.hub ?? DEFAULT_PORT);
}

function infoOf(center: Center, state: State, clusters: readonly Cluster[]): UpInfo {
  const { hub, nats, database, repository } = center;
  return {
    url: hub.url,
    graphql: `${hub.url}/graphql`,
    username: 'admin',
    password: state.adminPassword,
    token: state.adminToken,
    repository: repository.path,
    nats: nats.url,
    postgres: database.url,
    clusters: clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
  };
}
