import path from 'node:path';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import {
  prepareSpoke,
  startControlPlane,
  startSpoke,
  type Child,
  type Cluster,
  type Supervisor,
} from '@wheelhouse/tools';
import { startCenter, type Center } from './center.ts';

/** The fleet that soaks: every part of it can be restarted on its own. */
export interface SoakWorld {
  readonly center: Center;
  /** As somebody with kubectl reaches the clusters. */
  readonly clients: ReadonlyMap<string, KubeClient>;
  /** A crash of a cluster's spoke: it is started again by its supervisor. */
  killSpoke(cluster: string): Promise<void>;
  /** Ends it in order and starts it again. */
  restartSpoke(cluster: string): Promise<void>;
}

export interface SoakOptions {
  readonly dir: string;
  readonly supervisor: Supervisor;
  readonly clusters: readonly string[];
  readonly content: (clone: string) => Promise<void>;
  readonly env: Readonly<Record<string, string>>;
}

export async function startSoakWorld(options: SoakOptions): Promise<SoakWorld> {
  const { dir, supervisor, content, env } = options;
  const plane = await startControlPlane({ dir: path.join(dir, 'kubernetes'), supervisor });
  const clusters = await Promise.all(options.clusters.map((name) => plane.cluster(name)));
  const center = await startCenter({ dir, supervisor, content, env, localCluster: clusters[0]!.name });
  const start = async (cluster: Cluster): Promise<Child> => {
    const kubeconfig = await prepareSpoke(cluster);
    return startSpoke({ cluster, kubeconfig, hub: center.hub, natsMoved: false, supervisor });
  };
  const spokes = new Map(await Promise.all(clusters.map(async (one) => [one.name, await start(one)] as const)));
  const clients = await Promise.all(
    clusters.map(async ({ name, kubeconfig }) => {
      return [name, new KubeClient(await loadCredentials({ kubeconfig }))] as const;
    }),
  );
  return {
    center,
    clients: new Map(clients),
    async killSpoke(name) {
      await spokes.get(name)!.kill();
    },
    async restartSpoke(name) {
      await spokes.get(name)!.stop();
      spokes.set(name, await start(clusters.find((one) => one.name === name)!));
    },
  };
}
