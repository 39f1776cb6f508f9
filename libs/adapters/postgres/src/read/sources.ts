import type { StoredProblem } from './applications.ts';
import type { Sql } from './sql.ts';

export interface FleetSourceView {
  url: string;
  revision: string;
  path: string;
  commit: string | null;
  appliedAt: Date | null;
  problems: StoredProblem[];
}

export async function listFleetSources(sql: Sql): Promise<FleetSourceView[]> {
  const { rows } = await sql.query<FleetSourceView>(
    'SELECT url, revision, path, commit, applied_at AS "appliedAt", problems FROM fleet_source ORDER BY url, revision, path',
  );
  return rows;
}

/** Resources of a fleet source that is not configured any more: nobody keeps them applied, and nobody withdraws them. */
export interface OwnerlessResources {
  url: string;
  path: string;
  /** `ApplicationSet shop` and so on, a few of them. */
  names: string[];
  count: number;
}

export async function listOwnerless(sql: Sql): Promise<OwnerlessResources[]> {
  const { rows } = await sql.query<{ origin: string; names: string[]; count: number }>(
    `SELECT origin, (array_agg(kind || ' ' || name ORDER BY kind, name))[1:5] AS names, count(*)::int AS count FROM (
       SELECT origin, 'ApplicationSet' AS kind, name FROM application_set WHERE deleted_at IS NULL
       UNION ALL SELECT origin, 'Application', name FROM application WHERE set_id IS NULL AND removal IS NULL
       UNION ALL SELECT origin, 'Project', name FROM project
       UNION ALL SELECT origin, 'Cluster', name FROM cluster WHERE removed_at IS NULL
       UNION ALL SELECT origin, kind, name FROM fact_object
       UNION ALL SELECT origin, 'Repository', url FROM repository WHERE manifest IS NOT NULL) AS one
     WHERE starts_with(origin, 'fleet:') AND NOT EXISTS (
       SELECT 1 FROM fleet_source f WHERE 'fleet:' || f.url || '#' || f.path = one.origin)
     GROUP BY origin ORDER BY origin`,
  );
  return rows.map(({ origin, ...rest }) => {
    const hash = origin.lastIndexOf('#');
    return { url: origin.slice('fleet:'.length, hash), path: origin.slice(hash + 1), ...rest };
  });
}

/** A repository (or one of its revisions) that cannot be read now. */
export interface RepositoryProblem extends StoredProblem {
  url: string;
  revision: string | null;
}

export async function listRepositoryProblems(sql: Sql): Promise<RepositoryProblem[]> {
  const { rows } = await sql.query<{ url: string; revision: string | null; problem: StoredProblem }>(
    `SELECT url, NULL AS revision, problem FROM repository WHERE problem IS NOT NULL AND problem <> 'null'::jsonb
     UNION ALL SELECT r.url, v.revision, v.problem FROM repository_revision v JOIN repository r ON r.id = v.repository_id
     WHERE v.problem IS NOT NULL AND v.problem <> 'null'::jsonb ORDER BY 1, 2 LIMIT 200`,
  );
  return rows.map(({ url, revision, problem }) => ({ ...problem, url, revision }));
}

export interface CommitInfo {
  commit: string | null;
  author: string | null;
  subject: string | null;
  committedAt: string | null;
}

/** What the asked revisions stand for now, in the order asked. */
export async function commitsOf(
  sql: Sql,
  wanted: readonly { url: string; revision: string }[],
): Promise<(CommitInfo | undefined)[]> {
  const { rows } = await sql.query<{
    url: string;
    revision: string;
    commit: string | null;
    info: Partial<CommitInfo> | null;
  }>(
    `SELECT r.url, v.revision, v.commit, v.info FROM repository_revision v JOIN repository r ON r.id = v.repository_id
     JOIN unnest($1::text[], $2::text[]) AS w(url, revision) ON w.url = r.url AND w.revision = v.revision`,
    [wanted.map(({ url }) => url), wanted.map(({ revision }) => revision)],
  );
  const found = new Map(rows.map((row) => [`${row.url}\n${row.revision}`, row]));
  return wanted.map(({ url, revision }) => {
    const row = found.get(`${url}\n${revision}`);
    return (
      row && {
        commit: row.commit,
        author: row.info?.author ?? null,
        subject: row.info?.subject ?? null,
        committedAt: row.info?.committedAt ?? null,
      }
    );
  });
}
