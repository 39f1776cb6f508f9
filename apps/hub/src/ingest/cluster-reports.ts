import { StatusHashSum, targetHash, type Heartbeat, type StatusReport } from '@wheelhouse/contract';

interface Known {
  epoch: number;
  seq: number;
  readonly hashes: Map<string, string>;
  readonly sum: StatusHashSum;
}

/** What is known of one cluster's targets, by hash alone: whether it is all that the spoke has said. */
export class ClusterReports {
  #known: Known | undefined;
  #askedAt = -Infinity;

  /** What the database holds, before anything was heard. */
  begin(hashes: ReadonlyMap<string, string>, at: { readonly epoch: number; readonly seq: number } | undefined): void {
    const sum = new StatusHashSum();
    for (const hash of hashes.values()) sum.add(hash);
    this.#known = { epoch: at?.epoch ?? 0, seq: at?.seq ?? 0, hashes: new Map(hashes), sum };
  }

  get begun(): boolean {
    return this.#known !== undefined;
  }

  /** False for a report that is older than what is known: it says nothing. */
  take(report: StatusReport): boolean {
    const known = this.#known;
    if (!known || report.epoch < known.epoch) return false;
    if (report.epoch === known.epoch && report.seq < known.seq) return false;
    if (report.epoch === known.epoch && report.seq === known.seq && !report.full) return false;
    if (report.full) this.#clear(known);
    for (const target of report.targets) this.#set(known, target.id, targetHash(target));
    for (const { id } of report.gone) this.#set(known, id, undefined);
    known.epoch = report.epoch;
    known.seq = report.seq;
    return true;
  }

  /** Whether a full report is to be asked for, as one was lost or what it says was; at most every 5 s. */
  lacks(heartbeat: Heartbeat, now: number): boolean {
    const known = this.#known;
    if (!known || heartbeat.epoch < known.epoch || now - this.#askedAt < 5_000) return false;
    // That something is gone changes no hash where nothing was known of it.
    const lost = heartbeat.epoch > known.epoch ? heartbeat.seq > 0 : heartbeat.seq > known.seq;
    if (!lost && heartbeat.hash === known.sum.value) return false;
    this.#askedAt = now;
    return true;
  }

  #clear(known: Known): void {
    for (const id of [...known.hashes.keys()]) this.#set(known, id, undefined);
  }

  #set(known: Known, id: string, hash: string | undefined): void {
    known.sum.replace(known.hashes.get(id), hash);
    if (hash === undefined) known.hashes.delete(id);
    else known.hashes.set(id, hash);
  }
}
