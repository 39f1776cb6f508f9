import type { KubeApi } from '@wheelhouse/adapter-kube';
import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { fillNamespaces, omitReplicas } from '@wheelhouse/core-sync';
import type { InventoryEntry } from '@wheelhouse/core-sync';

/** A bundle's objects as this cluster is to hold them, without our marks. */
export interface Prepared {
  readonly objects: readonly KubeObject[];
  /** By `keyText`: objects of a kind that neither the cluster nor a CRD of the bundle knows. */
  readonly unknown: ReadonlySet<string>;
  /** Objects of kinds that live in no namespace here. */
  readonly clusterScoped: readonly KubeObject[];
  /** Namespaces among the objects. */
  readonly namespaces: ReadonlySet<string>;
}

/**
 * Fills in namespaces as discovery says and leaves out `spec.replicas` where a scaler has it. The same objects, cluster
 * kinds and scalers give the same result, so drift is judged by what was applied.
 */
export async function prepareObjects(
  kube: Pick<KubeApi, 'resourceFor'>,
  objects: readonly KubeObject[],
  options: {
    readonly namespace: string;
    readonly scaledLive: (workload: ObjectKey) => boolean;
    /** Knows of kinds that are not there any more whether they live in namespaces. */
    readonly inventory?: readonly InventoryEntry[];
  },
): Promise<Prepared> {
  const served = new Map<string, boolean | undefined>();
  for (const { apiVersion, kind } of objects) {
    const name = `${apiVersion}/${kind}`;
    if (!served.has(name)) served.set(name, (await kube.resourceFor(apiVersion, kind))?.namespaced);
  }
  const remembered = new Map(
    options.inventory?.map(({ apiVersion, key }) => [`${apiVersion}/${key.kind}`, key.namespace !== '']),
  );
  const scopeOf = (name: string): boolean | undefined => served.get(name) ?? remembered.get(name);
  const filled = fillNamespaces(objects, options.namespace, (apiVersion, kind) => scopeOf(`${apiVersion}/${kind}`));
  const defined = definedKinds(objects);
  const isUnknown = ({ apiVersion, kind }: KubeObject): boolean =>
    served.get(`${apiVersion}/${kind}`) === undefined && !defined.has(`${apiVersion}/${kind}`);
  return {
    objects: omitReplicas(filled, options.scaledLive),
    unknown: new Set(filled.filter(isUnknown).map((object) => keyText(keyOf(object)))),
    clusterScoped: filled.filter(({ apiVersion, kind }) => served.get(`${apiVersion}/${kind}`) === false),
    namespaces: new Set(filled.filter(isNamespace).map(({ metadata }) => metadata.name)),
  };
}

const isNamespace = ({ apiVersion, kind }: KubeObject): boolean => apiVersion === 'v1' && kind === 'Namespace';

interface CrdSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
  readonly versions?: readonly { readonly name?: string }[];
}

/** `group/version/Kind` of what the CRDs among the objects bring. */
function definedKinds(objects: readonly KubeObject[]): ReadonlySet<string> {
  const crds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  return new Set(
    crds.flatMap((crd) => {
      const { group, names, versions = [] } = (crd['spec'] ?? {}) as CrdSpec;
      return versions.map((version) => `${group}/${version.name}/${names?.kind}`);
    }),
  );
}
