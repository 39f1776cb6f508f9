import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SPOKE_NAMESPACE, type Cluster } from '@wheelhouse/tools';

const ACCOUNT = 'wheelhouse-spoke';

/**
 * What the kubelet gives a spoke's pod: the API server's address in the environment, token and CA as files. Without a kubeconfig
 * a spoke that waits loads no Kubernetes client, as on a node.
 */
export async function podEnvironment(cluster: Cluster, dir: string): Promise<Record<string, string | undefined>> {
  const folder = path.join(dir, 'pods', cluster.name);
  await mkdir(folder, { recursive: true });
  const token = await cluster.serviceAccountToken(SPOKE_NAMESPACE, ACCOUNT, 24 * 3600);
  const files = { token, 'ca.crt': cluster.ca, namespace: SPOKE_NAMESPACE };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text, { mode: 0o600 });
  const { hostname, port } = new URL(cluster.server);
  return {
    KUBECONFIG: undefined,
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    WHEELHOUSE_SERVICE_ACCOUNT_DIR: folder,
  };
}
