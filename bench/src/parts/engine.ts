import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { buildApps, waitUntil } from '@wheelhouse/tools';
import { startWorld, type BenchWorld } from './world.ts';

/** What the hub tells of one attempt, in milliseconds. */
export interface Attempt {
  readonly ms: number;
  readonly message: string;
}

interface OperationRow {
  readonly id: string;
  readonly phase: string;
  readonly message: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/** ConfigMaps of a few fields: what they cost is the request, not the object. */
export const configMaps = (count: number, value = '1'): readonly KubeObject[] =>
  Array.from({ length: count }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `settings-${String(at).padStart(4, '0')}`, labels: { app: 'bench' } },
    data: { level: 'info', value, greeting: 'hello', number: String(at) },
  }));

/** One spoke beside one real API server, and a hub that reads plain folders of objects: what the sync engine is measured on. */
export class Engine {
  readonly world: BenchWorld;
  readonly client: KubeClient;

  private static readonly CLUSTER = 'dev';

  constructor(world: BenchWorld, client: KubeClient) {
    this.world = world;
    this.client = client;
  }

  static async start(): Promise<Engine> {
    await buildApps(['hub', 'spoke', 'dashboard']);
    const world = await startWorld({ clusters: [Engine.CLUSTER], content: (clone) => writeObjects(clone, 'none', []) });
    const credentials = await loadCredentials({ kubeconfig: world.clusters[0]!.kubeconfig });
    return new Engine(world, new KubeClient(credentials, { connections: 16 }));
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.world.stop();
  }

  /** Commits these objects as the folder of an application. */
  async commit(application: string, objects: readonly KubeObject[]): Promise<string> {
    await writeObjects(this.world.clone, application, objects);
    return this.world.push(`Change ${application}`);
  }

  /** Applications that sync and heal by themselves, each into a namespace of its own name, which is there already. */
  async deploy(applications: readonly string[]): Promise<void> {
    for (const name of applications) await this.client.apply({ ...NAMESPACE, metadata: { name } });
    await this.world.apply(applications.map((name) => this.#application(name)));
    for (const name of applications) await this.untilHealthyAt(name);
  }

  /** At the newest commit of its folder, if one is given. */
  async untilHealthyAt(name: string, revision?: string): Promise<void> {
    const query = `{ application(name: "${name}") { stage health { status } revisions { healthy } } }`;
    type Row = { stage: string; health: { status: string }; revisions: { healthy: string | null } } | null;
    const isHealthy = async (): Promise<boolean> => {
      const { application } = await this.world.ask<{ application: Row }>(query);
      if (application?.stage !== 'DONE' || application.health.status !== 'HEALTHY') return false;
      return revision === undefined || application.revisions.healthy === revision;
    };
    await waitUntil(isHealthy, { what: `${name} to be healthy`, timeoutMs: 180_000, everyMs: 100 });
  }

  /** From its begin to its end, as the spoke measured it. */
  async lastAttempt(name: string): Promise<Attempt> {
    const query = `{ application(name: "${name}") { operation { id phase message startedAt finishedAt } } }`;
    const { application } = await this.world.ask<{ application: { operation: OperationRow } }>(query);
    const { startedAt, finishedAt, message } = application.operation;
    return { ms: Date.parse(finishedAt!) - Date.parse(startedAt), message };
  }

  /** By name: the version of each ConfigMap in a namespace. */
  async versions(namespace: string): Promise<ReadonlyMap<string, string>> {
    const resource = await this.client.resourceFor('v1', 'ConfigMap');
    const { items } = await this.client.list(resource!, { namespace });
    return new Map(items.map(({ metadata }) => [metadata.name, String(metadata['resourceVersion'])]));
  }

  #application(name: string): object {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL: this.world.repository, targetRevision: 'main', path: `applications/${name}` },
        destination: { name: Engine.CLUSTER, namespace: name },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    };
  }
}

async function writeObjects(clone: string, application: string, objects: readonly KubeObject[]): Promise<void> {
  const folder = path.join(clone, 'applications', application);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'objects.yaml'), objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

/** The same objects by a bare loop of concurrent server-side applies. Milliseconds. */
export async function bareLoop(client: KubeClient, objects: readonly KubeObject[], lanes: number): Promise<number> {
  const waiting = [...objects];
  const started = performance.now();
  const lane = async (): Promise<void> => {
    for (let object = waiting.shift(); object; object = waiting.shift())
      await client.apply(object, { manager: 'bench' });
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return performance.now() - started;
}
