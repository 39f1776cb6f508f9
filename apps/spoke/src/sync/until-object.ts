import type { Resource } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeReader } from './paced-kube.ts';

export interface UntilOptions {
  readonly namespace?: string;
  readonly name: string;
  readonly timeoutMs: number;
  readonly metadataOnly?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Watches one object until it (or its absence) satisfies the condition. True: it does; false: not in time, or aborted.
 * Reads once and then listens, so that nothing is polled.
 */
export async function untilObject(
  kube: KubeReader,
  resource: Resource,
  condition: (object: KubeObject | undefined) => boolean,
  options: UntilOptions,
): Promise<boolean> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const select = {
    fieldSelector: `metadata.name=${options.name}`,
    ...(options.namespace ? { namespace: options.namespace } : {}),
    ...(options.metadataOnly ? { metadataOnly: true } : {}),
    signal,
  };
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await kube.list(resource, select);
      if (condition(items[0])) return true;
      for await (const event of kube.watch(resource, { ...select, resourceVersion })) {
        if (event.type === 'BOOKMARK') continue;
        if (condition(event.type === 'DELETED' ? undefined : event.object)) return true;
      }
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
  return false;
}
