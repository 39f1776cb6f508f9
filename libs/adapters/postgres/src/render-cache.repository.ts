import type { Commit, Digest, Problem, ProjectId } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** What rendered to a bundle, so that a lost one can be rendered again. */
export interface RenderSourceRow {
  readonly sources: readonly { readonly url: string; readonly commit: Commit; readonly source: unknown }[];
  readonly appName: string;
  readonly destinationNamespace: string;
}

export interface RenderCacheRow {
  readonly projectId: ProjectId;
  readonly key: Digest;
  readonly bundle: Digest;
  readonly warnings: readonly Problem[];
  readonly source: RenderSourceRow;
}

export async function putRenders(sql: Sql, rows: readonly RenderCacheRow[]): Promise<void> {
  const unique = [...new Map(rows.map((row) => [`${row.projectId}/${row.key}`, row])).values()];
  if (unique.length === 0) return;
  await sql.query(
    `INSERT INTO render_cache (project_id, key, bundle, warnings, source)
     SELECT n."projectId", n.key, n.bundle, n.warnings, n.source FROM jsonb_to_recordset($1::jsonb)
       AS n("projectId" text, key text, bundle text, warnings jsonb, source jsonb) ORDER BY 1, 2
     ON CONFLICT (project_id, key) DO UPDATE SET bundle = EXCLUDED.bundle, warnings = EXCLUDED.warnings,
       source = EXCLUDED.source, last_used_at = now()`,
    [json(unique)],
  );
}

/** Where a bundle came from, the newest render first. */
export async function sourceOfBundle(
  sql: Sql,
  projectId: ProjectId,
  bundle: Digest,
): Promise<RenderSourceRow | undefined> {
  const { rows } = await sql.query<{ source: RenderSourceRow }>(
    'SELECT source FROM render_cache WHERE project_id = $1 AND bundle = $2 ORDER BY last_used_at DESC LIMIT 1',
    [projectId, bundle],
  );
  return rows[0]?.source;
}
