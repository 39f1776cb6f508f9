import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import { TOUCHES_PER_GRACE, type BlobName } from './blobs.repository.ts';
import type { Sql } from './read/sql.ts';

/**
 * The collection of blobs, statement by statement. What is collected goes by three facts that hold together however these and
 * a publisher's statements interleave: a publisher claims a blob after its manifest's row is there, and a claim counts from its
 * own moment; the cutoff is read before anything else is, so that whatever is claimed later is not marked; and a message is
 * deleted by the sequence that its row had when it was marked, so that what is stored again is another one.
 */

/** What was used last before this moment may be collected. Read it first: a later use counts, whatever was read in between. */
export async function collectionCutoff(sql: Sql, graceMs: number): Promise<Date> {
  const { rows } = await sql.query<{ cutoff: Date }>(
    `SELECT (clock_timestamp() - $1 * interval '1 millisecond')::timestamptz(3) AS cutoff`,
    [graceMs],
  );
  return rows[0]!.cutoff;
}

/**
 * What rows name: rungs of targets, bundles that operations ask for, what spokes say they run, and what kept Releases name; of
 * an index also its parts. What manifests name is in their bodies.
 */
const NAMED = `WITH direct AS (
    SELECT project_id, unnest(ARRAY[desired_bundle, published_bundle, admitted_bundle, operation #>> '{bundle,bundle}']) AS digest
      FROM application
    UNION SELECT a.project_id, unnest(ARRAY[s.applied_bundle, s.healthy_bundle])
      FROM application_status s JOIN application a ON a.id = s.application_id
    UNION SELECT project_id, unnest(left_behind) FROM release),
  named AS (SELECT * FROM direct UNION
    SELECT i.project_id, unnest(i.parts) FROM blob i JOIN direct USING (project_id, digest))`;

/** A blob that is named is in use. Written down a few times in `graceMs`, not at each look. */
export async function touchNamedBlobs(sql: Sql, graceMs: number): Promise<void> {
  await sql.query(
    `${NAMED}, used AS (
       SELECT b.project_id, b.digest FROM blob b JOIN named USING (project_id, digest)
       WHERE b.state = 'live' AND b.last_used_at < clock_timestamp() - $1 * interval '1 millisecond'
       ORDER BY 1, 2 FOR NO KEY UPDATE OF b)
     UPDATE blob b SET last_used_at = clock_timestamp() FROM used
     WHERE b.project_id = used.project_id AND b.digest = used.digest AND b.state = 'live'`,
    [graceMs / TOUCHES_PER_GRACE],
  );
}

export interface UnnamedBlob extends BlobName {
  readonly kind: string;
}

/** Live blobs that no row names and nobody used since; parts of an index that has a row are named by it. */
export async function unnamedBlobs(sql: Sql, cutoff: Date, limit: number): Promise<readonly UnnamedBlob[]> {
  const { rows } = await sql.query<UnnamedBlob>(
    `${NAMED}, parts AS (SELECT project_id, unnest(parts) AS digest FROM blob WHERE kind = 'index')
     SELECT b.project_id AS "projectId", b.digest, b.kind FROM blob b
     WHERE b.state = 'live' AND b.last_used_at < $1
       AND NOT EXISTS (SELECT 1 FROM named n WHERE n.project_id = b.project_id AND n.digest = b.digest)
       AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.project_id = b.project_id AND p.digest = b.digest)
     ORDER BY b.last_used_at LIMIT $2`,
    [cutoff, limit],
  );
  return rows;
}

/** In use after all. */
export async function touchBlobs(sql: Sql, names: readonly BlobName[]): Promise<void> {
  if (names.length === 0) return;
  await sql.query(
    `WITH used AS (
       SELECT b.project_id, b.digest FROM blob b
       JOIN unnest($1::text[], $2::text[]) AS n(project_id, digest) USING (project_id, digest)
       WHERE b.state = 'live' ORDER BY 1, 2 FOR NO KEY UPDATE OF b)
     UPDATE blob b SET last_used_at = clock_timestamp() FROM used
     WHERE b.project_id = used.project_id AND b.digest = used.digest`,
    columnsOf(names),
  );
}

