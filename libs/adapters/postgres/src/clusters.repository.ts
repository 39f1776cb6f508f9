import type { Refusals } from '@wheelhouse/contract';
import { clusterId, type ClusterId, type ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface ClusterRow {
  readonly id: ClusterId;
  readonly name: string;
  readonly shard: number;
  readonly server: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly project: string;
  readonly origin: string;
  readonly publicKey?: string;
  readonly joinedAt?: Date;
  readonly epoch: number;
  /** X25519, of its spoke. */
  readonly sealingKey?: Uint8Array;
  /** What its newest credentials may read, and since when they are. */
  readonly granted: readonly ProjectId[];
  readonly grantedAt?: Date;
}

const select = `SELECT id, name, shard, server, labels, annotations, time_zone AS "timeZone", project, origin,
  public_key AS "publicKey", joined_at AS "joinedAt", epoch, sealing_key AS "sealingKey",
  COALESCE(granted, '{}') AS granted, granted_at AS "grantedAt" FROM cluster`;

type Raw = Omit<ClusterRow, 'publicKey' | 'joinedAt' | 'epoch' | 'sealingKey' | 'grantedAt'> & {
  publicKey: string | null;
  joinedAt: Date | null;
  sealingKey: Buffer | null;
  grantedAt: Date | null;
  epoch: string;
};

const toRow = ({ publicKey, joinedAt, epoch, sealingKey, grantedAt, ...row }: Raw): ClusterRow => ({
  ...row,
  id: clusterId(row.id),
  epoch: Number(epoch),
  ...(publicKey !== null && { publicKey }),
  ...(joinedAt !== null && { joinedAt }),
  ...(sealingKey !== null && { sealingKey: new Uint8Array(sealingKey) }),
  ...(grantedAt !== null && { grantedAt }),
});

export async function allClusters(sql: Sql): Promise<readonly ClusterRow[]> {
  return (await sql.query<Raw>(`${select} WHERE removed_at IS NULL ORDER BY name`)).rows.map(toRow);
}

export async function clusterById(sql: Sql, id: string): Promise<ClusterRow | undefined> {
  const { rows } = await sql.query<Raw>(`${select} WHERE id = $1`, [id]);
  return rows[0] && toRow(rows[0]);
}

export async function clusterByName(sql: Sql, name: string): Promise<ClusterRow | undefined> {
  const { rows } = await sql.query<Raw>(`${select} WHERE name = $1`, [name]);
  return rows[0] && toRow(rows[0]);
}

/** One that is there keeps its id, key and epoch. */
export async function putCluster(
  sql: Sql,
  row: Omit<ClusterRow, 'publicKey' | 'joinedAt' | 'epoch' | 'sealingKey' | 'granted' | 'grantedAt'>,
): Promise<void> {
  await sql.query(
    `INSERT INTO cluster (id, name, shard, server, labels, annotations, time_zone, project, origin, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
     ON CONFLICT (name) DO UPDATE SET server = EXCLUDED.server, labels = EXCLUDED.labels, annotations = EXCLUDED.annotations,
       time_zone = EXCLUDED.time_zone, project = EXCLUDED.project, origin = EXCLUDED.origin, updated_at = now()`,
    [
      row.id,
      row.name,
      row.shard,
      row.server,
      json(row.labels),
      json(row.annotations),
      row.timeZone,
      row.project,
      row.origin,
    ],
  );
}

/** The row and what hangs on it. Applications of it must be gone, or have no cluster any more. */
export async function deleteCluster(sql: Sql, id: ClusterId): Promise<void> {
  await sql.query('DELETE FROM cluster WHERE id = $1', [id]);
}

export async function clusterJoined(
  sql: Sql,
  id: ClusterId,
  { publicKey, sealingKey }: { readonly publicKey: string; readonly sealingKey?: Uint8Array },
): Promise<void> {
  await sql.query(
    `UPDATE cluster SET public_key = $2, sealing_key = $3, granted = '{}', granted_at = NULL, revoke_before = NULL,
       joined_at = now(), updated_at = now() WHERE id = $1`,
    [id, publicKey, sealingKey ? Buffer.from(sealingKey) : null],
  );
}

/** The key that projects' keys are sealed to. False: it is the known one. */
export async function setSealingKey(sql: Sql, id: ClusterId, key: Uint8Array): Promise<boolean> {
  const { rows } = await sql.query(
    'UPDATE cluster SET sealing_key = $2 WHERE id = $1 AND sealing_key IS DISTINCT FROM $2 RETURNING id',
    [id, Buffer.from(key)],
  );
  return rows.length === 1;
}

/** New credentials. `narrowed`: the ones before grant more, and are to be revoked once these are in use. */
export async function credentialsIssued(
  sql: Sql,
  id: ClusterId,
  issued: { readonly projects: readonly ProjectId[]; readonly at: Date; readonly narrowed: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE cluster SET granted = $2, granted_at = $3, revoke_before = CASE WHEN $4 THEN $3 ELSE revoke_before END WHERE id = $1`,
    [id, issued.projects, issued.at, issued.narrowed],
  );
}

export interface WaitingRevocation {
  readonly id: ClusterId;
  readonly publicKey: string;
  readonly revokeBefore: Date;
}

/** Clusters whose older credentials grant too much. */
export async function waitingRevocations(sql: Sql): Promise<readonly WaitingRevocation[]> {
  const { rows } = await sql.query<WaitingRevocation>(
    `SELECT id, public_key AS "publicKey", revoke_before AS "revokeBefore" FROM cluster
     WHERE revoke_before IS NOT NULL AND public_key IS NOT NULL AND removed_at IS NULL`,
  );
  return rows;
}

export async function revocationDone(sql: Sql, { id, revokeBefore }: WaitingRevocation): Promise<void> {
  await sql.query('UPDATE cluster SET revoke_before = NULL WHERE id = $1 AND revoke_before <= $2', [id, revokeBefore]);
}

/** A new epoch, larger than any that was issued and than the one that the spoke knows. */
export async function nextEpoch(sql: Sql, id: ClusterId, known: number): Promise<number | undefined> {
  const { rows } = await sql.query<{ epoch: string }>(
    'UPDATE cluster SET epoch = GREATEST(epoch, $2::bigint) + 1 WHERE id = $1 AND removed_at IS NULL RETURNING epoch',
    [id, known],
  );
  return rows[0] && Number(rows[0].epoch);
}

/** What heartbeats said last, as it is written once a minute and when `connected` changes. */
export interface ClusterStatusRow {
  readonly clusterId: ClusterId;
  readonly connected: boolean;
  readonly lastSeenAt: Date;
  readonly epoch: number;
  readonly seq: number;
  readonly generation: number;
  readonly statusHash: string;
  readonly wireMin: number;
  readonly wireMax: number;
  readonly features: readonly string[];
  readonly version: string;
  readonly kubernetes: string;
  readonly node: string;
  readonly clockSkew: number;
  readonly refusals: readonly Refusals[];
}

export async function putClusterStatuses(sql: Sql, rows: readonly ClusterStatusRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO cluster_status (cluster_id, connected, last_seen_at, epoch, seq, generation, status_hash, wire_min, wire_max,
       features, version, kubernetes, node, clock_skew, refusals)
     SELECT n.* FROM jsonb_to_recordset($1::jsonb) AS n("clusterId" text, "connected" boolean, "lastSeenAt" timestamptz,
       "epoch" bigint, "seq" bigint, "generation" bigint, "statusHash" text, "wireMin" int, "wireMax" int,
       "features" text[], "version" text, "kubernetes" text, "node" text, "clockSkew" int, "refusals" jsonb)
     JOIN cluster c ON c.id = n."clusterId"
     ON CONFLICT (cluster_id) DO UPDATE SET connected = EXCLUDED.connected, last_seen_at = EXCLUDED.last_seen_at,
       epoch = EXCLUDED.epoch, seq = EXCLUDED.seq, generation = EXCLUDED.generation, status_hash = EXCLUDED.status_hash,
       wire_min = EXCLUDED.wire_min, wire_max = EXCLUDED.wire_max, features = EXCLUDED.features,
       version = EXCLUDED.version, kubernetes = EXCLUDED.kubernetes, node = EXCLUDED.node, clock_skew = EXCLUDED.clock_skew,
       refusals = EXCLUDED.refusals`,
    [json(rows)],
  );
}

/** Clusters that are written down as connected. */
export async function connectedClusters(sql: Sql): Promise<readonly { id: ClusterId; lastSeenAt: Date }[]> {
  const { rows } = await sql.query<{ id: string; lastSeenAt: Date }>(
    'SELECT cluster_id AS id, last_seen_at AS "lastSeenAt" FROM cluster_status WHERE connected',
  );
  return rows.map((row) => ({ id: clusterId(row.id), lastSeenAt: row.lastSeenAt }));
}

export async function setDisconnected(sql: Sql, ids: readonly ClusterId[]): Promise<void> {
  await sql.query('UPDATE cluster_status SET connected = false WHERE cluster_id = ANY($1::text[])', [ids]);
}
