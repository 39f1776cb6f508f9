/**
 * How long from a `PATCH` that scales a Deployment behind our back until the API server has the old number again: once for
 * each Deployment of the demo, since a spoke backs off where somebody changes the same thing again and again.
 */
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import { waitUntil } from '@wheelhouse/tools';
import { median, startFleet } from './fleet.ts';

interface Deployments {
  items: { metadata: { namespace: string; name: string }; spec: { replicas: number } }[];
}

async function heal(client: KubeClient, path: string, wanted: number): Promise<number> {
  const replicas = async () => ((await client.request(path)) as { spec: { replicas: number } }).spec.replicas;
  const body = { spec: { replicas: wanted + 1 } };
  await client.request(path, { method: 'PATCH', body, contentType: 'application/merge-patch+json' });
  const started = performance.now();
  const options = { what: `${path} to be healed`, timeoutMs: 60_000, everyMs: 2 };
  await waitUntil(async () => (await replicas()) === wanted, options);
  return performance.now() - started;
}

const fleet = await startFleet();
const results: number[] = [];
try {
  for (const [cluster, kubeconfig] of fleet.kubeconfigs) {
    const client = new KubeClient(await loadCredentials({ kubeconfig }));
    const { items } = (await client.request('/apis/apps/v1/deployments')) as Deployments;
    for (const { metadata, spec } of items) {
      const path = `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`;
      const took = await heal(client, path, spec.replicas);
      process.stderr.write(`${cluster} ${metadata.namespace}/${metadata.name}: healed after ${Math.round(took)} ms\n`);
      results.push(took);
    }
    await client.close();
  }
} finally {
  await fleet.stop();
}
const figures = { medianMs: Math.round(median(results)), maxMs: Math.round(Math.max(...results)) };
process.stderr.write(`median of ${results.length}: ${figures.medianMs} ms; longest ${figures.maxMs} ms\n`);
process.stdout.write(`${JSON.stringify({ bench: 'drift-to-healed', runs: results.length, ...figures })}\n`);
