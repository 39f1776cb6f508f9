import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { startControlPlane, waitUntil } from '@wheelhouse/tools';
import type { Cluster } from '@wheelhouse/tools';
import { parseAllDocuments } from 'yaml';
import { FakeHub } from './fake-hub.ts';

const DEPLOY = fileURLToPath(new URL('../../../deploy/spoke/', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface World {
  readonly hub: FakeHub;
  /** With the rights of an administrator. */
  readonly kube: KubeClient;
  readonly cluster: Cluster;
  /** PEM, of the API server: what it and its clients trust at 127.0.0.1. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** Replaces the token that a spoke as in a pod finds mounted. */
  mountToken(token: string): Promise<void>;
  /** Starts a spoke with exactly the rights of its ServiceAccount: by a kubeconfig, or as in a pod. */
  spoke(env?: Record<string, string>, as?: 'pod'): SpokeProcess;
  stop(): Promise<void>;
}

/** A real cluster with pods, a real nats-server, a hub of a few lines, and the deployment's own RBAC. */
export async function startWorld(options: { controllers?: boolean } = {}): Promise<World> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-spoke-'));
  const control = await startControlPlane({ dir: path.join(dir, 'kubernetes') });
  const [cluster, hub] = await Promise.all([
    control.cluster('dev', { controllers: options.controllers ?? true }),
    FakeHub.start(path.join(dir, 'nats')),
  ]);
  const kube = new KubeClient(await loadCredentials({ kubeconfig: cluster.kubeconfig }));
  for (const file of ['namespace', 'service-account', 'rbac']) {
    for (const object of await readObjects(`${DEPLOY}${file}.yaml`)) await kube.apply(object, { manager: 'kubectl' });
  }
  const token = await cluster.serviceAccountToken('wheelhouse-system', 'wheelhouse-spoke');
  const kubeconfig = await cluster.writeKubeconfig('spoke', token);
  const podEnv = await podEnvironment(path.join(dir, 'pod'), cluster, token);
  const spokes: SpokeProcess[] = [];
  const certificates = path.join(dir, 'kubernetes', 'clusters', 'dev', 'certificates');
  const [cert, key] = await Promise.all(
    ['crt', 'key'].map((kind) => readFile(path.join(certificates, `apiserver.${kind}`), 'utf8')),
  );
  return {
    hub,
    kube,
    cluster,
    tls: { cert: cert!, key: key! },
    mountToken: (fresh) => writeFile(path.join(dir, 'pod', 'token'), fresh),
    spoke(env = {}, as) {
      const spoke = new SpokeProcess({ ...(as ? podEnv : { KUBECONFIG: kubeconfig }), ...env });
      spokes.push(spoke);
      return spoke;
    },
    async stop() {
      await Promise.all(spokes.map((spoke) => spoke.kill()));
      await kube.close();
      await hub.stop();
      await control.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What the kubelet gives a pod: the address in the environment, token and CA as files. */
async function podEnvironment(folder: string, { server, ca }: Cluster, token: string): Promise<Record<string, string>> {
  await mkdir(folder);
  const files = { token, 'ca.crt': ca, namespace: 'wheelhouse-system' };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const { hostname, port } = new URL(server);
  return {
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    WHEELHOUSE_SERVICE_ACCOUNT_DIR: folder,
  };
}

async function readObjects(file: string): Promise<KubeObject[]> {
  return parseAllDocuments(await readFile(file, 'utf8')).map((document) => document.toJS() as KubeObject);
}

/** `node main.ts`, as a pod would run it. */
export class SpokeProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  log = '';

  constructor(env: Record<string, string>) {
    const { NODE_OPTIONS: _, KUBECONFIG: __, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [MAIN], {
      env: { ...inherited, WHEELHOUSE_HEARTBEAT_SECONDS: '1', WHEELHOUSE_LOG: 'debug', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (chunk: Buffer): void => {
      this.log += chunk.toString();
      if (process.env['SPOKE_LOG']) process.stderr.write(chunk);
    };
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
    this.#ended = new Promise((resolve) => this.#child.once('exit', (code) => resolve(code)));
  }

  async says(text: string | RegExp, timeoutMs = 20_000): Promise<void> {
    const found = async (): Promise<boolean> =>
      typeof text === 'string' ? this.log.includes(text) : text.test(this.log);
    await waitUntil(found, { what: `the spoke to say ${text}`, timeoutMs }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.log.slice(-4000)}`, { cause: error });
    });
  }

  terminate(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }

  kill(): Promise<number | null> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }
}
