import { isMap, type ApplicationSet, type KubeObject } from '@wheelhouse/core-domain';

export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/**
 * The Application that a rendered template becomes: in the set's own namespace, with the finalizer that deletes its resources
 * unless the set preserves them or the template names any. A template that was not rendered (no parameters) gets none.
 */
export function applicationObject(rendered: unknown, set: ApplicationSet, wasRendered: boolean): KubeObject {
  const template = isMap(rendered) ? rendered : {};
  const metadata = isMap(template['metadata']) ? template['metadata'] : {};
  const { labels, annotations } = metadata;
  const finalizers = finalizersOf(metadata['finalizers'], set, wasRendered);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: metadata['name'] as string,
      namespace: set.metadata.namespace,
      ...(!isVoid(labels) && { labels: labels as Record<string, string> }),
      ...(!isVoid(annotations) && { annotations: annotations as Record<string, string> }),
      ...(!isVoid(finalizers) && { finalizers }),
    },
    spec: withoutVoid(template['spec'] ?? {}),
  };
}

function finalizersOf(own: unknown, set: ApplicationSet, wasRendered: boolean): unknown {
  if (!isVoid(own)) return own;
  return !wasRendered || set.spec.syncPolicy.preserveResourcesOnDeletion ? undefined : [RESOURCES_FINALIZER];
}

/** Blocks and texts that say nothing vanish, as they do in a typed store. What is not rendered yet stays. */
export function withoutVoid(spec: unknown): unknown {
  if (!isMap(spec)) return spec;
  const { source, sources, destination } = spec;
  const result: Record<string, unknown> = without(spec, ['syncPolicy']);
  if (isMap(source)) result['source'] = without(source, OF_SOURCE);
  if (Array.isArray(sources)) {
    result['sources'] = sources.map((item) => (isMap(item) ? without(item, OF_SOURCE) : item));
  }
  if (isMap(destination)) result['destination'] = without(destination, ['server', 'namespace', 'name']);
  return result;
}

const OF_SOURCE = ['helm', 'kustomize', 'directory', 'path', 'targetRevision', 'chart', 'ref', 'name'];

const without = (map: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).filter(([key, value]) => !(names.includes(key) && isVoid(value))));

function isVoid(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || (isMap(value) && Object.keys(value).length === 0);
}
