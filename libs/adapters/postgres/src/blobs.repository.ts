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
}

/**
 * Adds blobs that are to be stored in the stream; those that are there, live, are only used again. One that the collector is
 * deleting comes back to life, with its bytes.
 */
export async function putBlobs(sql: Sql, rows: readonly BlobRow[]): Promise<void> {
  if (rows.length === 0) return;
  const unique = [...new Map(rows.map((row) => [`${row.projectId}/${row.digest}`, row])).values()];
  await sql.query(
    `INSERT INTO blob AS b (project_id, digest, kind, size, parts, body)
     SELECT p, d, k, s, ARRAY(SELECT jsonb_array_elements_text(parts::jsonb)), body
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::bytea[]) AS n(p, d, k, s, parts, body) ORDER BY 1, 2
     ON CONFLICT (project_id, digest) DO UPDATE SET last_used_at = now(), state = 'live',
       stored_at = CASE WHEN b.state = 'live' THEN b.stored_at END,
       body = CASE WHEN b.state = 'live' AND b.stored_at IS NOT NULL THEN NULL ELSE EXCLUDED.body END`,
    [
      unique.map((row) => row.projectId),
      unique.map((row) => row.digest),
      unique.map((row) => row.kind),
      unique.map((row) => row.size),
      unique.map((row) => json(row.parts)),
      unique.map((row) => Buffer.from(row.body)),
    ],
  );
}

export interface BlobName {
  readonly projectId: ProjectId;
  readonly digest: Digest;
}

export interface UnstoredBlob extends BlobName {
  readonly body: Buffer;
}

/** Of these bundles and their parts, what the stream has not acknowledged yet; parts come before what names them. */
export async function unstoredBlobs(sql: Sql, wanted: readonly BlobName[]): Promise<readonly UnstoredBlob[]> {
  const { rows } = await sql.query<UnstoredBlob>(
    `WITH named AS (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)),
     every AS (
       SELECT b.* FROM blob b JOIN named USING (project_id, digest)
       UNION SELECT p.* FROM blob b JOIN named USING (project_id, digest) JOIN blob p ON p.project_id = b.project_id AND p.digest = ANY(b.parts))
     SELECT project_id AS "projectId", digest, body FROM every WHERE stored_at IS NULL AND body IS NOT NULL
     ORDER BY kind = 'index', digest`,
    [wanted.map((one) => one.projectId), wanted.map((one) => one.digest)],
  );
  return rows;
}

/** Bundles among these that have no row: they are to be rendered again. */
export async function missingBlobs(sql: Sql, wanted: readonly BlobName[]): Promise<readonly BlobName[]> {
  const { rows } = await sql.query<BlobName>(
    `SELECT DISTINCT n.project_id AS "projectId", n.digest FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)
     LEFT JOIN blob b ON b.project_id = n.project_id AND b.digest = n.digest AND b.state = 'live' WHERE b.digest IS NULL`,
    [wanted.map((one) => one.projectId), wanted.map((one) => one.digest)],
  );
  return rows;
}

/** The stream has them: their bytes need not be kept here. */
export async function blobsStored(sql: Sql, rows: readonly BlobName[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `UPDATE blob b SET stored_at = now(), body = NULL FROM unnest($1::text[], $2::text[]) AS n(project_id, digest)
     WHERE b.project_id = n.project_id AND b.digest = n.digest`,
    [rows.map((row) => row.projectId), rows.map((row) => row.digest)],
  );
}

/** The stream was lost: blobs whose bytes are here are sent again, rows of the others go (they are rendered again). */
export async function forgetStoredBlobs(sql: Sql): Promise<void> {
  await sql.query('UPDATE blob SET stored_at = NULL WHERE body IS NOT NULL');
  await sql.query('DELETE FROM blob WHERE body IS NULL');
}
