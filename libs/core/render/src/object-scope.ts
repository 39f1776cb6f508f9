import { groupOf, type KubeObject } from '@wheelhouse/core-domain';

export type IsNamespaced = (group: string, kind: string) => boolean | undefined;

/** The scopes that CustomResourceDefinitions among the objects declare. */
export function crdScopes(objects: readonly KubeObject[]): IsNamespaced {
  const scopes = new Map<string, boolean>();
  for (const { apiVersion, kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition' || groupOf(apiVersion) !== 'apiextensions.k8s.io') continue;
    const { group, scope, names } = (spec ?? {}) as { group?: string; scope?: string; names?: { kind?: string } };
    if (group && names?.kind) scopes.set(`${group}/${names.kind}`, scope !== 'Cluster');
  }
  return (group, kind) => scopes.get(`${group}/${kind}`);
}
