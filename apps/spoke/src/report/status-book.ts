import { StatusHashSum, WIRE_VERSION, targetHash } from '@wheelhouse/contract';
import type { StatusHash, StatusReport, TargetStatus } from '@wheelhouse/contract';
import { sameRung } from '@wheelhouse/core-domain';
import type { ApplicationId, ClusterId, OperationId } from '@wheelhouse/core-domain';
import type { Cancel, Clock } from '@wheelhouse/runtime';

export interface Gone {
  readonly id: ApplicationId;
  readonly operation?: OperationId;
}

export interface StatusBookOptions {
  readonly clock: Clock;
  /** At most one report in this time, but for arrivals; default 200 ms. */
  readonly everyMs?: number;
  /** False while there is nobody to tell; what is said meanwhile is in the next full report. */
  readonly publish: (report: StatusReport) => boolean;
  /** What is not here any more although the hub may think so; said again with each full report. */
  readonly gone: () => readonly Gone[];
}

/** A change after quiet leaves after this long: a small sync is over by then, and told with its beginning. */
const QUIET_MS = 50;
/** What people wait for leaves after so long, so that what happens together goes together: a few times a second. */
const ARRIVAL_MS = 10;
const MOST_ARRIVALS = 3;
const ARRIVALS_MS = 1_000;

/**
 * The status of every target, as the hub knows it or is about to. Deltas are ordered by (epoch, seq) and coalesced; the hash is
 * kept incrementally on both sides, and where they differ the hub asks for a full report.
 */
export class StatusBook {
  readonly #options: StatusBookOptions;
  readonly #targets = new Map<ApplicationId, { status: TargetStatus; hash: StatusHash }>();
  readonly #sum = new StatusHashSum();
  readonly #changed = new Set<ApplicationId>();
  #gone: Gone[] = [];
  #full = false;
  #identity: { cluster: ClusterId; epoch: number } | undefined;
  #seq = 0;
  #lastAt = -Infinity;
  /** When reports left early, newest last. */
  #early: number[] = [];
  #timer: Cancel | undefined;
  #dueAt = Infinity;

  constructor(options: StatusBookOptions) {
    this.#options = options;
  }

  get hash(): StatusHash {
    return this.#sum.value;
  }
  get seq(): number {
    return this.#seq;
  }
  get epoch(): number {
    return this.#identity?.epoch ?? 0;
  }
  get size(): number {
    return this.#targets.size;
  }

  /** A new writer begins: everything is told. */
  begin(cluster: ClusterId, epoch: number): void {
    this.#identity = { cluster, epoch };
    this.#seq = 0;
    this.reportAll();
  }

  reportAll(): void {
    this.#full = true;
    this.#schedule();
  }

  get(id: ApplicationId): TargetStatus | undefined {
    return this.#targets.get(id)?.status;
  }

  put(status: TargetStatus): void {
    const hash = targetHash(status);
    const before = this.#targets.get(status.id);
    if (before?.hash === hash) return;
    this.#sum.replace(before?.hash, hash);
    this.#targets.set(status.id, { status, hash });
    this.#changed.add(status.id);
    this.#schedule(before !== undefined && arrives(before.status, status));
  }

  remove(gone: Gone): void {
    const before = this.#targets.get(gone.id);
    if (before) this.#sum.replace(before.hash, undefined);
    this.#targets.delete(gone.id);
    this.#changed.delete(gone.id);
    this.#gone.push(gone);
    this.#schedule();
  }

  /** Says at once what waits. */
  flush(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#dueAt = Infinity;
    if (!this.#identity || (!this.#full && this.#changed.size === 0 && this.#gone.length === 0)) return;
    const chosen = this.#full ? [...this.#targets.keys()] : [...this.#changed];
    const targets = chosen.flatMap((id) => this.#targets.get(id)?.status ?? []);
    const said = this.#options.publish({
      wire: WIRE_VERSION,
      ...this.#identity,
      seq: this.#seq + 1,
      full: this.#full,
      targets,
      gone: this.#full ? this.#options.gone() : this.#gone,
      hash: this.#sum.value,
    });
    this.#lastAt = this.#options.clock.monotonic();
    if (!said) return;
    this.#seq += 1;
    this.#full = false;
    this.#changed.clear();
    this.#gone = [];
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#dueAt = Infinity;
    this.#identity = undefined;
  }

  #schedule(hurries = false): void {
    if (!this.#identity) return;
    const now = this.#options.clock.monotonic();
    const usual = Math.max(now + QUIET_MS, this.#lastAt + (this.#options.everyMs ?? 200));
    const dueAt = hurries && this.#mayLeaveEarly(now, usual) ? now + ARRIVAL_MS : usual;
    if (dueAt >= this.#dueAt) return;
    this.#timer?.();
    this.#dueAt = dueAt;
    this.#timer = this.#options.clock.after(dueAt - now, () => this.flush());
  }

  #mayLeaveEarly(now: number, usual: number): boolean {
    const at = now + ARRIVAL_MS;
    if (at >= Math.min(usual, this.#dueAt)) return false;
    this.#early = this.#early.filter((one) => now - one < ARRIVALS_MS);
    if (this.#early.length >= MOST_ARRIVALS) return false;
    this.#early.push(now);
    return true;
  }
}

/** It came to where it should be, or to where it should not. */
function arrives(before: TargetStatus, { healthy, health }: TargetStatus): boolean {
  if (healthy && !sameRung(before.healthy, healthy)) return true;
  return before.health.status !== health.status && health.status !== 'Progressing';
}
