/**
 * One edge of a sync window and everything that it releases: how long until the hub has decided all of it, durably, with its events.
 * Git, hub, PostgreSQL and nats-server are real; the clusters never joined, so that nothing is done with it.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '@wheelhouse/adapter-postgres';
import { buildApps, createSupervisor, waitUntil } from '@wheelhouse/tools';
import { startCenter, type Center } from './parts/center.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const { clusters, each } = numbersOf({ clusters: 20, each: 100 });
const AHEAD_MS = 10_000;

async function content(clone: string): Promise<void> {
  const put = async (file: string, value: object): Promise<void> => {
    await mkdir(path.dirname(path.join(clone, file)), { recursive: true });
    await writeFile(path.join(clone, file), JSON.stringify(value));
  };
  for (let i = 0; i < each; i++)
    await put(`apps/app-${i}/all.json`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `app-${i}` },
      data: {},
    });
  for (let i = 0; i < clusters; i++)
    await put(`fleet/c${i}.yaml`, {
      apiVersion: 'wheelhouse.dev/v1alpha1',
      kind: 'Cluster',
      metadata: { name: `c${i}` },
      spec: {},
    });
}

const set = (repoURL: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'apps', namespace: 'argocd' },
  spec: {
    goTemplate: true,
    generators: [
      {
        matrix: {
          generators: [{ clusters: {} }, { git: { repoURL, revision: 'main', directories: [{ path: 'apps/*' }] } }],
        },
      },
    ],
    template: {
      metadata: { name: '{{.path.basename}}-{{.name}}' },
      spec: {
        project: 'default',
        source: { repoURL, targetRevision: 'main', path: '{{.path.path}}' },
        destination: { name: '{{.name}}', namespace: '{{.path.basename}}' },
        syncPolicy: { automated: {} },
      },
    },
  },
});

const stop = (to?: number): object => ({
  apiVersion: 'wheelhouse.dev/v1alpha1',
  kind: 'SyncWindow',
  metadata: { name: 'stop' },
  spec: { kind: 'deny', schedule: { from: '2020-01-01', ...(to !== undefined && { to: new Date(to).toISOString() }) } },
});

const apply = (center: Center, manifest: object): Promise<unknown> =>
  center.ask('mutation ($manifests: String!) { apply(manifests: $manifests) { kind } }', {
    manifests: JSON.stringify(manifest),
  });

await buildApps();
const dir = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-release-'));
const supervisor = createSupervisor(dir);
try {
  const env = { WHEELHOUSE_POLL_SECONDS: '3600', WHEELHOUSE_LOG_LEVEL: 'warn' };
  const center = await startCenter({ dir, supervisor, localCluster: '', content, env });
  const db = openDatabase(center.watched.databaseUrl);
  const count = async (reason: string): Promise<number> =>
    (await db.sql.query<{ count: number }>('SELECT count(*)::int AS count FROM event WHERE reason = $1', [reason]))
      .rows[0]!.count;
  await waitUntil(
    async () =>
      (await center.ask<{ clusters: { totalCount: number } }>('{ clusters { totalCount } }')).clusters.totalCount >=
      clusters,
    { what: 'the clusters', timeoutMs: 60_000 },
  );
  await apply(center, stop());
  await apply(center, set(center.repository.url));
  const total = clusters * each;
  await waitUntil(async () => (await count('HeldByWindow')) >= total, {
    what: `${total} held`,
    timeoutMs: 170_000,
    everyMs: 500,
  });
  const edge = Date.now() + AHEAD_MS;
  await apply(center, stop(edge));
  say(`${total} held; released in ${AHEAD_MS / 1000} s`);
  await waitUntil(async () => (await count('ReleasedByWindow')) >= total, {
    what: 'the release',
    timeoutMs: 120_000,
    everyMs: 200,
  });
  const { rows } = await db.sql.query<{ first: Date; last: Date }>(
    "SELECT min(at) AS first, max(at) AS last FROM event WHERE reason = 'ReleasedByWindow'",
  );
  const figures = {
    clusters,
    targets: total,
    firstMs: rows[0]!.first.getTime() - edge,
    lastMs: rows[0]!.last.getTime() - edge,
  };
  say(`edge → released: ${JSON.stringify(figures)}`);
  answer({ bench: 'windows-release', ...figures });
  await db.close();
} finally {
  await supervisor.stop();
  await rm(dir, { recursive: true, force: true });
}
