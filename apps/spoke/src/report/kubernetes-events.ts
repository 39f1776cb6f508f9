import { randomUUID } from 'node:crypto';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { Target } from '../sync/target.ts';

export interface KubernetesEventsOptions {
  readonly writer: Pick<KubeWriter, 'create'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const COMPONENT = 'wheelhouse-spoke';
/** What waits beyond is not told: whoever heals without end must not fill etcd. */
const MOST_WAITING = 50;
const LONGEST = 1024;

/** What a sync or a heal came to, as an Event of its namespace, for who looks with `kubectl get events`. Nothing depends on it. */
export class KubernetesEvents {
  readonly #options: KubernetesEventsOptions;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: KubernetesEventsOptions) {
    this.#options = options;
  }

  tell(type: 'Normal' | 'Warning', reason: string, message: string, target: Target): void {
    const namespace = target.spec.destinationNamespace;
    if (!namespace || this.#waiting >= MOST_WAITING) return;
    const { name } = target.spec.identity;
    const event = eventOf({ type, reason, namespace, message: `${name}: ${message}` }, this.#options.clock.now());
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#write(event));
  }

  async #write(event: KubeObject): Promise<void> {
    const { writer, log } = this.#options;
    try {
      await writer.create(event);
    } catch (error) {
      log.debug({ err: error }, 'an Event could not be written');
    } finally {
      this.#waiting -= 1;
    }
  }
}

interface Told {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly namespace: string;
  readonly message: string;
}

function eventOf({ type, reason, namespace, message }: Told, now: number): KubeObject {
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `wheelhouse.${randomUUID()}`, namespace },
    involvedObject: { apiVersion: 'v1', kind: 'Namespace', name: namespace, namespace },
    ...{ type, reason, message: message.slice(0, LONGEST), count: 1, firstTimestamp: at, lastTimestamp: at },
    source: { component: COMPONENT },
    reportingComponent: COMPONENT,
    reportingInstance: '',
  };
}
