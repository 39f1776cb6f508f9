import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { isComplete, type Deployment } from './floor.ts';

/** When a change of a Deployment was seen: its first PATCH, and its rollout complete. Milliseconds of `performance`. */
export interface Rollout {
  readonly patched: number;
  readonly complete: number;
}

/** Watches the Deployments of a cluster, as its API server tells of them. */
export class Rollouts {
  readonly #client: KubeClient;
  readonly #abort = new AbortController();
  readonly #waiting = new Map<string, { image: string; patched?: number; done: (rollout: Rollout) => void }>();

  private constructor(client: KubeClient) {
    this.#client = client;
  }

  static async of(cluster: { readonly kubeconfig: string }): Promise<Rollouts> {
    const rollouts = new Rollouts(new KubeClient(await loadCredentials({ kubeconfig: cluster.kubeconfig })));
    const list = (await rollouts.#client.request(`${deployments.base}/deployments`)) as {
      metadata: { resourceVersion: string };
    };
    void rollouts.#watch(list.metadata.resourceVersion);
    return rollouts;
  }

  /** Of the Deployment in a namespace, once it is to run this image. */
  next(namespace: string, image: string): Promise<Rollout> {
    return new Promise((done) => this.#waiting.set(namespace, { image, done }));
  }

  apply(object: object): Promise<unknown> {
    return this.#client.apply(object as KubeObject, { manager: 'bench' });
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#client.close();
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { signal } = this.#abort;
    try {
      for await (const event of this.#client.watch(deployments, { resourceVersion, signal, timeoutSeconds: 3_600 }))
        if (event.type === 'MODIFIED' || event.type === 'ADDED') this.#see(event.object as unknown as Seen);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #see(deployment: Seen): void {
    const { namespace } = deployment.metadata;
    const waiting = this.#waiting.get(namespace);
    if (!waiting || deployment.spec.template.spec.containers[0]?.image !== waiting.image) return;
    waiting.patched ??= performance.now();
    if (!isComplete(deployment)) return;
    this.#waiting.delete(namespace);
    waiting.done({ patched: waiting.patched, complete: performance.now() });
  }
}

const deployments = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'deployments',
  namespaced: true,
  verbs: [],
  base: '/apis/apps/v1',
};

type Seen = Deployment & {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
};
