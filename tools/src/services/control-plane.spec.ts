import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitUntil } from '../processes/wait-until.ts';
import type { Cluster } from './cluster.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PODS = '/api/v1/namespaces/default/pods';

describe('control plane', () => {
  let dir: string;
  let plane: ControlPlane;
  let cluster: Cluster;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-clusters-'));
    plane = await startControlPlane({ dir });
    cluster = await plane.cluster('one');
  }, 120_000);

  afterAll(async () => {
    await plane.stop();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  it('runs the pods of a Deployment', async () => {
    await create(DEPLOYMENTS, deployment('web', 'registry.example.com/web:1.0.0'));
    const available = async () => (await get<Status>(`${DEPLOYMENTS}/web`)).status.availableReplicas === 2;
    await waitUntil(available, { what: 'two available replicas', timeoutMs: 20_000 });
  });

  it.each([
    ['missing', 'ImagePullBackOff'],
    ['crash', 'CrashLoopBackOff'],
  ])('lets a pod fail whose image has the tag %s', async (tag, reason) => {
    await create(DEPLOYMENTS, deployment(tag, `registry.example.com/web:${tag}`));
    const waiting = async () => {
      const { items } = await get<{ items: Pod[] }>(`${PODS}?labelSelector=app%3D${tag}`);
      return items[0]?.status.containerStatuses?.[0]?.state.waiting?.reason === reason;
    };
    await waitUntil(waiting, { what: reason, timeoutMs: 20_000 });
  });

  it('gives ServiceAccounts tokens with their rights and no more', async () => {
    const token = await cluster.serviceAccountToken('default', 'default');
    const file = await cluster.writeKubeconfig('default', token);
    expect(file).not.toBe(cluster.kubeconfig);
    const { http } = await import('./http.ts');
    expect((await http(`${cluster.server}/api`, { ca: cluster.ca, token })).status).toBe(200);
    expect((await http(cluster.server + PODS, { ca: cluster.ca, token })).status).toBe(403);
  });

  it('comes back after a crash with the objects that it had', async () => {
    await create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'kept' } });
    const { server, adminToken } = cluster;
    await cluster.kill();
    await cluster.start();
    expect([cluster.server, cluster.adminToken]).toEqual([server, adminToken]);
    expect((await cluster.request('GET', '/api/v1/namespaces/default/configmaps/kept')).status).toBe(200);
  }, 60_000);

  it('keeps clusters apart', async () => {
    const other = await plane.cluster('two', { controllers: false });
    expect((await other.request('GET', '/api/v1/nodes')).text).toContain('"items":[]');
    expect((await cluster.request('GET', '/api/v1/nodes')).text).toContain('node-1');
    await other.stop();
  }, 60_000);

  async function create(at: string, body: object): Promise<void> {
    const { status, text } = await cluster.request('POST', at, body);
    if (status !== 201) throw new Error(text);
  }

  async function get<T>(at: string): Promise<T> {
    return JSON.parse((await cluster.request('GET', at)).text) as T;
  }
});

interface Status {
  readonly status: { readonly availableReplicas?: number };
}

interface Pod {
  readonly status: {
    readonly containerStatuses?: { readonly state: { readonly waiting?: { readonly reason: string } } }[];
  };
}

function deployment(name: string, image: string): object {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  };
}
