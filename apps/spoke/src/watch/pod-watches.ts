import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import { keyText } from '@wheelhouse/core-domain';
import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { podProblem, withPodProblem } from '@wheelhouse/core-health';
import type { Cancel, Clock } from '@wheelhouse/runtime';
import { isUnwell } from './live-record.ts';
import type { LiveRecord } from './live-record.ts';

/** Architecture §6. */
const MOST = 20;
/** A rollout that moves needs no watch: only one that has stood still for this long is asked for its reason. */
const STILL_MS = 3_000;

interface PodWatch {
  readonly abort: AbortController;
  /** Until it begins: when, and the version that it waits to stay. */
  timer: Cancel | undefined;
  version: string;
  /** By name; undefined: it has no problem. */
  readonly pods: Map<string, KubeObject | undefined>;
}

/** While a workload is not healthy, its pods are watched by its own selector, for the reason that a person would look for. */
export class PodWatches {
  readonly #kube: KubeClient;
  readonly #clock: Clock;
  readonly #found: (key: string) => void;
  readonly #watches = new Map<string, PodWatch>();

  /** `found`: the workload's pods say something else than before. */
  constructor(kube: KubeClient, clock: Clock, found: (key: string) => void) {
    this.#kube = kube;
    this.#clock = clock;
    this.#found = found;
  }

  /** Begins or ends the watch that a workload needs. */
  follow(record: LiveRecord): void {
    const key = keyText(record.key);
    const watch = this.#watches.get(key);
    const needed = record.podSelector !== undefined && record.health !== undefined && isUnwell(record.health);
    if (!needed) this.forget(key);
    else if (!watch) this.#begin(key, record);
    else if (watch.timer && watch.version !== record.resourceVersion) {
      watch.timer();
      this.#begin(key, record);
    }
  }

  forget(key: string): void {
    const watch = this.#watches.get(key);
    watch?.abort.abort();
    watch?.timer?.();
    this.#watches.delete(key);
  }

  healthOf(key: string, health: Health | undefined): Health | undefined {
    const watch = this.#watches.get(key);
    if (!health || !watch) return health;
    return withPodProblem(health, problems(watch.pods), watch.pods.size);
  }

  stop(): void {
    for (const key of [...this.#watches.keys()]) this.forget(key);
  }

  #begin(key: string, { key: { namespace }, podSelector = '', resourceVersion }: LiveRecord): void {
    const abort = new AbortController();
    const pods = new Map<string, KubeObject | undefined>();
    const watch: PodWatch = { abort, pods, version: resourceVersion, timer: undefined };
    watch.timer = this.#clock.after(STILL_MS, () => {
      watch.timer = undefined;
      if (this.#running() > MOST) this.#watches.delete(key);
      else void this.#watch({ key, namespace, labelSelector: podSelector, pods, signal: abort.signal });
    });
    this.#watches.set(key, watch);
  }

  /** Without those that only wait. */
  #running(): number {
    return this.#watches.values().reduce((count, { timer }) => count + (timer ? 0 : 1), 0);
  }

  async #watch(watch: {
    readonly key: string;
    readonly namespace: string;
    readonly labelSelector: string;
    readonly pods: Map<string, KubeObject | undefined>;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { key, namespace, labelSelector, pods, signal } = watch;
    try {
      const resource = await this.#kube.resourceFor('v1', 'Pod');
      if (!resource) return;
      for await (const event of listWatch(this.#kube, resource, {
        namespace,
        labelSelector,
        signal,
        sleep: this.#clock.sleep,
      })) {
        if (event.type === 'INTERRUPTED') continue;
        const before = said(pods);
        if (event.type === 'SYNCED') {
          pods.clear();
          for (const pod of event.objects) note(pods, pod);
        } else if (event.type === 'DELETED') pods.delete(event.object.metadata.name);
        else note(pods, event.object);
        if (said(pods) !== before) this.#found(key);
      }
    } catch {
      // The workload's own health stays; only the reason in its message is not there.
    }
  }
}

type Pods = ReadonlyMap<string, KubeObject | undefined>;

function note(pods: Map<string, KubeObject | undefined>, pod: KubeObject): void {
  pods.set(pod.metadata.name, podProblem(pod) === undefined ? undefined : pod);
}

const problems = (pods: Pods): KubeObject[] => [...pods.values()].filter((pod) => pod !== undefined);

const said = (pods: Pods): string => {
  const told = problems(pods).map((pod) => podProblem(pod));
  return told.length > 0 ? [pods.size, ...told].join('\n') : '';
};
