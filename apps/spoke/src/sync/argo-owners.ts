import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { isKubeError } from '@wheelhouse/adapter-kube';
import type { KubeReader } from './paced-kube.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
/** What Argo CD calls the cluster that it runs in. */
const LOCAL = ['https://kubernetes.default.svc', 'in-cluster'];

interface ArgoSpec {
  readonly destination?: { readonly server?: string; readonly name?: string };
  readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean } | null };
}
interface ArgoStatus {
  readonly resources?: readonly { group?: string; kind?: string; namespace?: string; name?: string }[];
}

/**
 * Which objects a running Argo CD of this cluster would write or delete once they are ours. An Argo CD in another cluster is not
 * seen. What it has is read once, and only where an object bears its marks.
 */
export class ArgoOwners {
  readonly #kube: KubeReader;
  #holders: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(kube: KubeReader) {
    this.#kube = kube;
  }

  /** Why the object must not be adopted yet, and what to do; undefined: nobody holds it. */
  async whyHeld(live: KubeObject): Promise<string | undefined> {
    if (!bearsMarks(live)) return undefined;
    this.#holders ??= this.#read();
    return (await this.#holders).get(keyText(keyOf(live)));
  }

  async #read(): Promise<ReadonlyMap<string, string>> {
    const resource = await this.#kube.resourceForKind('argoproj.io', 'Application');
    if (!resource) return new Map();
    try {
      const { items } = await this.#kube.list(resource, {});
      return new Map(items.flatMap(heldBy));
    } catch (error) {
      // Who may not see what Argo CD has cannot ask about it.
      if (isKubeError(error, 'FORBIDDEN', 'NOT_FOUND')) return new Map();
      throw error;
    }
  }
}

function bearsMarks({ metadata }: KubeObject): boolean {
  if (metadata.annotations?.[TRACKING] !== undefined) return true;
  const { managedFields } = metadata;
  return Array.isArray(managedFields) && managedFields.some(({ manager }) => String(manager).startsWith('argocd-'));
}

function heldBy(application: KubeObject): [key: string, why: string][] {
  const { destination, syncPolicy } = (application['spec'] ?? {}) as ArgoSpec;
  if (!LOCAL.includes(destination?.server ?? destination?.name ?? '')) return [];
  const { automated } = syncPolicy ?? {};
  const { finalizers, namespace, name } = application.metadata;
  const cascades = Array.isArray(finalizers) && finalizers.some((one) => String(one).startsWith(FINALIZER));
  const todo = [
    ...(automated && automated.enabled !== false ? ['remove its syncPolicy.automated'] : []),
    ...(cascades ? [`take away its finalizer ${FINALIZER}`] : []),
  ];
  if (todo.length === 0) return [];
  const why = `Argo CD's Application ${namespace}/${name} still holds it: ${todo.join(' and ')}, then sync again`;
  const { resources = [] } = (application['status'] ?? {}) as ArgoStatus;
  return resources.map(({ group = '', kind = '', namespace: place = '', name: own = '' }) => [
    keyText({ group, kind, namespace: place, name: own }),
    why,
  ]);
}
