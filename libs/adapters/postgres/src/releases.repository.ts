import { gunzipSync, gzipSync } from 'node:zlib';
import type { ApplicationIdentity, ClusterId, Commit, Digest, ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** What one Application is to be in a Release, and where. */
export interface AssignmentRow {
  readonly identity: ApplicationIdentity;
  readonly cluster: ClusterId;
  readonly bundle: Digest;
  readonly spec: Digest;
  readonly revision: Commit;
}

/** Releases of a set, or of the Applications that are written by hand in a project. */
export interface ReleaseOwner {
  readonly setId: string | null;
  readonly projectId: ProjectId;
}

export interface ReleaseRow {
  readonly number: number;
  readonly digest: Digest;
  readonly assignments: readonly AssignmentRow[];
}

/** One cluster's part of a Release of 50,000 Applications has 20 MB. */
const MAX_ASSIGNMENTS_BYTES = 128 * 1024 * 1024;

/** Throws where the row was not written by `addRelease`. */
function unpacked(body: Buffer): readonly AssignmentRow[] {
  try {
    return JSON.parse(gunzipSync(body, { maxOutputLength: MAX_ASSIGNMENTS_BYTES }).toString()) as AssignmentRow[];
  } catch (error) {
    throw new Error("a cluster's part of a Release in the table release_assignment cannot be read", { cause: error });
  }
}

/** Throws where it could not be read again. */
function packed(assignments: readonly AssignmentRow[]): Buffer {
  const body = Buffer.from(JSON.stringify(assignments));
  if (body.length > MAX_ASSIGNMENTS_BYTES) {
    const [{ cluster }] = assignments as [AssignmentRow];
    throw new Error(
      `the Release's part for cluster ${cluster} has ${body.length} bytes, more than ${MAX_ASSIGNMENTS_BYTES}: spread its ${assignments.length} Applications over several ApplicationSets`,
    );
  }
  return gzipSync(body);
}

const ownerIs =
  '($1::text IS NOT NULL AND r.set_id = $1 OR $1::text IS NULL AND r.set_id IS NULL AND r.project_id = $2)';

/** The last one, or undefined before the first. */
export async function lastRelease(sql: Sql, owner: ReleaseOwner): Promise<ReleaseRow | undefined> {
  const { rows } = await sql.query<{ id: string; number: number; digest: Digest }>(
    `SELECT id, number, digest FROM release r WHERE ${ownerIs} ORDER BY id DESC LIMIT 1`,
    [owner.setId, owner.projectId],
  );
  const release = rows[0];
  if (!release) return undefined;
  const bodies = await sql.query<{ body: Buffer }>(
    'SELECT body FROM release_assignment WHERE release_id = $1 ORDER BY cluster_id',
    [release.id],
  );
  const assignments = bodies.rows.flatMap((row) => unpacked(row.body));
  return { number: release.number, digest: release.digest, assignments };
}

export interface NewRelease extends Omit<ReleaseRow, 'number'> {
  readonly summary: unknown;
  /** Bundles that the one before it names and this one does not: they are kept as long as that one is. */
  readonly leftBehind: readonly Digest[];
}

/** Adds an immutable Release, one compressed assignment per cluster. The collector takes the oldest away. */
export async function addRelease(sql: Sql, owner: ReleaseOwner, release: NewRelease): Promise<void> {
  const parts = [...Map.groupBy(release.assignments, (one) => one.cluster)].map(
    ([id, all]) => [id, packed(all)] as const,
  );
  await sql.query(
    `UPDATE release SET left_behind = $3::text[] WHERE id = (SELECT max(id) FROM release r WHERE ${ownerIs})`,
    [owner.setId, owner.projectId, [...release.leftBehind]],
  );
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO release (set_id, project_id, number, digest, summary)
     SELECT $1, $2, COALESCE(max(r.number), 0) + 1, $3, $4 FROM release r WHERE ${ownerIs} RETURNING id`,
    [owner.setId, owner.projectId, release.digest, json(release.summary)],
  );
  await sql.query(
    'INSERT INTO release_assignment (release_id, cluster_id, body) SELECT $1, * FROM unnest($2::text[], $3::bytea[])',
    [rows[0]!.id, parts.map(([id]) => id), parts.map(([, body]) => body)],
  );
}
