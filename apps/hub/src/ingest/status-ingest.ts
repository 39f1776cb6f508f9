import { calls, request, type Nats, type StatusSubjects, type Subscription } from '@wheelhouse/adapter-nats';
import {
  completeTombstones,
  counted,
  finishOperations,
  forgetStatuses,
  newestReport,
  statusHashes,
  upsertStatuses,
  type Database,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { subjects, type Heartbeat, type StatusReport } from '@wheelhouse/contract';
import { shardOf, type ClusterId, type ShardId } from '@wheelhouse/core-domain';
import { coalesce, type Clock, type Coalescer, type Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Heartbeats } from '../cluster/heartbeats.ts';
import type { RefusalCounts } from '../refusal-counts.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { ClusterReports } from './cluster-reports.ts';
import { batchOf, type ClusterBatch } from './report-batch.ts';
import type { SpokeAllowance } from './spoke-allowance.ts';

export interface StatusIngestOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly nats: Nats;
  readonly subjects: StatusSubjects;
  readonly heartbeats: Heartbeats;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refused: RefusalCounts;
  readonly allowance: SpokeAllowance;
}

/** Reports of so long go into one transaction. */
const BATCH_MS = 30;
const REPORT_WITHIN_MS = 5_000;

/**
 * Takes what spokes say of the owned shards into Postgres: in batches, newest wins. Which reports were missed is told by
 * hashes; where they differ, a full report is asked for.
 */
export class StatusIngest {
  readonly #options: StatusIngestOptions;
  readonly #reports = new Map<ClusterId, ClusterReports>();
  readonly #beginning = new Map<ClusterId, Promise<void>>();
  readonly #pending: Coalescer<ClusterId, readonly StatusReport[]>;
  readonly #open = new Map<number, Subscription[]>();

