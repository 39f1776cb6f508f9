import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface BlobRow {
  readonly projectId: ProjectId;
  readonly digest: Digest;
  readonly kind: 'bundle' | 'index' | 'object' | 'manifest';
  readonly size: number;
  /** Digests of the parts of an index. */
  readonly parts: readonly Digest[];
  /** The encoded envelope. */
  readonly body: Uint8Array;
  /** What its body is sealed with; empty: with nothing. */
  readonly keyId: string;
}

/**
 * Adds blobs that are to be stored in the stream; those that are there, live, are only used again. One that the collector is
 * deleting comes back to life, with its bytes and the sequence that is being deleted: that message goes first.
 */
export async function putBlobs(sql: Sql, rows: readonly BlobRow[]): Promise<void> {
  if (rows.length === 0) return;
  const unique = [...new Map(rows.map((row) => [`${row.projectId}/${row.digest}`, row])).values()];
  await sql.query(
    `INSERT INTO blob AS b (project_id, digest, kind, size, parts, body, key_id)
     SELECT p, d, k, s, ARRAY(SELECT jsonb_array_elements_text(parts::jsonb)), body, NULLIF(key_id, '')
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bytea[], $7::text[]) AS n(p, d, k, s, parts, body, key_id)
     ORDER BY 1, 2
     ON CONFLICT (project_id, digest) DO UPDATE SET last_used_at = clock_timestamp(), state = 'live',
       stored_at = CASE WHEN b.state = 'live' THEN b.stored_at END,
       body = CASE WHEN b.state = 'live' AND b.stored_at IS NOT NULL THEN NULL ELSE EXCLUDED.body END,
       key_id = CASE WHEN b.state = 'live' AND b.stored_at IS NOT NULL THEN b.key_id ELSE EXCLUDED.key_id END`,
    [
      unique.map((row) => row.projectId),
      unique.map((row) => row.digest),
      unique.map((row) => row.kind),
      unique.map((row) => row.size),
      unique.map((row) => json(row.parts)),
      unique.map((row) => Buffer.from(row.body)),
      unique.map((row) => row.keyId),
    ],
  );
}

export interface BlobName {
  readonly projectId: ProjectId;
  readonly digest: Digest;
}

export interface UnstoredBlob extends BlobName {
  readonly body: Buffer;
  /** Of a message of it that may be deleted at any time: delete it, then store. */
  readonly doomed: number | null;
  /** Tells this row from a later one of the same name. */
  readonly createdAt: Date;
  readonly keyId: string | null;
}

/** Of these bundles and their parts, what the stream has not acknowledged yet; parts come before what names them. */
export async function unstoredBlobs(sql: Sql, wanted: readonly BlobName[]): Promise<readonly UnstoredBlob[]> {
  const { rows } = await sql.query<UnstoredBlob & { doomed: string | null }>(
    `WITH named AS (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)),
     every AS (
       SELECT b.* FROM blob b JOIN named USING (project_id, digest)
       UNION SELECT p.* FROM blob b JOIN named USING (project_id, digest) JOIN blob p ON p.project_id = b.project_id AND p.digest = ANY(b.parts))
     SELECT project_id AS "projectId", digest, body, key_id AS "keyId", sequence AS doomed, created_at AS "createdAt" FROM every
     WHERE state = 'live' AND stored_at IS NULL AND body IS NOT NULL ORDER BY kind = 'index', digest`,
    [wanted.map((one) => one.projectId), wanted.map((one) => one.digest)],
  );
  return rows.map(unstored);
}

const unstored = (row: UnstoredBlob & { doomed: string | number | null }): UnstoredBlob => ({
  ...row,
  doomed: row.doomed === null ? null : Number(row.doomed),
});

/** Uses of a blob are written down at most this often in the time for which one that nobody uses is kept. */
export const TOUCHES_PER_GRACE = 4;

/** A blob and, of an index, its parts. */
const NAMED = `WITH named AS (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)),
  every AS (SELECT * FROM named UNION
    SELECT i.project_id, unnest(i.parts) FROM blob i JOIN named USING (project_id, digest))`;

/**
 * Claims these bundles and their parts for a manifest: what is live stays so for `graceMs` from now on. Answers with those
 * that are not (all of) live: they are to be rendered again. Two statements, the second of which must see what the first
 * waited for; neither inside a transaction.
 */
export async function claimBlobs(sql: Sql, wanted: readonly BlobName[], graceMs: number): Promise<readonly BlobName[]> {
  const names = [wanted.map((one) => one.projectId), wanted.map((one) => one.digest)];
  await sql.query(
    `${NAMED}, used AS (
       SELECT b.project_id, b.digest FROM blob b JOIN every USING (project_id, digest)
       WHERE b.state = 'live' AND b.last_used_at < clock_timestamp() - $3 * interval '1 millisecond'
       ORDER BY 1, 2 FOR NO KEY UPDATE OF b)
     UPDATE blob b SET last_used_at = clock_timestamp() FROM used
     WHERE b.project_id = used.project_id AND b.digest = used.digest AND b.state = 'live'`,
    [...names, graceMs / TOUCHES_PER_GRACE],
  );
  const { rows } = await sql.query<BlobName>(
    `SELECT DISTINCT n.project_id AS "projectId", n.digest FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)
     LEFT JOIN blob b ON b.project_id = n.project_id AND b.digest = n.digest AND b.state = 'live'
     WHERE b.digest IS NULL OR EXISTS (
       SELECT 1 FROM unnest(b.parts) AS p(digest) LEFT JOIN blob o
         ON o.project_id = b.project_id AND o.digest = p.digest AND o.state = 'live' WHERE o.digest IS NULL)`,
    names,
  );
  return rows;
}

