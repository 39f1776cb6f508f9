import { randomUUID } from 'node:crypto';
import type { KubeClient } from '@wheelhouse/adapter-kube';
import type {
  BodyOpener,
  ClusterManifest,
  Compressor,
  OperationRecord,
  StatusReport,
  Tombstone,
} from '@wheelhouse/contract';
import { parseKeyText } from '@wheelhouse/core-domain';
import type { ApplicationId } from '@wheelhouse/core-domain';
import type { FindHealth } from '@wheelhouse/core-health';
import { KeyedQueue } from '@wheelhouse/runtime';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { KubeWriter } from './leader/fenced-writer.ts';
import { ApplicationReconciler } from './reconcile/application.reconciler.ts';
import { Reporter } from './report/reporter.ts';
import type { HealthOf } from './report/target-status.ts';
import { StatusBook } from './report/status-book.ts';
import { BundleStore } from './state/bundle-store.ts';
import type { FetchBlob } from './state/bundle-store.ts';
import type { SecretStore } from './state/secret-store.ts';
import type { SpokeState } from './state/spoke-state.ts';
import { dependsOn } from './sync/dependencies.ts';
import { Pace } from './sync/pace.ts';
import type { SyncDependencies } from './sync/sync-dependencies.ts';
import type { Target } from './sync/target.ts';
import { Targets } from './sync/targets.ts';
import { Customizations } from './watch/customizations.ts';
import { Observer } from './watch/observer.ts';
import { PodWatches } from './watch/pod-watches.ts';
import { Scalers } from './watch/scalers.ts';
import { WatchSet } from './watch/watch-set.ts';

/** Of bundles: where more changes, fetching is not what it waits for. */
const MOST_EXPECTED = 16;

export type TellEvent = (
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  target?: Target,
  record?: OperationRecord,
) => void;

export interface ClusterSideOptions {
  /** The spoke's own. */
  readonly namespace: string;
  readonly kube: KubeClient;
  readonly writer: KubeWriter;
  readonly store: SecretStore;
  readonly state: SpokeState;
  readonly compressor: Compressor;
  readonly clock: Clock;
  readonly doubts: () => readonly number[];
  readonly log: Logger;
  readonly fetchBlob: FetchBlob;
  readonly opener: BodyOpener;
  readonly refusedBlob: (reason: string) => void;
  readonly publish: (report: StatusReport) => boolean;
  readonly event: TellEvent;
}

/** Everything that needs no hub: what is remembered is kept true in the cluster, and its health known. */
export class ClusterSide {
  readonly targets: Targets;
  readonly book: StatusBook;
  readonly sync: SyncDependencies;
  readonly bundles: BundleStore;
  readonly #options: ClusterSideOptions;
  readonly #queue: KeyedQueue;
  readonly #watches: WatchSet;
  readonly #pods: PodWatches;
  readonly #custom: Customizations;
  readonly #scalers: Scalers;
  readonly #reporter: Reporter;
  readonly #stop = new AbortController();
  #tidying: Promise<void> = Promise.resolve();

