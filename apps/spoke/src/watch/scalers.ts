import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { scaledBy } from '@wheelhouse/core-sync';
import type { Clock } from '@wheelhouse/runtime';

const AUTOSCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };

/**
 * Which workloads an autoscaler in the cluster sets the replicas of. KEDA scales through an HPA that it makes, so its
 * ScaledObjects are seen here too.
 */
export class Scalers {
  readonly #kube: KubeClient;
  readonly #clock: Clock;
  readonly #scaled = new Map<string, string>();

  constructor(kube: KubeClient, clock: Clock) {
    this.#kube = kube;
    this.#clock = clock;
  }

  readonly isScaled = (workload: ObjectKey): boolean => {
    const text = keyText(workload);
    for (const scaled of this.#scaled.values()) if (scaled === text) return true;
    return false;
  };

  /** Listens until the signal aborts; `ready` resolves after the first list, or when there is nothing to list. */
  follow(signal: AbortSignal): { readonly ready: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    void this.#watch(signal, resolve)
      .catch(() => undefined)
      .finally(resolve);
    return { ready: promise };
  }

  async #watch(signal: AbortSignal, ready: () => void): Promise<void> {
    const resource = await this.#kube.resourceFor(AUTOSCALER.apiVersion, AUTOSCALER.kind);
    if (!resource) return;
    for await (const event of listWatch(this.#kube, resource, { signal, sleep: this.#clock.sleep })) {
      if (event.type === 'INTERRUPTED') {
        // Perhaps it may not be listed: then only the bundle's own scalers are known.
        ready();
        continue;
      }
      if (event.type === 'SYNCED') {
        this.#scaled.clear();
        for (const scaler of event.objects) this.#note(scaler);
        ready();
      } else if (event.type === 'DELETED') this.#scaled.delete(String(event.object.metadata['uid']));
      else this.#note(event.object);
    }
  }

  #note(scaler: KubeObject): void {
    const workload = scaledBy({ ...AUTOSCALER, ...scaler });
    if (workload) this.#scaled.set(String(scaler.metadata['uid']), keyText(workload));
  }
}