export type StoredBlobRow = Pick<UnstoredBlob, 'projectId' | 'digest' | 'createdAt' | 'keyId'> & {
  readonly sequence: number;
};

/** The stream has them, sealed as given: their bytes need not be kept here. Of rows that went meanwhile nothing is said. */
export async function blobsStored(sql: Sql, rows: readonly StoredBlobRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `WITH n AS (SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::text[])
       AS n(p, d, at, sequence, key_id)),
     kept AS (SELECT n.* FROM blob b JOIN n ON b.project_id = n.p AND b.digest = n.d AND b.created_at = n.at
       WHERE b.state = 'live' ORDER BY 1, 2 FOR NO KEY UPDATE OF b)
     UPDATE blob b SET stored_at = clock_timestamp(), sequence = kept.sequence, key_id = kept.key_id, body = NULL FROM kept
     WHERE b.project_id = kept.p AND b.digest = kept.d`,
    [
      rows.map((row) => row.projectId),
      rows.map((row) => row.digest),
      rows.map((row) => row.createdAt),
      rows.map((row) => row.sequence),
      rows.map((row) => row.keyId),
    ],
  );
}

/** A bounded batch of a project's live blobs that are not sealed with this key: those that the stream has. */
export async function blobsUnderOtherKeys(
  sql: Sql,
  { projectId, keyId, limit }: { readonly projectId: ProjectId; readonly keyId: string; readonly limit: number },
): Promise<readonly (BlobName & { readonly keyId: string | null })[]> {
  const { rows } = await sql.query<BlobName & { readonly keyId: string | null }>(
    `SELECT project_id AS "projectId", digest, key_id AS "keyId" FROM blob
     WHERE project_id = $1 AND key_id IS DISTINCT FROM $2 AND state = 'live' AND stored_at IS NOT NULL AND kind <> 'manifest'
     ORDER BY digest LIMIT $3`,
    [projectId, keyId, limit],
  );
  return rows;
}

/** A project's live blobs whose bytes are still here only: a bounded batch, parts before what names them. */
export async function unstoredBlobsOf(sql: Sql, projectId: ProjectId, limit: number): Promise<readonly UnstoredBlob[]> {
  const { rows } = await sql.query<UnstoredBlob & { doomed: string | null }>(
    `SELECT project_id AS "projectId", digest, body, key_id AS "keyId", sequence AS doomed, created_at AS "createdAt" FROM blob
     WHERE project_id = $1 AND state = 'live' AND stored_at IS NULL AND body IS NOT NULL
     ORDER BY kind = 'index', digest LIMIT $2`,
    [projectId, limit],
  );
  return rows.map(unstored);
}

export interface ResealedBlob extends BlobName {
  /** What it was sealed with when it was read. */
  readonly before: string | null;
  readonly keyId: string;
  readonly body: Uint8Array;
}

/**
 * Blobs under a new key, to be stored. Only those that are still as they were read; being used now, the collector lets them be.
 * From here on a crash loses nothing: the bytes are here until the stream has them.
 */
export async function blobsResealed(sql: Sql, rows: readonly ResealedBlob[]): Promise<readonly UnstoredBlob[]> {
  const { rows: taken } = await sql.query<UnstoredBlob & { doomed: string | null }>(
    `UPDATE blob b SET body = n.body, key_id = n.key_id, stored_at = NULL, last_used_at = clock_timestamp()
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) AS n(project_id, digest, before, key_id, body)
     WHERE b.project_id = n.project_id AND b.digest = n.digest AND b.state = 'live' AND b.stored_at IS NOT NULL
       AND b.key_id IS NOT DISTINCT FROM n.before
     RETURNING b.project_id AS "projectId", b.digest, b.body, b.key_id AS "keyId", b.sequence AS doomed, b.created_at AS "createdAt"`,
    [
      rows.map((row) => row.projectId),
      rows.map((row) => row.digest),
      rows.map((row) => row.before),
      rows.map((row) => row.keyId),
      rows.map((row) => Buffer.from(row.body)),
    ],
  );
  return taken.map(unstored);
}

/** The stream has not what its row says: the row goes, and the bundle is rendered again by whoever needs it. */
export async function forgetLostBlobs(sql: Sql, names: readonly BlobName[]): Promise<void> {
  if (names.length === 0) return;
  await sql.query(
    `DELETE FROM blob b USING unnest($1::text[], $2::text[]) AS n(project_id, digest)
     WHERE b.project_id = n.project_id AND b.digest = n.digest AND b.state = 'live' AND b.stored_at IS NOT NULL`,
    [names.map((one) => one.projectId), names.map((one) => one.digest)],
  );
}

/** The stream was lost: blobs whose bytes are here are sent again, rows of the others go (they are rendered again). */
export async function forgetStoredBlobs(sql: Sql): Promise<void> {
  await sql.query('UPDATE blob SET stored_at = NULL, sequence = NULL WHERE body IS NOT NULL');
  await sql.query('DELETE FROM blob WHERE body IS NULL');
}

/** What the stream has of these projects nobody can open: the same for them. */
export async function forgetBlobsOf(sql: Sql, projects: readonly ProjectId[]): Promise<void> {
  await sql.query(
    'UPDATE blob SET stored_at = NULL, sequence = NULL WHERE body IS NOT NULL AND project_id = ANY($1::text[])',
    [projects],
  );
  await sql.query('DELETE FROM blob WHERE body IS NULL AND project_id = ANY($1::text[])', [projects]);
}
