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

/** Decides what a cluster should be; its outbox row goes into the same transaction. */
export async function putManifest(
  sql: Sql,
  next: Pick<ManifestRow, 'clusterId' | 'generation' | 'digest' | 'body'> & {
    readonly shard: number;
    readonly term: bigint;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO manifest (cluster_id, generation, digest, body) VALUES ($1, $2, $3, $4)
     ON CONFLICT (cluster_id) DO UPDATE SET generation = EXCLUDED.generation, digest = EXCLUDED.digest, body = EXCLUDED.body`,
    [next.clusterId, next.generation, next.digest, next.body],
  );
  await sql.query("INSERT INTO outbox (shard, term, kind, key, payload) VALUES ($1, $2, 'manifest', $3, $4)", [
    next.shard,
    next.term,
    next.clusterId,
    json({ generation: next.generation }),
  ]);
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

/** The stream has acknowledged it: it is the base of the next change, and its outbox rows go. */
export async function manifestPublished(
  sql: Sql,
  done: Pick<ManifestRow, 'clusterId' | 'generation' | 'body'> & { readonly sequence: number; readonly outbox: bigint },
): Promise<void> {
  await sql.query(
    `UPDATE manifest SET sequence = $2, published_at = now(), published_generation = $3, published_body = $4 WHERE cluster_id = $1`,
    [done.clusterId, done.sequence, done.generation, done.body],
  );
  await sql.query("DELETE FROM outbox WHERE kind = 'manifest' AND key = $1 AND id <= $2", [
    done.clusterId,
    done.outbox,
  ]);
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
