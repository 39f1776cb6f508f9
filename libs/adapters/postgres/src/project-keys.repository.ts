import { projectId, type ClusterId, type ProjectId } from '@wheelhouse/core-domain';
import type { Sql } from './read/sql.ts';

/** A key that bodies of a project's blobs are sealed with. */
export interface ProjectKeyRow {
  readonly id: string;
  readonly projectId: ProjectId;
  /** Under the hub's master key. */
  readonly sealedKey: Buffer;
  readonly createdAt: Date;
  /** Since when nothing new is sealed with it; null for the current one. */
  readonly retiredAt: Date | null;
}

const select = `SELECT id, project_id AS "projectId", sealed_key AS "sealedKey", created_at AS "createdAt",
  retired_at AS "retiredAt" FROM project_key`;

/** The key that new blobs are sealed with. It stays the current one until the transaction ends. */
export async function currentProjectKey(sql: Sql, project: ProjectId): Promise<ProjectKeyRow | undefined> {
  const { rows } = await sql.query<ProjectKeyRow>(`${select} WHERE project_id = $1 AND retired_at IS NULL FOR SHARE`, [
    project,
  ]);
  return rows[0];
}

/** All keys that a blob of the project may be sealed with, newest first. */
export async function keysOfProjects(sql: Sql, projects: readonly ProjectId[]): Promise<readonly ProjectKeyRow[]> {
  const { rows } = await sql.query<ProjectKeyRow>(
    `${select} WHERE project_id = ANY($1::text[]) ORDER BY retired_at IS NOT NULL, created_at DESC, id`,
    [projects],
  );
  return rows;
}

/** The first key of a project. False: it has one. */
export async function addFirstProjectKey(
  sql: Sql,
  key: Pick<ProjectKeyRow, 'id' | 'projectId' | 'sealedKey'>,
): Promise<boolean> {
  const { rows } = await sql.query(
    `INSERT INTO project_key (id, project_id, sealed_key) VALUES ($1, $2, $3)
     ON CONFLICT (project_id) WHERE retired_at IS NULL DO NOTHING RETURNING id`,
    [key.id, key.projectId, key.sealedKey],
  );
  return rows.length === 1;
}

/** The current key retires, and this one takes its place. In one transaction. */
export async function replaceProjectKey(
  sql: Sql,
  key: Pick<ProjectKeyRow, 'id' | 'projectId' | 'sealedKey'>,
): Promise<void> {
  await sql.query('UPDATE project_key SET retired_at = now() WHERE project_id = $1 AND retired_at IS NULL', [
    key.projectId,
  ]);
  await addFirstProjectKey(sql, key);
}

/** Projects with something to seal anew: a retired key, or blobs from before there were keys. */
export async function projectsToReseal(sql: Sql): Promise<readonly ProjectId[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT project_id AS id FROM project_key WHERE retired_at IS NOT NULL
     UNION SELECT project_id FROM blob WHERE key_id IS NULL AND kind <> 'manifest'`,
  );
  return rows.map(({ id }) => projectId(id));
}

/** Retired keys that no blob is sealed with go, from the clusters' manifests too. The ids of those that went. */
export async function dropUnusedProjectKeys(sql: Sql, project: ProjectId): Promise<readonly string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `DELETE FROM project_key k WHERE project_id = $1 AND retired_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.project_id = k.project_id AND b.key_id = k.id) RETURNING id`,
    [project],
  );
  return rows.map(({ id }) => id);
}

export interface GrantRow {
  readonly keyId: string;
  readonly projectId: ProjectId;
  /** Absent where the key was not sealed to this recipient yet. */
  readonly sealed: Buffer | null;
  readonly sealedKey: Buffer;
}

/** The keys of these projects as a cluster with this public key gets them. Projects that it was denied are left out. */
export async function grantsOfCluster(
  sql: Sql,
  cluster: ClusterId,
  recipient: Uint8Array,
  projects: readonly ProjectId[],
): Promise<readonly GrantRow[]> {
  const { rows } = await sql.query<GrantRow>(
    `SELECT k.id AS "keyId", k.project_id AS "projectId", g.sealed, k.sealed_key AS "sealedKey" FROM project_key k
     LEFT JOIN project_key_grant g ON g.key_id = k.id AND g.cluster_id = $1 AND g.recipient = $2
     WHERE k.project_id = ANY($3::text[]) AND NOT EXISTS (
       SELECT 1 FROM project_denial d WHERE d.project_id = k.project_id AND d.cluster_id = $1)
     ORDER BY k.id`,
    [cluster, Buffer.from(recipient), projects],
  );
  return rows;
}

/** Sealed once and kept, so that a manifest keeps its bytes. */
export async function putGrant(
  sql: Sql,
  grant: {
    readonly keyId: string;
    readonly cluster: ClusterId;
    readonly recipient: Uint8Array;
    readonly sealed: Uint8Array;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO project_key_grant (key_id, cluster_id, recipient, sealed) VALUES ($1, $2, $3, $4)
     ON CONFLICT (key_id, cluster_id) DO UPDATE SET recipient = EXCLUDED.recipient, sealed = EXCLUDED.sealed`,
    [grant.keyId, grant.cluster, Buffer.from(grant.recipient), Buffer.from(grant.sealed)],
  );
}

