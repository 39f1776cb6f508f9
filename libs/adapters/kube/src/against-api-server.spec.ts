import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startControlPlane } from '@wheelhouse/tools';
import type { ControlPlane } from '@wheelhouse/tools';
import { loadCredentials } from './credentials.ts';
import { KubeClient } from './kube-client.ts';
import { driftSuite } from './testing/drift.suite.ts';
import { kubeClientSuite } from './testing/kube-client.suite.ts';
import { leaderElectionSuite } from './testing/leader-election.suite.ts';
import { listWatchSuite } from './testing/list-watch.suite.ts';
import type { Server } from './testing/server.ts';
import { stacksSuite } from './testing/stacks.suite.ts';

describe('against a real API server', () => {
  let dir: string;
  let plane: ControlPlane | undefined;
  let server: Server;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-kube-'));
    plane = await startControlPlane({ dir });
    const cluster = await plane.cluster('kube', { controllers: false });
    server = { cluster, client: new KubeClient(await loadCredentials({ kubeconfig: cluster.kubeconfig })) };
  }, 120_000);

  afterAll(async () => {
    await server?.client.close();
    await plane?.stop();
    await rm(dir, { recursive: true, force: true });
  }, 30_000);

  kubeClientSuite(() => server);
  listWatchSuite(() => server);
  driftSuite(() => server);
  leaderElectionSuite(() => server);
  stacksSuite(() => server);
});
