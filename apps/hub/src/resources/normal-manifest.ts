import { DEFAULT_NAMESPACE, type KubeObject } from '@wheelhouse/core-domain';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What people declared, without what a server adds: equal declarations are equal JSON. */
export function normalManifest(object: KubeObject, namespaced: boolean): Record<string, unknown> {
  const { name, namespace = DEFAULT_NAMESPACE, labels, annotations, finalizers } = object.metadata;
  const { [LAST_APPLIED]: _copy, ...kept } = annotations ?? {};
  const metadata = {
    name,
    ...(namespaced && { namespace }),
    ...(labels && Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(kept).length > 0 && { annotations: kept }),
    ...(Array.isArray(finalizers) && finalizers.length > 0 && { finalizers }),
  };
  return { apiVersion: object.apiVersion, kind: object.kind, metadata, spec: object['spec'] ?? {} };
}
