import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareSpoke, startControlPlane, type Cluster } from '@wheelhouse/tools';

/** What a world needs to know of a cluster that runs already. */
export interface ClusterAccess {
  readonly name: string;
  /** With the rights of an administrator. */
  readonly kubeconfig: string;
  /** With exactly the rights that `deploy/spoke` gives. */
  readonly spokeKubeconfig: string;
}

export const CLUSTERS = ['dev', 'staging', 'production'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

/** Three clusters with `deploy/spoke` in them. `file` says how to reach them: `ClusterAccess[]` as JSON. */
export async function startClusters(): Promise<{ file: string; stop: () => Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-e2e-clusters-'));
  const control = await startControlPlane({ dir });
  const stop = async (): Promise<void> => {
    await control.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const clusters = await Promise.all(CLUSTERS.map((name) => control.cluster(name)));
    const file = path.join(dir, 'clusters.json');
    await writeFile(file, JSON.stringify(await Promise.all(clusters.map(accessOf))), { mode: 0o600 });
    return { file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of the clusters that this run shares. */
export async function clusterAccess(name: ClusterName): Promise<ClusterAccess> {
  const file = process.env['E2E_CLUSTERS'];
  if (!file) throw new Error('E2E_CLUSTERS is not set: run the scenarios by e2e/jest.config.mjs');
  const all = JSON.parse(await readFile(file, 'utf8')) as ClusterAccess[];
  return all.find((one) => one.name === name)!;
}

async function accessOf(cluster: Cluster): Promise<ClusterAccess> {
  return { name: cluster.name, kubeconfig: cluster.kubeconfig, spokeKubeconfig: await prepareSpoke(cluster) };
}
