import path from 'node:path';
import { ensureBinaries } from '../binaries/ensure-binaries.ts';
import { createSupervisor, type Child, type Supervisor } from '../processes/supervisor.ts';
import { startCluster, type Cluster, type ClusterOptions } from './cluster.ts';
import { startEtcd } from './etcd.ts';

export interface ControlPlaneOptions {
  /** etcd's data and each cluster's files live here; kept over restarts. */
  readonly dir: string;
  readonly supervisor?: Supervisor;
}

export interface ControlPlane {
  readonly etcd: Child;
  /** Starts a cluster, or starts it again with the data that is there. Start several at once: they share the cores well. */
  cluster(name: string, options?: ClusterOptions): Promise<Cluster>;
  stop(): Promise<void>;
}

/** Real Kubernetes without containers: API servers, controllers and schedulers on one etcd, with kwok for kubelets. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const dir = path.resolve(options.dir);
  const supervisor = options.supervisor ?? createSupervisor(dir);
  if (!options.supervisor) await supervisor.endOrphans();
  await ensureBinaries(['etcd', 'kube-apiserver']);
  const etcd = await startEtcd(dir, supervisor);
  const clusters: Cluster[] = [];
  return {
    etcd: etcd.child,
    async cluster(name, clusterOptions) {
      const cluster = await startCluster({ name, dir, etcdUrl: etcd.url, supervisor }, clusterOptions);
      clusters.push(cluster);
      return cluster;
    },
    async stop() {
      await Promise.all(clusters.map((cluster) => cluster.stop()));
      await etcd.child.stop();
      if (!options.supervisor) await supervisor.stop();
    },
  };
}
