import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { Pace } from './pace.ts';

/** What a sync asks the API server. */
export type KubeReader = Pick<KubeApi, 'get' | 'getMetadata' | 'list' | 'watch' | 'resourceFor' | 'resourceForKind'>;

/** Each request when it is its turn; watches have none. */
export const pacedReader = (kube: KubeReader, pace: Pace, signal: AbortSignal): KubeReader => ({
  get: (ref, options) => pace.run(() => kube.get(ref, options), signal),
  getMetadata: (ref, options) => pace.run(() => kube.getMetadata(ref, options), signal),
  list: (resource, options) => kube.list(resource, options),
  watch: (resource, options) => kube.watch(resource, options),
  resourceFor: (apiVersion, kind) => kube.resourceFor(apiVersion, kind),
  resourceForKind: (group, kind) => kube.resourceForKind(group, kind),
});

/** Each write when it is its turn, and again where the API server has no time for it or nobody answered. */
export const pacedWriter = (writer: KubeWriter, pace: Pace, signal: AbortSignal): KubeWriter => ({
  apply: (object, options) => pace.run(() => writer.apply(object, options), signal),
  create: (object, options) => pace.run(() => writer.create(object, options), signal),
  replace: (object, options) => pace.run(() => writer.replace(object, options), signal),
  delete: (ref, options) => pace.run(() => writer.delete(ref, options), signal),
  patch: (ref, type, body, options) => pace.run(() => writer.patch(ref, type, body, options), signal),
});
