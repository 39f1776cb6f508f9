import type { ClusterId, Digest } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** The last manifest of a cluster, and what the stream acknowledged last. Bodies are the encoded manifests, compressed. */
export interface ManifestRow {
  readonly clusterId: ClusterId;
  readonly generation: number;
  readonly digest: Digest;
  readonly body: Buffer;
  /** Of the subject in the stream; null before the first acknowledgement. */
  readonly sequence: number | null;
  readonly publishedGeneration: number | null;
  readonly publishedBody: Buffer | null;
}

type Raw = Omit<ManifestRow, 'generation' | 'sequence' | 'publishedGeneration'> & {
  generation: string;
  sequence: string | null;
  publishedGeneration: string | null;
};

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

export async function manifestOf(sql: Sql, clusterId: ClusterId): Promise<ManifestRow | undefined> {
  const { rows } = await sql.query<Raw>(
    `SELECT cluster_id AS "clusterId", generation, digest, body, sequence, published_generation AS "publishedGeneration",
       published_body AS "publishedBody" FROM manifest WHERE cluster_id = $1`,
    [clusterId],
  );
  const row = rows[0];
  return (
    row && {
      ...row,
      generation: Number(row.generation),
      sequence: numberOrNull(row.sequence),
      publishedGeneration: numberOrNull(row.publishedGeneration),
    }
  );
}

/** What the database says when a manifest is decided. */
export interface DecidedManifest {
  /** The outbox row that says so. */
  readonly outbox: bigint;
  /** Rows of the same cluster were waiting already. */
  readonly othersWait: boolean;
  /** Of the last message that was acknowledged; null before the first. */
  readonly sequence: number | null;
}

/** Decides what a cluster should be; its outbox row goes into the same transaction. */
export async function putManifest(
  sql: Sql,
  next: Pick<ManifestRow, 'clusterId' | 'generation' | 'digest' | 'body'> & {
    readonly shard: number;
    readonly term: bigint;
  },
): Promise<DecidedManifest> {
  const { rows } = await sql.query<{ outbox: string; others: boolean; sequence: string | null }>(
    `WITH put AS (
       INSERT INTO manifest (cluster_id, generation, digest, body) VALUES ($1, $2, $3, $4)
       ON CONFLICT (cluster_id) DO UPDATE SET generation = EXCLUDED.generation, digest = EXCLUDED.digest, body = EXCLUDED.body
       RETURNING sequence),
     told AS (
       INSERT INTO outbox (shard, term, kind, key, payload) VALUES ($5, $6, 'manifest', $1, $7) RETURNING id)
     SELECT told.id AS outbox, put.sequence,
       EXISTS (SELECT 1 FROM outbox WHERE kind = 'manifest' AND key = $1) AS others FROM put, told`,
    [
      next.clusterId,
      next.generation,
      next.digest,
      next.body,
      next.shard,
      next.term,
      json({ generation: next.generation }),
    ],
  );
  const { outbox, others, sequence } = rows[0]!;
  return { outbox: BigInt(outbox), othersWait: others, sequence: numberOrNull(sequence) };
}

/** The newest outbox row of a cluster, or undefined where nothing waits. */
export async function waitingOutbox(sql: Sql, clusterId: ClusterId): Promise<bigint | undefined> {
  const { rows } = await sql.query<{ id: string | null }>(
    "SELECT max(id) AS id FROM outbox WHERE kind = 'manifest' AND key = $1",
    [clusterId],
  );
  return rows[0]?.id ? BigInt(rows[0].id) : undefined;
}

/** Clusters with something to publish. */
export async function clustersInOutbox(sql: Sql): Promise<readonly ClusterId[]> {
  const { rows } = await sql.query<{ key: ClusterId }>("SELECT DISTINCT key FROM outbox WHERE kind = 'manifest'");
  return rows.map((row) => row.key);
}

export interface PublishedManifest extends Pick<ManifestRow, 'clusterId' | 'generation' | 'body'> {
  readonly sequence: number;
  /** The outbox rows that this is the answer to: after the first, up to the second. */
  readonly outbox: readonly [after: bigint, upTo: bigint];
}

/** The stream has acknowledged it: it is the base of the next change, and its outbox rows go. */
export async function manifestPublished(sql: Sql, done: PublishedManifest): Promise<void> {
  const [after, upTo] = done.outbox;
  await sql.query(
    `WITH published AS (
       UPDATE manifest SET sequence = $2, published_at = now(), published_generation = $3, published_body = $4
       WHERE cluster_id = $1)
     DELETE FROM outbox WHERE kind = 'manifest' AND key = $1 AND id > $5 AND id <= $6`,
    [done.clusterId, done.sequence, done.generation, done.body, after, upTo],
  );
}

/** What the stream really holds at the cluster's subject: 0 for nothing. */
export async function setSequence(sql: Sql, clusterId: ClusterId, sequence: number): Promise<void> {
  await sql.query('UPDATE manifest SET sequence = $2 WHERE cluster_id = $1', [clusterId, sequence]);
}

/** What is decided is to be published once more, as it is: something that it names was lost. */
export async function publishAgain(sql: Sql, clusterId: ClusterId): Promise<void> {
  await sql.query(
    `INSERT INTO outbox (shard, term, kind, key) SELECT c.shard, s.term, 'manifest', c.id
     FROM cluster c JOIN shard s ON s.id = c.shard WHERE c.id = $1`,
    [clusterId],
  );
}
