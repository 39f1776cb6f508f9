import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { Cluster } from '@wheelhouse/tools';
import type { Manifest } from './overlays.ts';

/** Requests at the same time and cluster, as a spoke has them. */
const CONCURRENCY = 8;
const AGAIN_MS = 50;

/** PATCHes the objects of each application in order, many applications at a time, and waits until every rollout is complete. */
export async function bareApply(
  cluster: Pick<Cluster, 'kubeconfig'>,
  applications: readonly Manifest[][],
): Promise<void> {
  const client = new KubeClient(await loadCredentials({ kubeconfig: cluster.kubeconfig }), {
    connections: CONCURRENCY,
  });
  try {
    const waiting = [...applications];
    const lane = async (): Promise<void> => {
      for (let objects = waiting.shift(); objects; objects = waiting.shift()) {
        for (const object of objects) await client.apply(object as KubeObject, { manager: 'bench' });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
    await untilRolledOut(client, applications.length);
  } finally {
    await client.close();
  }
}

/** Waits until so many Deployments of the benchmark have all of their pods ready, by asking for what is there. */
export async function untilRolledOut(client: KubeClient, count: number, patienceMs = 120_000): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < patienceMs) {
    const { items } = (await client.request('/apis/apps/v1/deployments')) as { items: Deployment[] };
    if (items.filter(isComplete).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw new Error(`${count} Deployments are not complete after ${patienceMs} ms`);
}

export interface Deployment {
  readonly metadata: { readonly generation: number; readonly namespace: string; readonly resourceVersion: string };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** As `kubectl rollout status` judges it. */
export const isComplete = ({ metadata, spec, status }: Deployment): boolean =>
  status.observedGeneration === metadata.generation &&
  status.updatedReplicas === spec.replicas &&
  status.availableReplicas === spec.replicas;