  constructor(options: ClusterSideOptions) {
    const { kube, clock, log, state, store, compressor } = options;
    this.#options = options;
    this.targets = Targets.from(state.applications.values(), state.manifest);
    const { fetchBlob: fetch, opener, refusedBlob: refused } = options;
    this.bundles = new BundleStore({ store, compressor, fetch, opener, refused, monotonic: clock.monotonic });
    this.book = new StatusBook({ clock, publish: options.publish, gone: () => this.#gone() });
    this.#scalers = new Scalers(kube, clock, (workload) => this.#scalingChanged(workload));
    this.#pods = new PodWatches(kube, clock, (key) => this.#podsSaid(key));
    this.#custom = new Customizations({
      kube,
      clock,
      log,
      namespace: options.namespace,
      healthChanged: () => this.#watches.again(),
      ignoredChanged: () => this.#ignoredChanged(),
    });
    const observer = new Observer({
      custom: this.#custom.find,
      targets: this.targets,
      suspect: (id) => this.#queue.add(id),
      touched: (target, soon) => (soon ? this.#reporter.touchNow(target) : this.#reporter.touch(target)),
    });
    this.#watches = new WatchSet({
      kube,
      clock,
      log,
      custom: this.#custom.find,
      synced: (kind, objects) => observer.synced(kind, objects),
      changed: (_, object) => observer.changed(object),
      deleted: (_, object) => observer.deleted(object),
      away: () => this.sync.pace.away(),
    });
    this.#reporter = new Reporter({
      book: this.book,
      state,
      watches: this.#watches,
      pods: this.#pods,
      clock,
      log,
      told: (target) => this.#told(target),
    });
    this.sync = {
      kube,
      writer: options.writer,
      state,
      bundles: this.bundles,
      pace: new Pace({ clock }),
      log,
      monotonic: clock.monotonic,
      now: clock.now,
      doubts: options.doubts,
      scaledLive: this.#scalers.isScaled,
      ignored: this.#custom.ignored,
      isManaged: (id, by) => this.targets.isManaged(id, by),
      watch: (kinds) => this.#watches.ensure(kinds),
      observed: (object) => observer.observed(object),
    };
    this.#queue = this.#newQueue();
  }

  /** How its objects are, as it is reported. */
  get health(): { readonly custom: FindHealth; readonly healthOf: HealthOf } {
    return { custom: this.#custom.find, healthOf: (key, health) => this.#pods.healthOf(key, health) };
  }

  /** Begins to watch and to heal. */
  async start(): Promise<void> {
    await this.bundles.load();
    await Promise.all([this.#scalers.follow(this.#stop.signal).ready, this.#custom.start()]);
    this.#watches.ensure(this.targets.kinds());
    for (const id of this.targets.keys()) this.#queue.add(id);
  }

  /** A newer manifest is being stored: what it will have applied is fetched meanwhile. */
  expect({ applications }: ClusterManifest): void {
    const changed = applications.filter(({ id, current }) => {
      const held = this.targets.get(id)?.wanted.entry?.current;
      return current !== undefined && held !== undefined && current.digest !== held.digest;
    });
    if (changed.length > MOST_EXPECTED) return;
    for (const { current } of changed) this.bundles.get(current!).catch(() => undefined); // Whoever needs it is told why.
  }

  /** What a newer manifest changes. It is stored already. */
  accept(manifest: ClusterManifest): void {
    const changed = this.targets.want(manifest);
    for (const id of changed) this.#wanted(id);
    for (const { id, operation } of this.targets.gone()) this.book.remove({ id, operation });
    this.#tidyBundles();
  }

  /** What waits for a window may look at it differently. */
  judgeAgain(): void {
    for (const target of this.targets.values()) if (target.wanted.windows) this.#queue.add(target.id);
  }

  /** Looks at everything again, e.g. because bundles can be fetched now. */
  lookAgain(): void {
    for (const target of this.targets.values()) {
      const { entry } = target.wanted;
      const asked = entry?.operation && !target.stored.journal.includes(entry.operation.id);
      if (asked || entry?.current?.digest !== target.stored.applied?.bundle) this.#queue.add(target.id);
    }
    this.#tidyBundles();
  }

  /** Finishes the writes that run, and starts no others. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#queue.stop();
    this.#watches.stop();
    this.#custom.stop();
    this.#pods.stop();
    this.#reporter.write();
    this.#reporter.save();
    await this.#options.state.flush();
    this.book.flush();
    this.book.stop();
  }

  #newQueue(): KeyedQueue {
    const { clock, log, event } = this.#options;
    const reconciler = new ApplicationReconciler({
      ...this.sync,
      targets: this.targets,
      newOperationId: randomUUID,
      statusOf: (id) => this.book.get(id),
      touched: (target) => this.#reporter.touch(target),
      gone: (target, tombstone) => this.#leave(target, tombstone),
      again: (id) => this.#queue.add(id),
      event: (target, type, reason, message, record) => event(type, reason, message, target, record),
    });
    return new KeyedQueue({
      name: 'application',
      concurrency: 16,
      clock,
      reconcile: reconciler.reconcile,
      backoff: { transient: { baseMs: 500, maxMs: 30_000 } },
      onRun: ({ key, error, retryInMs }) => {
        if (error) log.warn({ err: error, application: key, retryInMs }, 'reconciling failed');
      },
    });
  }

  #wanted(id: ApplicationId): void {
    const target = this.targets.get(id);
    const operation = target?.wanted.entry?.operation;
    if (operation?.kind === 'terminate' && !target?.stored.journal.includes(operation.id)) {
      target?.run?.abort.abort(`terminated by ${operation.requestedBy}`);
    }
    if (target) this.#reporter.touch(target);
    this.#queue.add(id);
  }

  /** Who waits for it looks again. */
  #told(target: Target): void {
    for (const id of this.targets.waiting) {
      const other = this.targets.get(id);
      if (!other) this.targets.waiting.delete(id);
      else if (dependsOn(other, target)) this.#queue.add(id);
    }
  }

  #tidyBundles(): void {
    this.#tidying = this.#tidying
      .then(() => this.#prefetch())
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'bundles were not tidied'));
  }

  /**
   * What is staged is fetched before its gates open; what was applied, and is not kept any more (its Secret was lost), is fetched
   * again to heal by. What nothing names goes.
   */
  async #prefetch(): Promise<void> {
    for (const { wanted, stored } of [...this.targets.values()]) {
      for (const ref of [wanted.entry?.staged, stored.attempted]) {
        if (ref && !this.bundles.isKept(ref.digest) && (await this.bundles.get(ref)).ok) {
          await this.bundles.keep(ref.digest);
        }
      }
    }
    await this.bundles.retain(this.targets.bundleDigests());
  }

  #leave(target: Target, tombstone: Tombstone | undefined): void {
    const { id } = target;
    this.targets.delete(id);
    this.#reporter.forget(target);
    // It may have come back and left again meanwhile: what the newest order wants is done, too.
    const obeyed = this.targets.gone().find((order) => order.id === id) ?? tombstone;
    this.book.remove({ id, ...(obeyed ? { operation: obeyed.operation } : {}) });
    this.#watches.retain(this.targets.kinds());
    if (this.targets.takeBack(id)) this.#wanted(id);
    if (!tombstone) return;
    this.#options.event('Normal', 'ApplicationRemoved', `${target.spec.identity.name} left this cluster`, target);
  }

  #gone() {
    return this.targets.gone().map(({ id, operation }) => ({ id, operation }));
  }

  /** Whether its replicas are ours was decided anew: it is compared as if it were applied for the first time. */
  #scalingChanged(workload: string): void {
    for (const target of this.targets.values()) {
      if (!target.inventoryHas(parseKeyText(workload))) continue;
      const { [workload]: _, ...hashes } = target.stored.hashes;
      target.stored = { ...target.stored, hashes };
      target.suspects.set(workload, 'gone');
      this.#queue.add(target.id);
    }
  }

  /** What differs may do so by now. What was ignored and is not any more is looked at when it changes, or with the next sync. */
  #ignoredChanged(): void {
    for (const target of this.targets.values()) {
      if (target.drift.size === 0) continue;
      for (const key of target.drift.keys()) target.suspects.set(key, 'gone');
      this.#queue.add(target.id);
    }
  }

  #podsSaid(key: string): void {
    for (const target of this.targets.values()) if (target.records.has(key)) this.#reporter.touch(target);
  }
}
