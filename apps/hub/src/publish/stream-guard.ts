import { ensureStreams, type ManifestStream, type Nats, type StreamOptions } from '@wheelhouse/adapter-nats';
import { forgetStoredBlobs, type Database } from '@wheelhouse/adapter-postgres';
import { streams } from '@wheelhouse/contract';
import { clusterId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import type { Revocations } from '../cluster/revocations.ts';
import type { Wakes } from '../changes/wakes.ts';
import type { Restored } from '../restore/restored.ts';
import type { BundleStore } from './bundle-store.ts';
import type { Shards } from '../shard/shards.ts';

export interface StreamGuardOptions {
  readonly db: Database;
  readonly nats: Nats;
  readonly manifests: ManifestStream;
  readonly revocations: Revocations;
  readonly restored: Restored;
  readonly bundles: Pick<BundleStore, 'forget'>;
  readonly shards: Shards;
  readonly wakes: Wakes;
  readonly logger: Logger;
  /** How long and how much streams keep. */
  readonly streams: StreamOptions;
}

interface Acknowledged {
  readonly id: string;
  readonly shard: number;
  readonly sequence: number | null;
  /** Something of it is to be published anyway. */
  readonly waiting: boolean;
}

/** A stream that is ahead of what waits took it before we could write that down: the outbox finds that out by itself. */
const differs = ({ sequence, waiting }: Acknowledged, head: number): boolean =>
  head !== (sequence ?? 0) && !(waiting && head > (sequence ?? 0));

/**
 * JetStream is a projection of Postgres. At the start and after each reconnect what the stream holds is compared with what
 * was acknowledged; what is missing or differs is published again.
 */
export class StreamGuard {
  readonly #options: StreamGuardOptions;
  #begun = false;

  constructor(options: StreamGuardOptions) {
    this.#options = options;
  }

  async check(): Promise<void> {
    const { db, nats, manifests, revocations, restored, bundles, logger, streams: limits } = this.#options;
    bundles.forget();
    const shutOut = await revocations.restore();
    if (shutOut > 0) logger.warn({ users: shutOut }, 'nats-server forgot who is shut out: told again');
    const { created } = await ensureStreams(nats, limits);
    if (created.includes(streams.blobs.name)) await forgetStoredBlobs(db.sql);
    const heads = await manifests.heads();
    await restored.check(heads);
    const { rows } = await db.sql.query<Acknowledged>(
      `SELECT m.cluster_id AS id, c.shard, m.sequence::int, EXISTS (
         SELECT 1 FROM outbox o WHERE o.kind = 'manifest' AND o.key = m.cluster_id) AS waiting
       FROM manifest m JOIN cluster c ON c.id = m.cluster_id`,
    );
    if (rows.length === 0) return;
    // A hub that runs knows its database: only one that begins may have been given an older one.
    const lost = this.#begun ? [] : rows.filter(({ id, sequence }) => sequence && !heads.has(clusterId(id)));
    for (const { id } of lost) restored.lostFromStream(clusterId(id));
    this.#begun = true;
    const differing = rows.filter((row) => differs(row, heads.get(clusterId(row.id))?.sequence ?? 0));
    // A stream of blobs that was lost takes the bundles of manifests along that are still there.
    const again = created.includes(streams.blobs.name) ? rows : differing.filter((row) => row.sequence !== null);
    for (const { id, shard } of again) await this.#again(id, shard, heads.get(clusterId(id))?.sequence ?? 0);
    if (again.length > 0)
      logger.warn({ clusters: again.length, created }, 'the stream lost manifests: published again');
  }

  async #again(id: string, shard: number, sequence: number): Promise<void> {
    const { shards, wakes } = this.#options;
    if (!shards.owns(shard)) return;
    await shards.transaction([shard], async (sql) => {
      await sql.query('UPDATE manifest SET sequence = $2 WHERE cluster_id = $1', [id, sequence]);
      await sql.query("INSERT INTO outbox (shard, term, kind, key) VALUES ($1, $2, 'manifest', $3)", [
        shard,
        shards.claimOf(shard).term,
        id,
      ]);
    });
    wakes.wake('outbox', id);
  }
}
