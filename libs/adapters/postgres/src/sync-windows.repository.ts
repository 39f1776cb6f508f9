import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

export interface SyncWindowRow {
  readonly name: string;
  readonly manifest: Record<string, unknown>;
  readonly origin: string;
  /** Who made it; empty where Git did. */
  readonly createdBy: string;
  readonly createdAt: Date;
}

const select = 'SELECT name, manifest, origin, created_by AS "createdBy", created_at AS "createdAt" FROM sync_window';

export async function allSyncWindows(sql: Sql): Promise<readonly SyncWindowRow[]> {
  return (await sql.query<SyncWindowRow>(`${select} ORDER BY name`)).rows;
}

export async function syncWindowByName(sql: Sql, name: string): Promise<SyncWindowRow | undefined> {
  return (await sql.query<SyncWindowRow>(`${select} WHERE name = $1`, [name])).rows[0];
}

/** One that is there keeps who made it, and when. */
export async function putSyncWindow(sql: Sql, row: Omit<SyncWindowRow, 'createdAt'>): Promise<void> {
  await sql.query(
    `INSERT INTO sync_window (name, manifest, origin, created_by, updated_at) VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (name) DO UPDATE SET manifest = EXCLUDED.manifest, origin = EXCLUDED.origin, updated_at = now()`,
    [row.name, json(row.manifest), row.origin, row.createdBy],
  );
}

export async function deleteSyncWindow(sql: Sql, name: string): Promise<void> {
  await sql.query('DELETE FROM sync_window WHERE name = $1', [name]);
}
