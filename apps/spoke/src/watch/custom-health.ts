import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import { describeProblem } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { customHealth, needsScripts, readHealthCustomizations } from '@wheelhouse/core-health';
import type { FindHealth } from '@wheelhouse/core-health';
import { startLua } from '@wheelhouse/runtime';
import type { Clock, Logger, RunLua } from '@wheelhouse/runtime';

const NAME = 'argocd-cm';

export interface CustomHealthOptions {
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the ConfigMap is looked for: the spoke's own namespace. */
  readonly namespace: string;
  /** Kinds are judged otherwise than before. */
  readonly changed: () => void;
}

/**
 * How people want kinds to be judged, from the ConfigMap `argocd-cm` in the spoke's namespace; an Application may keep it there, as
 * any other object. Lua is loaded with the first script, and never where there is none.
 */
export class CustomHealth {
  readonly #options: CustomHealthOptions;
  readonly #stop = new AbortController();
  #find: FindHealth | undefined;
  #said = '';
  #run: RunLua | undefined;

  constructor(options: CustomHealthOptions) {
    this.#options = options;
  }

  readonly find: FindHealth = (group, kind) => this.#find?.(group, kind);

  start(): void {
    void this.#follow();
  }

  stop(): void {
    this.#stop.abort();
  }

  async #follow(): Promise<void> {
    const { kube, clock, log, namespace } = this.#options;
    const { signal } = this.#stop;
    try {
      const resource = await kube.resourceFor('v1', 'ConfigMap');
      if (!resource) return;
      const select = { namespace, fieldSelector: `metadata.name=${NAME}`, signal, sleep: clock.sleep };
      for await (const event of listWatch(kube, resource, select)) {
        if (event.type === 'SYNCED') await this.#take(event.objects[0]);
        else if (event.type === 'DELETED') await this.#take(undefined);
        else if (event.type !== 'INTERRUPTED') await this.#take(event.object);
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, `the health customizations in ${NAME} are not followed`);
    }
  }

  /** What cannot be read changes nothing: kinds stay judged as before. */
  async #take(configMap: KubeObject | undefined): Promise<void> {
    const read = readHealthCustomizations(configMap?.['data']);
    if (!read.ok) {
      this.#options.log.warn({ problems: read.error.map(describeProblem) }, `${NAME} cannot be read`);
      return;
    }
    const said = JSON.stringify(configMap?.['data'] ?? {});
    if (said === this.#said || (this.#said === '' && read.value.length === 0)) return;
    this.#said = said;
    if (needsScripts(read.value)) this.#run ??= await startLua();
    this.#find = read.value.length > 0 ? customHealth(read.value, this.#run ?? (() => undefined)) : undefined;
    this.#options.log.info({ customizations: read.value.length }, 'kinds are judged by customizations');
    this.#options.changed();
  }
}
