import type { Commit, Problem } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** A Git repository that sources or fleet configuration come from. */
export interface GitRepositoryRow {
  readonly id: string;
  readonly url: string;
  readonly shard: number;
  readonly manifest: Record<string, unknown> | null;
  readonly project: string;
  readonly origin: string;
  readonly sealedCredentials: Buffer | null;
  readonly problem: Problem | null;
  readonly webhookSeenAt: Date | null;
  /** The end of the last fetch that went well. */
  readonly fetchedAt: Date | null;
}

export interface ResolvedRevision {
  readonly revision: string;
  readonly commit: Commit | null;
  readonly problem: Problem | null;
}

const select = `SELECT id, url, shard, manifest, project, origin, sealed_credentials AS "sealedCredentials", problem,
  webhook_seen_at AS "webhookSeenAt", last_fetched_at AS "fetchedAt" FROM repository`;

export async function allGitRepositories(sql: Sql): Promise<readonly GitRepositoryRow[]> {
  return (await sql.query<GitRepositoryRow>(`${select} ORDER BY url`)).rows;
}

export async function gitRepository(sql: Sql, url: string): Promise<GitRepositoryRow | undefined> {
  return (await sql.query<GitRepositoryRow>(`${select} WHERE url = $1`, [url])).rows[0];
}

/** Revisions that somebody asks for; rows that are there stay as they are. The answer holds the URLs that have news. */
export async function askRevisions(
  sql: Sql,
  asked: readonly { readonly url: string; readonly revision: string; readonly shard: number }[],
): Promise<readonly string[]> {
  if (asked.length === 0) return [];
  const columns = [asked.map((one) => one.url), asked.map((one) => one.shard), asked.map((one) => one.revision)];
  await sql.query(
    `INSERT INTO repository (id, url, shard) SELECT gen_random_uuid(), n.url, min(n.shard)
     FROM unnest($1::text[], $2::int[]) AS n(url, shard) GROUP BY n.url ORDER BY n.url ON CONFLICT (url) DO NOTHING`,
    columns.slice(0, 2),
  );
  const { rows } = await sql.query<{ url: string }>(
    `WITH added AS (
       INSERT INTO repository_revision (repository_id, revision)
       SELECT DISTINCT r.id, n.revision FROM unnest($1::text[], $2::text[]) AS n(url, revision)
       JOIN repository r ON r.url = n.url ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING repository_id)
     SELECT DISTINCT r.url FROM added JOIN repository r ON r.id = added.repository_id`,
    [columns[0], columns[2]],
  );
  return rows.map((row) => row.url);
}

export async function revisionsOf(
  sql: Sql,
  urls: readonly string[],
): Promise<Map<string, Map<string, ResolvedRevision>>> {
  const { rows } = await sql.query<ResolvedRevision & { url: string }>(
    `SELECT r.url, v.revision, v.commit, v.problem FROM repository_revision v JOIN repository r ON r.id = v.repository_id
     WHERE r.url = ANY($1::text[])`,
    [urls],
  );
  const byUrl = new Map<string, Map<string, ResolvedRevision>>();
  for (const { url, ...row } of rows) byUrl.set(url, (byUrl.get(url) ?? new Map()).set(row.revision, row));
  return byUrl;
}

/** What is wrong with repositories, by URL; those that are well are left out. */
export async function repositoryProblemsOf(sql: Sql, urls: readonly string[]): Promise<ReadonlyMap<string, Problem>> {
  const { rows } = await sql.query<{ url: string; problem: Problem }>(
    `SELECT url, problem FROM repository WHERE url = ANY($1::text[]) AND problem IS NOT NULL AND problem <> 'null'::jsonb`,
    [urls],
  );
  return new Map(rows.map((row) => [row.url, row.problem]));
}

/** The projects that alone may use these repositories, by URL: as declared, else by the longest prefix of credentials. */
export async function projectsOfRepositories(sql: Sql, urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ url: string; project: string }>(
    `SELECT u.url, owner.project FROM unnest($1::text[]) AS u(url) CROSS JOIN LATERAL (
       SELECT r.project FROM repository r WHERE r.manifest IS NOT NULL
         AND (r.url = u.url OR r.manifest #>> '{spec,match}' = 'prefix' AND starts_with(u.url, r.url))
       ORDER BY r.url = u.url DESC, length(r.url) DESC LIMIT 1) AS owner WHERE owner.project <> ''`,
    [urls],
  );
  return new Map(rows.map((row) => [row.url, row.project]));
}

/** Declares a repository, or changes what is declared of it. */
export async function putGitRepository(
  sql: Sql,
  row: Omit<GitRepositoryRow, 'problem' | 'webhookSeenAt' | 'fetchedAt'>,
): Promise<void> {
  await sql.query(
    `INSERT INTO repository (id, url, shard, manifest, project, origin, sealed_credentials) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (url) DO UPDATE SET manifest = EXCLUDED.manifest, project = EXCLUDED.project, origin = EXCLUDED.origin,
       sealed_credentials = EXCLUDED.sealed_credentials`,
    [row.id, row.url, row.shard, json(row.manifest), row.project, row.origin, row.sealedCredentials],
  );
}

/** Takes back what was declared; the row stays while something refers to it. */
export async function undeclareGitRepository(sql: Sql, url: string): Promise<void> {
  await sql.query(
    `UPDATE repository SET manifest = NULL, project = '', origin = '', sealed_credentials = NULL WHERE url = $1`,
    [url],
  );
}

export interface FetchOutcome {
  readonly url: string;
  readonly problem: Problem | undefined;
  readonly revisions: readonly (ResolvedRevision & { readonly info?: unknown })[];
}

