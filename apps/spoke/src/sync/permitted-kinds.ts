import type { ClusterKinds } from '@wheelhouse/contract';
import { globMatches, keyOf, type KubeObject } from '@wheelhouse/core-domain';

/**
 * What the project does not permit of objects whose kind lives in no namespace, as a sentence; undefined: nothing. The hub
 * cannot know where a custom resource lives, and takes one that names a namespace at its word: only the cluster knows.
 */
export function notPermitted(objects: readonly KubeObject[], permitted: ClusterKinds | undefined): string | undefined {
  if (!permitted) return undefined;
  const refused = objects.map(keyOf).find((key) => {
    const matches = (one: { readonly group: string; readonly kind: string }): boolean =>
      globMatches(one.kind, key.kind) && globMatches(one.group, key.group);
    return !permitted.allowed.some(matches) || permitted.denied.some(matches);
  });
  if (!refused) return undefined;
  const { group, kind, name } = refused;
  return (
    `the project does not allow objects of kind ${group ? `${group}/` : ''}${kind}, such as ${name}: the kind lives in no namespace; ` +
    "add it to the project's clusterResourceWhitelist, or take the object out"
  );
}
