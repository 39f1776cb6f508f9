import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import { readIgnoreCustomizations } from '@wheelhouse/core-diff';
import { canonicalJson, describeProblem } from '@wheelhouse/core-domain';
import type { IgnoreDifference, KubeObject, Problem } from '@wheelhouse/core-domain';
import { customHealth, needsScripts, readHealthCustomizations } from '@wheelhouse/core-health';
import type { FindHealth, HealthCustomization } from '@wheelhouse/core-health';
import { startLua } from '@wheelhouse/runtime';
import type { Clock, Logger, RunLua } from '@wheelhouse/runtime';

const NAME = 'argocd-cm';

export interface CustomizationsOptions {
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the ConfigMap is looked for: the spoke's own namespace. */
  readonly namespace: string;
  /** Kinds are judged otherwise than before. */
  readonly healthChanged: () => void;
  /** Something else is ignored than before. */
  readonly ignoredChanged: () => void;
}

/**
 * How people want kinds to be judged, and what of them to be ignored, from the ConfigMap `argocd-cm` in the spoke's namespace; an Application may keep it there, as
 * any other object. Lua is loaded with the first script, and never where there is none.
 */
export class Customizations {
  readonly #options: CustomizationsOptions;
  readonly #stop = new AbortController();
  #find: FindHealth | undefined;
  #ignored: readonly IgnoreDifference[] = [];
  #said = '';
  #run: RunLua | undefined;

  constructor(options: CustomizationsOptions) {
    this.#options = options;
  }

  readonly find: FindHealth = (group, kind) => this.#find?.(group, kind);

  /** Of what kinds which fields are nobody's business, whatever the Application says. */
  readonly ignored = (): readonly IgnoreDifference[] => this.#ignored;

  /** Until it was looked at for the first time, or cannot be. */
  start(): Promise<void> {
    return new Promise((looked) => void this.#follow(looked).finally(looked));
  }

  stop(): void {
    this.#stop.abort();
  }

  async #follow(looked: () => void): Promise<void> {
    const { kube, clock, log, namespace } = this.#options;
    const { signal } = this.#stop;
    try {
      const resource = await kube.resourceFor('v1', 'ConfigMap');
      if (!resource) return;
      const select = { namespace, fieldSelector: `metadata.name=${NAME}`, signal, sleep: clock.sleep };
      for await (const event of listWatch(kube, resource, select)) {
        // Any other trouble passes: whoever went on without knowing what is ignored would heal it.
        if (event.type === 'INTERRUPTED' && event.error.code !== 'FORBIDDEN') continue;
        if (event.type === 'SYNCED') await this.#take(event.objects[0]);
        else if (event.type === 'DELETED') await this.#take(undefined);
        else if (event.type !== 'INTERRUPTED') await this.#take(event.object);
        looked();
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, `the customizations in ${NAME} are not followed`);
    }
  }

  /** What cannot be read changes nothing: kinds stay judged as before. */
  async #take(configMap: KubeObject | undefined): Promise<void> {
    const data = configMap?.['data'];
    const ignored = readIgnoreCustomizations(data);
    if (ignored.ok) this.#ignore(ignored.value);
    else this.#warn(ignored.error);
    const health = readHealthCustomizations(data);
    if (health.ok) await this.#judge(health.value, JSON.stringify(data ?? {}));
    else this.#warn(health.error);
  }

  #ignore(ignored: readonly IgnoreDifference[]): void {
    if (canonicalJson(ignored) === canonicalJson(this.#ignored)) return;
    this.#ignored = ignored;
    this.#options.log.info({ customizations: ignored.length }, 'fields are ignored by customizations');
    this.#options.ignoredChanged();
  }

  async #judge(health: readonly HealthCustomization[], said: string): Promise<void> {
    if (said === this.#said || (this.#said === '' && health.length === 0)) return;
    this.#said = said;
    if (needsScripts(health)) this.#run ??= await startLua();
    this.#find = health.length > 0 ? customHealth(health, this.#run ?? (() => undefined)) : undefined;
    this.#options.log.info({ customizations: health.length }, 'kinds are judged by customizations');
    this.#options.healthChanged();
  }

  #warn(problems: readonly Problem[]): void {
    this.#options.log.warn({ problems: problems.map(describeProblem) }, `${NAME} cannot be read`);
  }
}