/** Stores what a fetch found; the answer holds the revisions that stand for another commit (or problem) now. */
export async function storeFetch(sql: Sql, outcome: FetchOutcome): Promise<readonly string[]> {
  const { rows: repository } = await sql.query<{ id: string }>(
    `UPDATE repository SET problem = $2::jsonb, last_polled_at = now(),
       last_fetched_at = CASE WHEN $2::jsonb IS NULL THEN now() ELSE last_fetched_at END WHERE url = $1 RETURNING id`,
    [outcome.url, outcome.problem ? json(outcome.problem) : null],
  );
  if (!repository[0] || outcome.revisions.length === 0) return [];
  const { rows } = await sql.query<{ revision: string }>(
    `UPDATE repository_revision v SET commit = COALESCE(n.commit, v.commit), problem = n.problem, info = COALESCE(n.info, v.info),
       resolved_at = now()
     FROM jsonb_to_recordset($2::jsonb) AS n(revision text, commit text, problem jsonb, info jsonb)
     WHERE v.repository_id = $1 AND v.revision = n.revision
       AND (COALESCE(n.commit, v.commit) IS DISTINCT FROM v.commit OR n.problem IS DISTINCT FROM v.problem)
     RETURNING v.revision`,
    [repository[0].id, json(outcome.revisions.map((one) => ({ ...one, problem: one.problem ?? undefined })))],
  );
  return rows.map((row) => row.revision);
}

/**
 * Forgets revisions that nobody asks for any more. Those that were resolved a moment ago stay: whoever asked may not have
 * written down yet that it does.
 */
export async function forgetRevisions(sql: Sql, url: string): Promise<void> {
  await sql.query(
    `DELETE FROM repository_revision v USING repository r
     WHERE r.id = v.repository_id AND r.url = $1 AND v.resolved_at < now() - interval '10 minutes' AND NOT EXISTS (
       SELECT 1 FROM fleet_source f WHERE f.url = r.url AND f.revision = v.revision)
     AND NOT EXISTS (
       SELECT 1 FROM sync_window w, jsonb_path_query(w.manifest, '$.spec.calendars[*]') AS calendar
       WHERE calendar ->> 'repoURL' = r.url AND COALESCE(NULLIF(calendar ->> 'revision', ''), 'HEAD') = v.revision)
     AND NOT EXISTS (
       SELECT 1 FROM application a,
         jsonb_path_query(a.manifest, '$.spec.source ? (@ != null)') AS one(source)
       WHERE a.repositories @> ARRAY[r.url] AND one.source ->> 'repoURL' = r.url
         AND COALESCE(NULLIF(one.source ->> 'targetRevision', ''), 'HEAD') = v.revision)
     AND NOT EXISTS (
       SELECT 1 FROM application a, jsonb_path_query(a.manifest, '$.spec.sources[*]') AS one(source)
       WHERE a.repositories @> ARRAY[r.url] AND one.source ->> 'repoURL' = r.url
         AND COALESCE(NULLIF(one.source ->> 'targetRevision', ''), 'HEAD') = v.revision)
     AND NOT EXISTS (
       SELECT 1 FROM application_set s, jsonb_path_query(s.manifest, '$.spec.generators.**.git') AS one(source)
       WHERE s.repositories @> ARRAY[r.url]
         AND (one.source ->> 'repoURL' = r.url OR one.source ->> 'repoURL' LIKE '%{{%')
         AND (COALESCE(NULLIF(one.source ->> 'revision', ''), 'HEAD') = v.revision
           OR one.source ->> 'revision' LIKE '%{{%'))`,
    [url],
  );
}

export async function webhookSeen(sql: Sql, urls: readonly string[]): Promise<void> {
  await sql.query('UPDATE repository SET webhook_seen_at = now() WHERE url = ANY($1::text[])', [urls]);
}

/** Who reads a repository. */
export async function dependentsOf(
  sql: Sql,
  url: string,
): Promise<{ sets: readonly string[]; projectsByHand: readonly string[]; fleetSources: readonly string[] }> {
  const column = async (text: string): Promise<string[]> =>
    (await sql.query<{ id: string }>(text, [url])).rows.map((row) => row.id);
  const [sets, projectsByHand, fleetSources] = await Promise.all([
    column(
      `SELECT id FROM application_set WHERE repositories @> ARRAY[$1] UNION
       SELECT set_id FROM application WHERE repositories @> ARRAY[$1] AND set_id IS NOT NULL`,
    ),
    column('SELECT DISTINCT project_id AS id FROM application WHERE repositories @> ARRAY[$1] AND set_id IS NULL'),
    column('SELECT id FROM fleet_source WHERE url = $1'),
  ]);
  return { sets, projectsByHand, fleetSources };
}

/** Commits that something still stands on: each revision's, and those of rungs above. */
export async function commitsInUse(sql: Sql, url: string): Promise<readonly Commit[]> {
  const { rows } = await sql.query<{ commit: Commit }>(
    `SELECT v.commit FROM repository_revision v JOIN repository r ON r.id = v.repository_id
       WHERE r.url = $1 AND v.commit IS NOT NULL
     UNION SELECT unnest(ARRAY[desired_revision, published_revision, admitted_revision]) FROM application
       WHERE repositories @> ARRAY[$1]
     UNION SELECT s.applied_revision FROM application_status s JOIN application a ON a.id = s.application_id
       WHERE a.repositories @> ARRAY[$1]`,
    [url],
  );
  return rows.map((row) => row.commit).filter((commit) => commit !== null);
}
