import {
  addEvents,
  connectedClusters,
  putClusterStatuses,
  setDisconnected,
  type ClusterStatusRow,
  type Database,
  type NewEvent,
} from '@wheelhouse/adapter-postgres';
import type { Heartbeat } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import type { Clock, Logger } from '@wheelhouse/runtime';
import type { ChangeFeed } from '../use-cases.ts';

const LOOK_EVERY_MS = 5_000;
const WRITE_EVERY_MS = 60_000;

export interface HeartbeatsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  /** Silent for so long means away. */
  readonly awayAfterMs: number;
  /** Each heartbeat that is not an older writer's. */
  readonly onHeard?: (heartbeat: Heartbeat) => void;
}

interface Seen {
  readonly heartbeat: Heartbeat | undefined;
  /** By the wall clock, for people. */
  readonly at: number;
  readonly heardAt: number;
  connected: boolean;
  written: boolean;
}

/** Heartbeats are held in memory; written when a cluster comes or goes, and once a minute. */
export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #seen = new Map<ClusterId, Seen>();
  #cancel: (() => void) | undefined;
  #writtenAt = 0;

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  /** The generation that its spoke said last; undefined before it was heard. */
  generationOf(cluster: string): number | undefined {
    return this.#seen.get(cluster as ClusterId)?.heartbeat?.generation;
  }

  /** The trust set that its spoke goes by: 0 if it does not say; undefined while it is away. */
  trustOf(cluster: string): number | undefined {
    const seen = this.#seen.get(cluster as ClusterId);
    return seen?.connected ? (seen.heartbeat?.trust ?? 0) : undefined;
  }

  /** The newest trust set that any spoke goes by, 0 for none. */
  newestTrust(): number {
    return Math.max(0, ...[...this.#seen.values()].map(({ heartbeat }) => heartbeat?.trust ?? 0));
  }

  /** Who is written down as connected has as long as anybody to say so again. */
  async start(): Promise<void> {
    const [now, heardAt] = [this.#options.clock.now(), this.#options.clock.monotonic()];
    for (const { id } of await connectedClusters(this.#options.db.sql)) {
      if (!this.#seen.has(id))
        this.#seen.set(id, { heartbeat: undefined, at: now, heardAt, connected: true, written: true });
    }
    this.#writtenAt = heardAt;
    this.#next();
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#write([...this.#seen].filter(([, seen]) => !seen.written));
  }

  hear(heartbeat: Heartbeat): void {
    const { cluster } = heartbeat;
    const before = this.#seen.get(cluster);
    if (before?.heartbeat && before.heartbeat.epoch > heartbeat.epoch) return;
    const { clock } = this.#options;
    const seen: Seen = { heartbeat, at: clock.now(), heardAt: clock.monotonic(), connected: true, written: false };
    this.#seen.set(cluster, seen);
    this.#options.onHeard?.(heartbeat);
    const news =
      !before?.connected ||
      !before.heartbeat ||
      before.heartbeat.version !== heartbeat.version ||
      !sameRefusals(before.heartbeat, heartbeat);
    if (!news) return;
    const back =
      before && !before.connected ? [{ reason: 'ClusterBack', type: 'Normal', message: 'is back' } as const] : [];
    void this.#write([[cluster, seen]])
      .then(() => this.#tell([cluster], back))
      .catch((error: unknown) => this.#log(error));
  }

  forget(cluster: ClusterId): void {
    this.#seen.delete(cluster);
  }

  /** Writes down who is away now, and once a minute what everybody said last. */
  async look(): Promise<void> {
    const monotonic = this.#options.clock.monotonic();
    const gone = [...this.#seen].filter(
      ([, seen]) => seen.connected && monotonic - seen.heardAt > this.#options.awayAfterMs,
    );
    for (const [, seen] of gone) seen.connected = false;
    if (gone.length > 0) {
      const ids = gone.map(([id]) => id);
      await setDisconnected(this.#options.db.sql, ids);
      const seconds = Math.round(this.#options.awayAfterMs / 1000);
      const message = `was not heard of for ${seconds} s: it is away, and its targets are deferred`;
      await this.#tell(ids, [{ reason: 'ClusterAway', type: 'Warning', message }]);
    }
    if (monotonic - this.#writtenAt < WRITE_EVERY_MS) return;
    this.#writtenAt = monotonic;
    await this.#write([...this.#seen].filter(([, seen]) => !seen.written && seen.connected));
  }

  #next(): void {
    this.#cancel = this.#options.clock.after(LOOK_EVERY_MS, () => {
      this.look()
        .catch((error: unknown) => this.#log(error))
        .finally(() => this.#cancel && this.#next());
    });
  }

  async #write(all: readonly (readonly [ClusterId, Seen])[]): Promise<void> {
    const rows = all.flatMap(([, seen]) => (seen.heartbeat ? [rowOf(seen.heartbeat, seen)] : []));
    await putClusterStatuses(this.#options.db.sql, rows);
    for (const [, seen] of all) seen.written = true;
  }

  async #tell(ids: readonly ClusterId[], news: readonly Omit<NewEvent, 'clusterId'>[]): Promise<void> {
    const { db, changes } = this.#options;
    changes.publish({ kind: 'cluster', ids });
    const events = ids.flatMap((clusterId) => news.map((one) => ({ ...one, clusterId })));
    const added = await addEvents(db.sql, events);
    if (added.length > 0) changes.publish({ kind: 'event', ids: added });
  }

  #log(error: unknown): void {
    this.#options.logger.warn({ err: error }, 'cannot write down heartbeats');
  }
}

/** Counts that only grow are written with the rest; what begins or ends to stand, and a new kind, at once. */
const sameRefusals = (a: Heartbeat, b: Heartbeat): boolean => toldAtOnce(a) === toldAtOnce(b);
const toldAtOnce = ({ refusals = [] }: Heartbeat): string =>
  JSON.stringify(refusals.map(({ kind, standing, reason }) => [kind, standing, standing && reason]));

function rowOf(heartbeat: Heartbeat, { at, connected }: Seen): ClusterStatusRow {
  return {
    clusterId: heartbeat.cluster,
    connected,
    lastSeenAt: new Date(at),
    epoch: heartbeat.epoch,
    seq: heartbeat.seq,
    generation: heartbeat.generation,
    statusHash: heartbeat.hash,
    wireMin: heartbeat.wire.min,
    wireMax: heartbeat.wire.max,
    features: heartbeat.features,
    version: heartbeat.version,
    kubernetes: heartbeat.kubernetes,
    node: heartbeat.node,
    refusals: heartbeat.refusals ?? [],
    clockSkew: Math.max(-2e9, Math.min(2e9, Math.round(heartbeat.clock?.skew ?? heartbeat.now - at))),
  };
}
