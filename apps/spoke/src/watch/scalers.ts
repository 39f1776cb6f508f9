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
  readonly #changed: (workload: string) => void;
  /** By the scaler's uid: the workload's `keyText`. */
  #scaled = new Map<string, string>();
  /** Somebody goes by what is known here. */
  #inUse = false;

  /** `changed`: a workload (its `keyText`) got its first scaler, or lost its last. */
  constructor(kube: KubeClient, clock: Clock, changed: (workload: string) => void) {
    this.#kube = kube;
    this.#clock = clock;
    this.#changed = changed;
  }

  readonly isScaled = (workload: ObjectKey): boolean => new Set(this.#scaled.values()).has(keyText(workload));

  /** Listens until the signal aborts; `ready` resolves after the first list, or when there is nothing that may be listed. */
  follow(signal: AbortSignal): { readonly ready: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ready = (): void => {
      this.#inUse = true;
      resolve();
    };
    void this.#watch(signal, ready)
      .catch(() => undefined)
      .finally(ready);
    return { ready: promise };
  }

  async #watch(signal: AbortSignal, ready: () => void): Promise<void> {
    const resource = await this.#kube.resourceFor(AUTOSCALER.apiVersion, AUTOSCALER.kind);
    if (!resource) return;
    for await (const event of listWatch(this.#kube, resource, { signal, sleep: this.#clock.sleep })) {
      if (event.type === 'INTERRUPTED') {
        // Where it may not list them, only the bundle's own scalers are known. Any other trouble passes: whoever went on without
        // knowing the scalers would set their workloads back.
        if (event.error.code === 'FORBIDDEN') ready();
        continue;
      }
      if (event.type === 'SYNCED') this.#become(new Map(event.objects.flatMap(scaling)));
      else if (event.type === 'DELETED') this.#become(without(this.#scaled, String(event.object.metadata['uid'])));
      else this.#become(new Map([...this.#scaled, ...scaling(event.object)]));
      ready();
    }
  }

  #become(next: Map<string, string>): void {
    const [before, after] = [new Set(this.#scaled.values()), new Set(next.values())];
    this.#scaled = next;
    if (this.#inUse) for (const workload of before.symmetricDifference(after)) this.#changed(workload);
  }
}

function scaling(scaler: KubeObject): [string, string][] {
  const workload = scaledBy({ ...AUTOSCALER, ...scaler });
  return workload ? [[String(scaler.metadata['uid']), keyText(workload)]] : [];
}

function without(scaled: ReadonlyMap<string, string>, uid: string): Map<string, string> {
  const rest = new Map(scaled);
  rest.delete(uid);
  return rest;
}