/** From here on no publisher claims them, unless one has used them since the cutoff. */
export async function markDeleting(sql: Sql, names: readonly BlobName[], cutoff: Date): Promise<void> {
  if (names.length === 0) return;
  await sql.query(
    `WITH old AS (
       SELECT b.project_id, b.digest FROM blob b
       JOIN unnest($1::text[], $2::text[]) AS n(project_id, digest) USING (project_id, digest)
       WHERE b.state = 'live' AND b.last_used_at < $3 ORDER BY 1, 2 FOR NO KEY UPDATE OF b)
     UPDATE blob b SET state = 'deleting' FROM old WHERE b.project_id = old.project_id AND b.digest = old.digest`,
    [...columnsOf(names), cutoff],
  );
}

export interface DeletingBlob extends BlobName {
  /** Of its message; null where it was never stored. */
  readonly sequence: number | null;
}

/** What is being deleted, by this sweep or by one that died. */
export async function deletingBlobs(sql: Sql): Promise<readonly DeletingBlob[]> {
  const { rows } = await sql.query<BlobName & { sequence: string | null }>(
    `SELECT project_id AS "projectId", digest, sequence FROM blob WHERE state = 'deleting' ORDER BY 1, 2`,
  );
  return rows.map((row) => ({ ...row, sequence: row.sequence === null ? null : Number(row.sequence) }));
}

/** The stream has them no more: their rows go, unless a publisher has brought them back to life. */
export async function blobsDeleted(sql: Sql, rows: readonly DeletingBlob[]): Promise<number> {
  if (rows.length === 0) return 0;
  const gone = await sql.query<{ digest: string }>(
    `DELETE FROM blob b USING unnest($1::text[], $2::text[], $3::bigint[]) AS n(project_id, digest, sequence)
     WHERE b.project_id = n.project_id AND b.digest = n.digest AND b.state = 'deleting'
       AND b.sequence IS NOT DISTINCT FROM n.sequence RETURNING b.digest`,
    [...columnsOf(rows), rows.map((row) => row.sequence)],
  );
  return gone.rows.length;
}

/** Of what the stream holds, what has no row. */
export async function blobsWithoutRow(sql: Sql, names: readonly BlobName[]): Promise<readonly BlobName[]> {
  const { rows } = await sql.query<BlobName>(
    `SELECT n.project_id AS "projectId", n.digest FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)
     LEFT JOIN blob b USING (project_id, digest) WHERE b.digest IS NULL`,
    columnsOf(names),
  );
  return rows;
}

/** A message without a row is to be deleted like any other: a publisher that wants the blob meanwhile finds this row. */
export async function adoptForDeletion(sql: Sql, found: BlobName & { readonly sequence: number }): Promise<void> {
  await sql.query(
    `INSERT INTO blob (project_id, digest, kind, size, parts, state, sequence, stored_at)
     VALUES ($1, $2, 'unknown', 0, '{}', 'deleting', $3, now())
     ON CONFLICT DO NOTHING`,
    [found.projectId, found.digest, found.sequence],
  );
}

/**
 * Rows of blobs that were stored before `since` and are not among `held`, all that the stream holds now: the stream lost them,
 * and nobody need wait to be told. Answers with their names; they are rendered again by whoever claims them.
 */
export async function dropLostBlobs(sql: Sql, held: readonly BlobName[], since: Date): Promise<readonly BlobName[]> {
  const { rows } = await sql.query<BlobName>(
    `DELETE FROM blob b WHERE b.state = 'live' AND b.stored_at < $3 AND NOT EXISTS (
       SELECT 1 FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)
       WHERE n.project_id = b.project_id AND n.digest = b.digest)
     RETURNING b.project_id AS "projectId", b.digest`,
    [...columnsOf(held), since],
  );
  return rows;
}

const columnsOf = (names: readonly BlobName[]): [ProjectId[], Digest[]] => [
  names.map((one) => one.projectId),
  names.map((one) => one.digest),
];
