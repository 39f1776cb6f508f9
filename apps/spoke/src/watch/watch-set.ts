import { isKubeError, listWatch } from '@wheelhouse/adapter-kube';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { FindHealth } from '@wheelhouse/core-health';
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
  readonly custom?: FindHealth;
  /** The full truth of a kind, after each list. */
  readonly synced: (kind: WatchedKind, objects: readonly KubeObject[]) => void;
  readonly changed: (kind: WatchedKind, object: KubeObject) => void;
  readonly deleted: (kind: WatchedKind, object: KubeObject) => void;
  /** The API server does not answer. */
  readonly away: () => void;
}

interface Running {
  readonly kind: WatchedKind;
  readonly abort: AbortController;
  readonly since: number;
  synced: boolean;
  /** Set while the kind is not there (yet): looks for it again. */
  wake?: (() => void) | undefined;
}

/** A kind that cannot be listed for this long is reported on without it. */
const PATIENCE_MS = 10_000;
const AGAIN_MS = 5_000;

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
      const known = this.#running.get(name);
      known?.wake?.();
      if (known) continue;
      const running: Running = {
        kind,
        abort: new AbortController(),
        since: this.#options.clock.monotonic(),
        synced: false,
      };
      this.#running.set(name, running);
      void this.#follow(kind, running);
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

  /** Lists everything again: what was told is to be judged otherwise. */
  again(): void {
    const kinds = [...this.#running.values()].map(({ kind }) => kind);
    this.retain([]);
    this.ensure(kinds);
  }

  /** Whether what is known of the kind may be told: it was listed, or waiting longer helps nobody. */
  isSettled({ apiVersion, kind }: WatchedKind): boolean {
    const running = this.#running.get(`${apiVersion}/${kind}`);
    return !running || running.synced || this.#options.clock.monotonic() - running.since > PATIENCE_MS;
  }

  stop(): void {
    this.retain([]);
  }

  /** Until it is ended. A kind that goes away, e.g. with its CRD, may come back. */
  async #follow(kind: WatchedKind, running: Running): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = running.abort;
    while (!signal.aborted) {
      try {
        await this.#watch(kind, running);
      } catch (error) {
        if (isKubeError(error, 'NOT_FOUND')) this.#lookForKind(kind);
        else log.warn({ err: error, ...kind }, 'the watch ended; it begins again');
      }
      const woken = new Promise<void>((resolve) => (running.wake = resolve));
      await Promise.race([woken, clock.sleep(AGAIN_MS, signal).catch(() => undefined)]);
      running.wake = undefined;
    }
  }

  /** What was discovered is not true any more. */
  #lookForKind(kind: WatchedKind): void {
    this.#options.kube.invalidateDiscovery();
    this.#options.log.warn({ ...kind }, 'the cluster has this kind no longer; it is watched again once it is back');
  }

  /** Once: there are none of a kind that the cluster does not have. */
  #tellAbsent(kind: WatchedKind, running: Running): void {
    if (running.synced) return;
    running.synced = true;
    this.#options.synced(kind, []);
  }

  async #watch(kind: WatchedKind, running: Running): Promise<void> {
    const { kube, clock, log } = this.#options;
    const { signal } = running.abort;
    const resource = await kube.resourceFor(kind.apiVersion, kind.kind);
    if (!resource) return this.#tellAbsent(kind, running);
    const metadataOnly = !watchesBody(kind.apiVersion, kind.kind, this.#options.custom);
    const options = { labelSelector: APPLICATION_LABEL, metadataOnly, signal, sleep: clock.sleep };
    for await (const event of listWatch(kube, resource, options)) {
      if (event.type === 'INTERRUPTED') {
        if (event.error.code === 'UNREACHABLE') this.#options.away();
        log.debug({ err: event.error, ...kind, retryInMs: event.retryInMs }, 'watch interrupted');
      } else if (event.type === 'SYNCED') {
        running.synced = true;
        this.#options.synced(kind, event.objects);
      } else if (event.type === 'DELETED') this.#options.deleted(kind, event.object);
      else this.#options.changed(kind, event.object);
    }
  }
}
