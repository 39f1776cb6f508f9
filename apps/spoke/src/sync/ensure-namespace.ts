import type { TargetSpec } from '@wheelhouse/contract';
import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { KubeReader } from './paced-kube.ts';

/** Whether the destination namespace is ours to make: asked for, named, and not among the objects. */
export function namespaceToEnsure(spec: TargetSpec, objects: readonly KubeObject[]): KubeObject | undefined {
  const name = spec.destinationNamespace;
  if (!name || !spec.syncPolicy.syncOptions.includes('CreateNamespace=true')) return undefined;
  const isIt = (object: KubeObject): boolean => {
    const key = keyOf(object);
    return key.group === '' && key.kind === 'Namespace' && key.name === name;
  };
  if (objects.some(isIt)) return undefined;
  const { labels, annotations } = spec.syncPolicy.managedNamespaceMetadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
  };
}

/**
 * Makes the namespace, and keeps its managed metadata. It carries no mark of ours and is in no inventory: like Argo CD, nothing that
 * was made on the side is ever pruned.
 */
export async function ensureNamespace(
  namespace: KubeObject,
  context: { readonly kube: KubeReader; readonly writer: KubeWriter; readonly impersonate?: string },
): Promise<void> {
  const { labels, annotations, name } = namespace.metadata;
  const managed = labels !== undefined || annotations !== undefined;
  if (!managed && (await context.kube.getMetadata({ apiVersion: 'v1', kind: 'Namespace', name }))) return;
  await context.writer.apply(namespace, context.impersonate ? { impersonate: context.impersonate } : {});
}
