import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { APPLICATION_LABEL } from '@wheelhouse/core-sync';
import type { Clock, Logger } from '@wheelhouse/runtime';
import { watchesBody } from './live-record.ts';

export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface WatchSetOptions {
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** The full truth of a kind, after each list. */
  readonly synced: (kind: WatchedKind, objects: readonly KubeObject[]) => void;
  readonly changed: (kind: WatchedKind, object: KubeObject) => void;
  readonly deleted: (kind: WatchedKind, object: KubeObject) => void;
}

interface Running {
  readonly abort: AbortController;
  readonly since: number;
  synced: boolean;
}

/** A kind that cannot be listed for this long is reported on without it. */
const PATIENCE_MS = 10_000;

/** One list and watch per kind of the inventory, selected by our label, metadata-only where health needs no body. */
export class WatchSet {
  readonly #options: WatchSetOptions;
  readonly #running = new Map<string, Running>();

  constructor(options: WatchSetOptions) {
    this.#options = options;
  }

  ensure(kinds: Iterable<WatchedKind>): void {
    for (const kind of kinds) {
      const name = `${kind.apiVersion}/${kind.kind}`;
      if (this.#running.has(name)) continue;
      const running: Running = { abort: new AbortController(), since: this.#options.clock.now(), synced: false };
      this.#running.set(name, running);
      void this.#watch(kind, running).catch((error: unknown) => {
        if (!running.abort.signal.aborted) this.#options.log.error({ err: error, ...kind }, 'the watch ended');
        if (this.#running.get(name) === running) this.#running.delete(name);
      });
    }
  }

  /** Ends the watches of all other kinds. */
  retain(kinds: Iterable<WatchedKind>): void {
    const wanted = new Set([...kinds].map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
    for (const [name, { abort }] of this.#running) {
      if (wanted.has(name)) continue;
      abort.abort();
      this.#running.delete(name);
    }
  }

  /** Whether what is known of the kind may be told: it was listed, or waiting longer helps nobody. */
  isSettled({ apiVersion, kind }: WatchedKind): boolean {
    const running = this.#running.get(`${apiVersion}/${kind}`);
    return !running || running.synced || this.#options.clock.now() - running.since > PATIENCE_MS;
  }

  stop(): void {
    this.retain([]);
  }

  async #watch(kind: WatchedKind, running: Running): Promise<void> {
    const { kube, clock, log } = this.#options;
    const { signal } = running.abort;
    for (let resource; !signal.aborted; await clock.sleep(5_000, signal)) {
      resource = await kube.resourceFor(kind.apiVersion, kind.kind).catch(() => undefined);
      if (resource) {
        const select = { labelSelector: APPLICATION_LABEL, metadataOnly: !watchesBody(kind.apiVersion, kind.kind) };
        for await (const event of listWatch(kube, resource, { ...select, signal, sleep: clock.sleep })) {
          if (event.type === 'INTERRUPTED') {
            log.debug({ err: event.error, ...kind, retryInMs: event.retryInMs }, 'watch interrupted');
          } else if (event.type === 'SYNCED') {
            running.synced = true;
            this.#options.synced(kind, event.objects);
          } else if (event.type === 'DELETED') this.#options.deleted(kind, event.object);
          else this.#options.changed(kind, event.object);
        }
      }
    }
  }
}