/** Who may open what is sealed now, by project. */
export async function holdersOfCurrentKeys(
  sql: Sql,
): Promise<readonly { readonly projectId: ProjectId; readonly clusterId: ClusterId }[]> {
  const { rows } = await sql.query<{ projectId: ProjectId; clusterId: ClusterId }>(
    `SELECT k.project_id AS "projectId", g.cluster_id AS "clusterId" FROM project_key_grant g
     JOIN project_key k ON k.id = g.key_id WHERE k.retired_at IS NULL`,
  );
  return rows;
}

/** Clusters that hold a key of the project. */
export async function clustersWithKeysOf(sql: Sql, project: ProjectId): Promise<readonly ClusterId[]> {
  const { rows } = await sql.query<{ id: ClusterId }>(
    `SELECT DISTINCT g.cluster_id AS id FROM project_key_grant g JOIN project_key k ON k.id = g.key_id
     JOIN cluster c ON c.id = g.cluster_id WHERE k.project_id = $1`,
    [project],
  );
  return rows.map(({ id }) => id);
}

export type Denial = { readonly projectId: ProjectId; readonly clusterId: ClusterId };

export async function denials(sql: Sql): Promise<readonly Denial[]> {
  const { rows } = await sql.query<Denial>(
    'SELECT project_id AS "projectId", cluster_id AS "clusterId" FROM project_denial',
  );
  return rows;
}

/** The cluster gets none of the project's keys any more, and those that it had are no grants. */
export async function denyProject(sql: Sql, { projectId: project, clusterId: cluster }: Denial): Promise<void> {
  await sql.query('INSERT INTO project_denial (project_id, cluster_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    project,
    cluster,
  ]);
  await sql.query(
    'DELETE FROM project_key_grant g USING project_key k WHERE k.id = g.key_id AND k.project_id = $1 AND g.cluster_id = $2',
    [project, cluster],
  );
}

export async function allowProject(sql: Sql, { projectId: project, clusterId: cluster }: Denial): Promise<void> {
  await sql.query('DELETE FROM project_denial WHERE project_id = $1 AND cluster_id = $2', [project, cluster]);
}

export interface KeyUse {
  readonly id: string;
  readonly project: string;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
  /** Blobs that are sealed with it. */
  readonly blobs: number;
  /** Clusters that it was sealed to. */
  readonly clusters: number;
}

/** Every project's keys and how far their blobs are, by the project's name. */
export async function projectKeyUse(sql: Sql): Promise<readonly KeyUse[]> {
  const { rows } = await sql.query<KeyUse>(
    `SELECT k.id, COALESCE(p.name, k.project_id) AS project, k.created_at AS "createdAt", k.retired_at AS "retiredAt",
       (SELECT count(*)::int FROM blob b WHERE b.project_id = k.project_id AND b.key_id = k.id) AS blobs,
       (SELECT count(*)::int FROM project_key_grant g WHERE g.key_id = k.id) AS clusters
     FROM project_key k LEFT JOIN project p ON p.id = k.project_id
     ORDER BY 2, k.retired_at IS NOT NULL, k.created_at DESC, k.id`,
  );
  return rows;
}

/** Whether a cluster that has a key of the project has still to get this one, or the manifest that says it. */
export async function keysAwaited(sql: Sql, project: ProjectId, keyId: string): Promise<boolean> {
  const { rows } = await sql.query<{ awaited: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM project_key_grant g JOIN project_key k ON k.id = g.key_id JOIN cluster c ON c.id = g.cluster_id
       WHERE k.project_id = $1 AND (
         NOT EXISTS (SELECT 1 FROM project_key_grant n WHERE n.key_id = $2 AND n.cluster_id = g.cluster_id)
         OR EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'manifest' AND o.key = g.cluster_id))) AS awaited`,
    [project, keyId],
  );
  return rows[0]?.awaited ?? false;
}
