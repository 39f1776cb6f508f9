import type { Sql } from './read/sql.ts';

export interface JoinTokenRow {
  readonly id: string;
  readonly clusterName: string;
  readonly publicKey: string;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export async function addJoinToken(sql: Sql, row: Omit<JoinTokenRow, 'usedAt'>): Promise<void> {
  await sql.query(
    'INSERT INTO join_token (id, cluster_name, public_key, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [row.id, row.clusterName, row.publicKey, row.createdBy, row.expiresAt],
  );
}

/** Locked until the transaction ends: of two requests with one token the second sees that it is used. */
export async function lockJoinToken(sql: Sql, id: string): Promise<JoinTokenRow | undefined> {
  const { rows } = await sql.query<JoinTokenRow>(
    `SELECT id, cluster_name AS "clusterName", public_key AS "publicKey", created_by AS "createdBy",
       expires_at AS "expiresAt", used_at AS "usedAt" FROM join_token WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

export async function useJoinToken(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE join_token SET used_at = now() WHERE id = $1', [id]);
}
