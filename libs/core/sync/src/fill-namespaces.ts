import type { KubeObject } from '@wheelhouse/core-domain';

/**
 * Fills the destination namespace in where a namespaced object has none. `namespaced` is discovery's answer; an unknown kind
 * (undefined) counts as namespaced, since its CRD may be among the objects: see `crdScopes`.
 */
export const fillNamespaces = (
  objects: readonly KubeObject[],
  namespace: string,
  namespaced: (apiVersion: string, kind: string) => boolean | undefined,
): KubeObject[] => {
  const scopes = crdScopes(objects);
  return objects.map((object) => {
    const { apiVersion, kind, metadata } = object;
    const inNamespace = namespaced(apiVersion, kind) ?? scopes.get(scopeKey(apiVersion, kind)) ?? true;
    if (inNamespace && !metadata.namespace && namespace) return { ...object, metadata: { ...metadata, namespace } };
    if (inNamespace || metadata.namespace === undefined) return object;
    const { namespace: _, ...rest } = metadata;
    return { ...object, metadata: rest };
  });
};

interface CrdSpec {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: { readonly kind?: string };
  readonly versions?: readonly { readonly name?: string }[];
}

/** Which of the kinds that CRDs among the objects define are namespaced. */
function crdScopes(objects: readonly KubeObject[]): ReadonlyMap<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const { kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition') continue;
    const { group = '', scope, names, versions = [] } = (spec ?? {}) as CrdSpec;
    for (const version of versions)
      scopes.set(scopeKey(`${group}/${version.name}`, names?.kind ?? ''), scope !== 'Cluster');
  }
  return scopes;
}

const scopeKey = (apiVersion: string, kind: string): string => `${apiVersion}/${kind}`;