  constructor(options: StatusIngestOptions) {
    this.#options = options;
    this.#pending = coalesce<ClusterId, readonly StatusReport[]>({
      delayMs: BATCH_MS,
      idleDelayMs: 5,
      clock: options.clock,
      merge: (before, after) => [...before, ...after],
      flush: (batch) => this.#write(batch),
    });
  }

  /** Subscribes to exactly these shards. */
  listenTo(owned: readonly number[]): void {
    for (const [shard, all] of this.#open) {
      if (owned.includes(shard)) continue;
      for (const one of all) one.stop();
      this.#open.delete(shard);
    }
    const { subjects: wire, heartbeats, logger, refused, allowance } = this.#options;
    for (const shard of owned) {
      if (this.#open.has(shard)) continue;
      const onBad =
        (what: 'status' | 'heartbeat') =>
        (cluster: ClusterId | undefined, reason: string): void => {
          refused.add(what);
          if (cluster && !allowance.takes('bad', cluster)) return;
          logger.warn({ cluster, reason }, `a ${what} of a spoke was refused`);
        };
      this.#open.set(shard, [
        wire.subscribeStatus(shard as ShardId, (report) => void this.take(report), onBad('status')),
        wire.subscribeHeartbeats(
          shard as ShardId,
          (heartbeat) => this.#hear(heartbeat, heartbeats),
          onBad('heartbeat'),
        ),
      ]);
    }
  }

  async stop(): Promise<void> {
    this.listenTo([]);
    await this.#pending.stop();
  }

  /** One report; older ones are dropped, and those of a spoke that says too much: what it said last is asked for later. */
  async take(report: StatusReport): Promise<void> {
    if (!this.#options.allowance.takes('status', report.cluster, 1 + report.targets.length + report.gone.length))
      return;
    const known = await this.#of(report.cluster);
    if (known?.take(report)) this.#pending.add(report.cluster, [report]);
  }

  async flush(): Promise<void> {
    await this.#pending.flush();
  }

  #hear(heartbeat: Heartbeat, heartbeats: Heartbeats): void {
    if (!this.#options.allowance.takes('heartbeat', heartbeat.cluster)) return;
    const before = heartbeats.generationOf(heartbeat.cluster);
    heartbeats.hear(heartbeat);
    // A generation that the hub never gave: it was restored from a backup, and must go beyond it.
    if (!before || heartbeat.generation < before) this.#options.wakes.wake('cluster', heartbeat.cluster);
    void this.#compare(heartbeat).catch((error: unknown) =>
      this.#options.logger.debug({ err: error, cluster: heartbeat.cluster }, 'cannot ask for a full report'),
    );
  }

  async #compare(heartbeat: Heartbeat): Promise<void> {
    const { cluster } = heartbeat;
    const known = await this.#of(cluster);
    if (!known?.lacks(heartbeat, this.#options.clock.monotonic())) return;
    this.#options.logger.info({ cluster }, 'asks for a full report');
    await request(this.#options.nats, subjects.toSpoke(cluster, 'report'), calls.live.report, {}, REPORT_WITHIN_MS);
  }

  /** Reads once what the database holds of a cluster; undefined where reading fails. */
  async #of(cluster: ClusterId): Promise<ClusterReports | undefined> {
    const known = this.#reports.get(cluster);
    if (known?.begun) return known;
    if (!this.#beginning.has(cluster)) this.#beginning.set(cluster, this.#begin(cluster));
    try {
      await this.#beginning.get(cluster);
      return this.#reports.get(cluster);
    } catch (error) {
      this.#options.logger.warn({ err: error, cluster }, 'cannot read what is known of a cluster');
      return undefined;
    } finally {
      this.#beginning.delete(cluster);
    }
  }

  async #begin(cluster: ClusterId): Promise<void> {
    const { sql } = this.#options.db;
    const reports = new ClusterReports();
    reports.begin(await statusHashes(sql, cluster), await newestReport(sql, cluster));
    this.#reports.set(cluster, reports);
  }

  async #write(pending: ReadonlyMap<ClusterId, readonly StatusReport[]>): Promise<void> {
    const { shards, logger, wakes, changes } = this.#options;
    const batches = [...pending].map(([cluster, reports]) => batchOf(cluster, reports));
    try {
      const owned = batches.map((batch) => shardOf(batch.cluster));
      const done = await shards.transaction(owned, (sql) => store(sql, batches));
      changes.publish({ kind: 'application', ids: done.changed });
      changes.publish({ kind: 'application', ids: done.deleted, removed: true });
      wakes.wake('cluster', done.clusters);
    } catch (error) {
      // What was not written counts as not heard: hashes will differ, and a full report makes it good.
      for (const { cluster } of batches) this.#reports.delete(cluster);
      logger.warn({ err: error, clusters: batches.length }, 'cannot write down statuses');
    }
  }
}

interface Written {
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  /** Whose manifests say something that is done. */
  readonly clusters: ReadonlySet<string>;
}

/** Statuses, counters, history, tombstones and requests of a batch, in one transaction. */
async function store(sql: Sql, batches: readonly ClusterBatch[]): Promise<Written> {
  const known = new Map<string, readonly string[]>();
  for (const { cluster, only } of batches) {
    if (only) known.set(cluster, [...(await statusHashes(sql, cluster)).keys()]);
  }
  const forgotten = batches.flatMap(({ cluster, only }) => (known.get(cluster) ?? []).filter((id) => !only?.has(id)));
  const gone = batches.flatMap((batch) => batch.gone);
  const statuses = batches.flatMap((batch) => batch.statuses);
  return counted(sql, [...statuses.map((row) => row.id), ...gone, ...forgotten], async () => {
    await forgetStatuses(sql, forgotten);
    const changed = await upsertStatuses(sql, statuses);
    const clusters = new Set<string>();
    const deleted: string[] = [];
    for (const batch of batches) {
      deleted.push(...(await completeTombstones(sql, batch.cluster, batch.obeyed)));
      if (batch.gone.length > 0) clusters.add(batch.cluster);
    }
    for (const id of await finishOperations(
      sql,
      batches.flatMap((batch) => batch.finished),
    ))
      clusters.add(id);
    return { changed: [...changed, ...forgotten], deleted, clusters };
  });
}
