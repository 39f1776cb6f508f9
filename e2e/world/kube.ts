import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { SPOKE_NAMESPACE } from '@wheelhouse/tools';
import type { ClusterAccess } from './clusters.ts';

/** A cluster as somebody with kubectl sees it; `kind` with its group as in `Deployment.apps`. */
export interface Kube {
  readonly client: KubeClient;
  get(kind: string, namespace: string, name: string): Promise<Live | undefined>;
  list(kind: string, namespace: string): Promise<readonly Live[]>;
  /** Every state that objects had after that resource version, in order. */
  changesSince(kind: string, namespace: string, resourceVersion: string): Promise<readonly Live[]>;
  /** As `kubectl apply --server-side` of somebody else. */
  apply(object: object): Promise<void>;
  patch(kind: string, namespace: string, name: string, body: object): Promise<void>;
  delete(kind: string, namespace: string, name: string): Promise<void>;
}

export type Live = KubeObject & {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the API server has
  readonly [field: string]: any;
};

export async function connectKube({ kubeconfig }: ClusterAccess): Promise<Kube> {
  const client = new KubeClient(await loadCredentials({ kubeconfig }));
  const resourceOf = async (given: string) => {
    const [kind, ...group] = given.split('.');
    const resource = await client.resourceForKind(group.join('.'), kind!);
    if (!resource) throw new Error(`the cluster does not know ${given}`);
    return resource;
  };
  const refOf = async (given: string, namespace: string, name: string) => {
    const { apiVersion, kind, namespaced } = await resourceOf(given);
    return { apiVersion, kind, name, ...(namespaced ? { namespace } : {}) };
  };
  return {
    client,
    get: async (kind, namespace, name) => (await client.get(await refOf(kind, namespace, name))) as Live | undefined,
    async list(kind, namespace) {
      const resource = await resourceOf(kind);
      const { items } = await client.list(resource, resource.namespaced ? { namespace } : {});
      return items as readonly Live[];
    },
    async changesSince(kind, namespace, resourceVersion) {
      const changes: Live[] = [];
      // What was before is told at once; the server ends the watch a second later.
      const options = { namespace, resourceVersion, timeoutSeconds: 1 };
      for await (const event of client.watch(await resourceOf(kind), options)) {
        if (event.type !== 'BOOKMARK') changes.push(event.object as Live);
      }
      return changes;
    },
    async apply(object) {
      await client.apply(object as KubeObject, { manager: 'somebody' });
    },
    async patch(kind, namespace, name, body) {
      const ref = await refOf(kind, namespace, name);
      await client.patch(ref, 'application/merge-patch+json', body, { manager: 'somebody' });
    },
    async delete(kind, namespace, name) {
      await client.delete(await refOf(kind, namespace, name), { propagation: 'Background' });
    },
  };
}

/** Takes away what a spoke remembers, so that the cluster is a new one to the next hub. */
export async function forgetSpoke(kube: Kube): Promise<void> {
  for (const kind of ['Secret', 'Lease.coordination.k8s.io']) {
    const found = await kube.list(kind, SPOKE_NAMESPACE);
    await Promise.all(found.map(({ metadata }) => kube.delete(kind, SPOKE_NAMESPACE, metadata.name)));
  }
}

/** Asks for the end of every namespace of a world, and does not wait for it: no other world has the same names. */
export async function removeNamespaces(kube: Kube, prefix: string): Promise<void> {
  const found = await kube.list('Namespace', '');
  const ours = found.filter(({ metadata }) => metadata.name === prefix || metadata.name.startsWith(`${prefix}-`));
  await Promise.all(ours.map(({ metadata }) => kube.delete('Namespace', '', metadata.name)));
}
