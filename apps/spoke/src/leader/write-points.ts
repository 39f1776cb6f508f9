import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { PointNames } from '@wheelhouse/runtime';

/**
 * Where a test may break a spoke that writes: its state (`spoke.state.*`, the Secrets of its own namespace) apart from the
 * objects that it syncs (`spoke.object.*`). A dry run changes nothing, and has no points.
 */
export function writePoints(namespace: string): PointNames<KubeApi> {
  const nameOf = (verb: string, kind: string, at: string | undefined): string =>
    kind === 'Secret' && at === namespace ? `spoke.state.${verb}` : `spoke.object.${verb}`;
  return {
    apply: ({ kind, metadata }, options) => (options?.dryRun ? undefined : nameOf('apply', kind, metadata.namespace)),
    create: ({ kind, metadata }) => nameOf('create', kind, metadata.namespace),
    replace: ({ kind, metadata }) => nameOf('replace', kind, metadata.namespace),
    patch: ({ kind, namespace: at }, _type, _body, options) =>
      options?.dryRun ? undefined : nameOf('patch', kind, at),
    delete: ({ kind, namespace: at }, options) => (options?.dryRun ? undefined : nameOf('delete', kind, at)),
  };
}
