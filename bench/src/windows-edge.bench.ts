/**
 * How long from the instant at which a sync window opens until the first write of what it held is in the API server: a hub, a spoke
 * and an API server, one Application per window, the windows open one after the other. Each was dry-run before.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import { waitUntil } from '@wheelhouse/tools';
import { distributionOf } from './measure/distribution.ts';
import { applicationSet, overlayName, project } from './parts/overlays.ts';
import { answer, numbersOf, say } from './parts/services.ts';
import { startWorld } from './parts/world.ts';

const { windows: count, spacing, ahead } = numbersOf({ windows: 60, spacing: 700, ahead: 45 });
const names = Array.from({ length: count }, (_, index) => overlayName(index));

const objectsOf = (namespace: string): object[] => [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web', namespace, labels: { measured: 'yes' } },
    data: { a: '1' },
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace }, spec: { ports: [{ port: 80 }] } },
];

async function content(clone: string): Promise<void> {
  for (const name of names) {
    const folder = path.join(clone, 'apps', 'overlays', name);
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, 'all.yaml'),
      objectsOf(name)
        .map((one) => JSON.stringify(one))
        .join('\n---\n'),
    );
  }
}

const windowOf = (namespace: string, opens: number): object => ({
  apiVersion: 'wheelhouse.dev/v1alpha1',
  kind: 'SyncWindow',
  metadata: { name: namespace },
  spec: { kind: 'allow', schedule: { from: new Date(opens).toISOString() }, selectors: { namespaces: [namespace] } },
});

const LIST = '/api/v1/configmaps?labelSelector=measured%3Dyes&resourceVersion=0';

interface Listed {
  items: { metadata: { namespace: string } }[];
}

const world = await startWorld({ clusters: ['dev'], content });
try {
  const kubeconfig = world.clusters[0]!.kubeconfig;
  const kube = new KubeClient(await loadCredentials({ kubeconfig }));
  for (const name of names)
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'bench' });
  const first = Date.now() + ahead * 1000;
  const opensAt = new Map(names.map((name, index) => [name, first + index * spacing]));
  await world.apply([project(world.repository), ...names.map((name) => windowOf(name, opensAt.get(name)!))]);
  await world.apply([applicationSet(world.repository, ['dev'])]);
  const rehearsed = async (): Promise<number> => {
    const { applications } = await world.ask<{ applications: { nodes: { conditions: { type: string }[] }[] } }>(
      '{ applications(first: 200) { nodes { conditions { type } } } }',
    );
    return applications.nodes.filter(({ conditions }) => conditions.some(({ type }) => type === 'DryRun')).length;
  };
  await waitUntil(async () => (await rehearsed()) === count || Date.now() > first - 3_000, {
    what: 'dry runs',
    timeoutMs: 120_000,
  });
  say(`${await rehearsed()} of ${count} dry-run ${Math.round((first - Date.now()) / 1000)} s before the first edge`);
  const late: number[] = [];
  const seen = new Set<string>();
  while (seen.size < count && Date.now() < first + count * spacing + 20_000) {
    // From the API server's cache: a consistent list may wait up to 100 ms for etcd's next notice of progress.
    const { items } = (await kube.request(LIST)) as Listed;
    const now = Date.now();
    for (const { metadata } of items) {
      if (seen.has(metadata.namespace)) continue;
      seen.add(metadata.namespace);
      late.push(now - opensAt.get(metadata.namespace)!);
    }
    await sleep(3);
  }
  await kube.close();
  const early = late.filter((one) => one < 0).length;
  const figures = { windows: count, seen: seen.size, early, ms: distributionOf(late) };
  say(`edge → first write: ${JSON.stringify(figures)}`);
  answer({ bench: 'windows-edge', ...figures });
} finally {
  await world.stop();
}
