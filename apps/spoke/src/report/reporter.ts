import { keyText, sameRung } from '@wheelhouse/core-domain';
import type { Health } from '@wheelhouse/core-domain';
import type { Cancel, Clock, Logger } from '@wheelhouse/runtime';
import type { SpokeState } from '../state/spoke-state.ts';
import type { Target } from '../sync/target.ts';
import type { PodWatches } from '../watch/pod-watches.ts';
import type { WatchSet } from '../watch/watch-set.ts';
import type { StatusBook } from './status-book.ts';
import { isHealthyNow, targetStatus } from './target-status.ts';

export interface ReporterOptions {
  readonly book: StatusBook;
  readonly state: SpokeState;
  readonly watches: WatchSet;
  readonly pods: PodWatches;
  readonly clock: Clock;
  readonly log: Logger;
  /** The book has what is known of the target now. */
  readonly told?: (target: Target) => void;
}

/** A target that is not listed yet is told of this much later. */
const LOOK_AGAIN_MS = 11_000;
/** What is told of targets in this time is written once, since no more is reported; the first after a pause at once. */
const EVERY_MS = 200;
const SAVE_AFTER_MS = 1_000;

/** Writes a target into the book whenever something about it is known better. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #postponed = new Set<Target>();
  readonly #touched = new Set<Target>();
  readonly #left = new WeakSet<Target>();
  readonly #unsaved = new Set<Target>();
  #saveTimer: Cancel | undefined;
  #timer: Cancel | undefined;
  #lastAt = -Infinity;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  touch(target: Target): void {
    const { clock } = this.#options;
    this.#touched.add(target);
    this.#timer ??= clock.after(Math.max(0, EVERY_MS - (clock.monotonic() - this.#lastAt)), () => this.write());
  }

  /** It may have arrived where people wait for it: that is looked at now. */
  touchNow(target: Target): void {
    this.#touched.delete(target);
    if (!this.#left.has(target)) this.#write(target);
  }

  write(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#lastAt = this.#options.clock.monotonic();
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const target of touched) if (!this.#left.has(target)) this.#write(target);
  }

  #write(target: Target): void {
    const { book, pods } = this.#options;
    if (!this.#isSettled(target)) return this.#postpone(target);
    for (const record of target.records.values()) if (target.inventoryHas(record.key)) pods.follow(record);
    const healthOf = (key: string, health: Health | undefined): Health | undefined => pods.healthOf(key, health);
    const status = targetStatus(target, healthOf);
    const { applied, healthy } = target.stored;
    if (applied && !sameRung(applied, healthy) && isHealthyNow(target, status)) {
      target.stored = { ...target.stored, healthy: applied };
      this.#remember(target);
      book.put({ ...status, healthy: applied });
    } else book.put(status);
    this.#options.told?.(target);
  }

  /** It left this cluster: nothing more is said of it. */
  forget(target: Target): void {
    this.#left.add(target);
    for (const key of target.records.keys()) this.#options.pods.forget(key);
  }

  /** Before the first list of its kinds nothing true can be said: a new leader would call everything missing. */
  #isSettled(target: Target): boolean {
    const { watches } = this.#options;
    return target.stored.inventory.every(({ key, apiVersion }) => {
      return target.records.has(keyText(key)) || watches.isSettled({ apiVersion, kind: key.kind });
    });
  }

  #postpone(target: Target): void {
    if (this.#postponed.has(target)) return;
    this.#postponed.add(target);
    this.#options.clock.after(LOOK_AGAIN_MS, () => {
      this.#postponed.delete(target);
      this.touch(target);
    });
  }

  /** Guards nothing, so it may wait for others that become healthy; it is stored with the next write if this one fails. */
  #remember(target: Target): void {
    this.#unsaved.add(target);
    this.#saveTimer ??= this.#options.clock.after(SAVE_AFTER_MS, () => this.save());
  }

  /** Stores now what waits for it. */
  save(): void {
    const { state, log } = this.#options;
    this.#saveTimer?.();
    this.#saveTimer = undefined;
    const unsaved = [...this.#unsaved].filter((target) => !this.#left.has(target));
    this.#unsaved.clear();
    for (const { stored } of unsaved) {
      state.saveApplication(stored).catch((error: unknown) => log.debug({ err: error }, 'not stored yet'));
    }
  }
}
