import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary } from '../binaries/ensure-binaries.ts';
import type { Child, Supervisor } from '../processes/supervisor.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { clusterFiles, kubeconfigText, type ClusterFiles } from './cluster-files.ts';
import { http, type HttpAnswer } from './http.ts';

export interface ClusterOptions {
  /** Controllers, scheduler and kwok: pods run. Without them it is an API server, and starts in half the time. */
  readonly controllers?: boolean;
}

export interface Cluster {
  readonly name: string;
  /** Path of a kubeconfig file with the rights of `system:masters`. */
  readonly kubeconfig: string;
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly adminToken: string;
  /** A request with the admin's token: `path` as in `/api/v1/nodes`. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<HttpAnswer>;
  /** A kubeconfig file beside the admin's, with another token. Returns its path. */
  writeKubeconfig(user: string, token: string): Promise<string>;
  /** A token of that ServiceAccount, for an hour unless told otherwise. */
  serviceAccountToken(namespace: string, name: string, seconds?: number): Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL to all of its processes. */
  kill(): Promise<void>;
  /** After `stop` or `kill`: the same cluster again, on the same port, with its data. */
  start(): Promise<void>;
  readonly apiServerPid: number;
  /** As in a crash; it stays down until `restartApiServer`. */
  killApiServer(): Promise<void>;
  restartApiServer(): Promise<void>;
}

export interface ClusterContext {
  readonly name: string;
  readonly dir: string;
  readonly etcdUrl: string;
  readonly supervisor: Supervisor;
}

const STAGES = fileURLToPath(new URL('../../kwok/stages.yaml', import.meta.url));
const API_RANK = 3;
const WORKER_RANK = 4;
const LIMITS = ['--kube-api-qps', '1000', '--kube-api-burst', '2000'];

export async function startCluster(context: ClusterContext, options: ClusterOptions = {}): Promise<Cluster> {
  const { name, supervisor } = context;
  const files = await clusterFiles(path.join(context.dir, 'clusters', name));
  const server = `https://127.0.0.1:${files.port}`;
  let ca = '';
  let running: Child[] = [];
  const cluster: Cluster = {
    name,
    kubeconfig: files.kubeconfig,
    server,
    get ca() {
      return ca;
    },
    adminToken: files.adminToken,
    request: (method, at, body, contentType) =>
      http(server + at, { method, ca, token: files.adminToken, body, ...(contentType ? { contentType } : {}) }),
    async writeKubeconfig(user, token) {
      const file = path.join(files.dir, `${user}.kubeconfig`);
      await writeFile(file, kubeconfigText({ name, server, ca, token, user }), { mode: 0o600 });
      return file;
    },
    serviceAccountToken: (namespace, account, seconds = 3600) => requestToken(cluster, namespace, account, seconds),
    async stop() {
      await Promise.all(running.slice(1).map((child) => child.stop()));
      await running[0]?.stop();
      running = [];
    },
    async kill() {
      await Promise.all(running.map((child) => child.stop('SIGKILL')));
      running = [];
    },
    async start() {
      const api = await startApiServer();
      running = [api, ...(options.controllers === false ? [] : await startWorkers())];
      if (options.controllers !== false) await settled(cluster);
    },
    get apiServerPid() {
      return running[0]?.pid ?? 0;
    },
    async killApiServer() {
      await running[0]?.stop('SIGKILL');
    },
    async restartApiServer() {
      await running[0]?.stop();
      running[0] = await startApiServer();
    },
  };
  await cluster.start();
  return cluster;

  async function startApiServer(): Promise<Child> {
    const api = await supervisor.start({
      name: `${name}-apiserver`,
      command: await binary('kube-apiserver'),
      args: apiServerFlags(files, context),
      rank: API_RANK,
      stopTimeoutMs: 5_000,
    });
    await api.ready(async () => {
      ca = await readFile(path.join(files.certificates, 'apiserver.crt'), 'utf8');
      return (await cluster.request('GET', '/readyz')).status === 200;
    });
    await cluster.writeKubeconfig('admin', files.adminToken);
    return api;
  }

  function startWorkers(): Promise<Child[]> {
    const common = ['--kubeconfig', files.kubeconfig];
    const component = [...common, '--leader-elect=false', '--secure-port', '0', ...LIMITS];
    return Promise.all([
      worker('controllers', 'kube-controller-manager', [...component, ...controllerFlags(files)]),
      worker('scheduler', 'kube-scheduler', component),
      worker('kwok', 'kwok', [...common, '--manage-all-nodes=true', '--config', STAGES]),
    ]);
  }

  async function worker(part: string, program: Parameters<typeof binary>[0], args: string[]): Promise<Child> {
    return supervisor.start({
      name: `${name}-${part}`,
      command: await binary(program),
      args,
      env: { HOME: files.dir, KUBECONFIG: undefined },
      restart: 'on-failure',
      rank: WORKER_RANK,
      stopTimeoutMs: 3_000,
    });
  }
}

function apiServerFlags(files: ClusterFiles, { name, etcdUrl }: ClusterContext): string[] {
  return [
    ...['--etcd-servers', etcdUrl, '--etcd-prefix', `/${name}`],
    ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(files.port)],
    ...['--cert-dir', files.certificates, '--token-auth-file', files.tokens, '--authorization-mode', 'RBAC'],
    ...['--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-key-file', files.serviceAccountKey],
    ...['--service-account-signing-key-file', files.serviceAccountKey],
    ...['--service-cluster-ip-range', '10.96.0.0/16', '--endpoint-reconciler-type', 'none', '--allow-privileged'],
    '--enable-priority-and-fairness=false',
    // The controller that would take the not-ready taint away again does not run.
    '--disable-admission-plugins=TaintNodesByCondition',
  ];
}

function controllerFlags(files: ClusterFiles): string[] {
  return [
    ...['--service-account-private-key-file', files.serviceAccountKey],
    ...['--root-ca-file', path.join(files.certificates, 'apiserver.crt')],
    ...['--controllers', '*,-nodeipam,-nodelifecycle,-cloud-node-lifecycle,-ttl'],
  ];
}

/** The node is there and ready, and namespaces get their default ServiceAccount, without which no pod is admitted. */
async function settled(cluster: Cluster): Promise<void> {
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { 'kubernetes.io/os': 'linux' } },
  };
  const created = await cluster.request('POST', '/api/v1/nodes', node);
  if (created.status !== 201 && created.status !== 409)
    throw new Error(`${cluster.name}: node refused: ${created.text}`);
  const ready = async (): Promise<boolean> => {
    const { text } = await cluster.request('GET', '/api/v1/nodes/node-1');
    return conditionTrue(text);
  };
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  const admitted = async (): Promise<boolean> => (await cluster.request('GET', account)).status === 200;
  await waitUntil(async () => (await ready()) && (await admitted()), {
    what: `cluster ${cluster.name} to have a ready node and its default ServiceAccount`,
    timeoutMs: 60_000,
  });
}

function conditionTrue(node: string): boolean {
  const { status } = JSON.parse(node) as { status?: { conditions?: { type: string; status: string }[] } };
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

async function requestToken(cluster: Cluster, namespace: string, name: string, seconds: number): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: seconds } };
  const at = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const { status, text } = await cluster.request('POST', at, body);
  if (status !== 201) throw new Error(`${cluster.name}: no token for ServiceAccount ${namespace}/${name}: ${text}`);
  return (JSON.parse(text) as { status: { token: string } }).status.token;
}
