import {
  applicationId,
  type ApplicationId,
  type ClusterId,
  type Commit,
  type Digest,
  type ObjectKey,
  type OperationId,
  type Problem,
  type ProjectId,
  type Rung,
} from '@wheelhouse/core-domain';
import { json, type StoredProblemRow } from './json.ts';
import type { Sql } from './read/sql.ts';

/** A person's last request. */
export interface OperationRow {
  readonly id: OperationId;
  readonly kind: 'sync' | 'terminate' | 'refresh';
  /** What the sync makes real. */
  readonly bundle?: Rung;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly force?: boolean;
  readonly resources?: readonly ObjectKey[];
  readonly suspend?: boolean;
  readonly confirm?: boolean;
  readonly requestedBy: string;
  readonly requestedAt: string;
}

/** A target: one workload on one cluster. */
export interface ApplicationRow {
  readonly id: ApplicationId;
  readonly projectId: ProjectId;
  readonly namespace: string;
  readonly name: string;
  readonly clusterId: ClusterId | null;
  readonly setId: string | null;
  readonly shard: number;
  readonly manifest: Record<string, unknown>;
  readonly labels: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly specDigest: Digest;
  readonly repositories: readonly string[];
  readonly problems: readonly StoredProblemRow[];
  readonly warnings: readonly Problem[];
  readonly desired?: Rung;
  readonly published?: Rung;
  readonly admitted?: Rung;
  readonly gates: readonly { readonly kind: string; readonly reason?: string; readonly since?: string }[];
  readonly operation: OperationRow | null;
  readonly removal: 'prune' | 'orphan' | null;
}

type RungColumn = `${'desired' | 'published' | 'admitted'}_${'bundle' | 'spec' | 'revision'}`;
type Raw = Omit<ApplicationRow, 'desired' | 'published' | 'admitted'> & Record<RungColumn, string | null>;

const select = `SELECT id, project_id AS "projectId", namespace, name, cluster_id AS "clusterId", set_id AS "setId", shard, manifest,
  labels, origin, spec_digest AS "specDigest", repositories, problems, warnings, gates, operation, removal,
  desired_bundle, desired_spec, desired_revision, published_bundle, published_spec, published_revision,
  admitted_bundle, admitted_spec, admitted_revision FROM application`;

function toRow(raw: Raw): ApplicationRow {
  const rung = (name: 'desired' | 'published' | 'admitted'): Rung | undefined =>
    raw[`${name}_bundle`] === null
      ? undefined
      : {
          bundle: raw[`${name}_bundle`] as Digest,
          spec: raw[`${name}_spec`] as Digest,
          revision: raw[`${name}_revision`] as Commit,
        };
  const [desired, published, admitted] = [rung('desired'), rung('published'), rung('admitted')];
  return {
    id: applicationId(raw.id),
    projectId: raw.projectId,
    namespace: raw.namespace,
    name: raw.name,
    clusterId: raw.clusterId,
    setId: raw.setId,
    shard: raw.shard,
    manifest: raw.manifest,
    labels: raw.labels,
    origin: raw.origin,
    specDigest: raw.specDigest,
    repositories: raw.repositories,
    problems: raw.problems,
    warnings: raw.warnings,
    gates: raw.gates,
    operation: raw.operation,
    removal: raw.removal,
    ...(desired && { desired }),
    ...(published && { published }),
    ...(admitted && { admitted }),
  };
}

async function where(sql: Sql, condition: string, values: unknown[]): Promise<readonly ApplicationRow[]> {
  return (await sql.query<Raw>(`${select} WHERE ${condition} ORDER BY id`, values)).rows.map(toRow);
}

export const applicationById = async (sql: Sql, id: string): Promise<ApplicationRow | undefined> =>
  (await where(sql, 'id = $1', [id]))[0];

export const applicationsByIds = (sql: Sql, ids: readonly string[]): Promise<readonly ApplicationRow[]> =>
  where(sql, 'id = ANY($1::text[])', [ids]);

/** Those that are leaving too. */
export const applicationsOfSet = (sql: Sql, setId: string): Promise<readonly ApplicationRow[]> =>
  where(sql, 'set_id = $1', [setId]);

/** Of these names, those that are leaving too. */
export const applicationsOfSetNamed = (
  sql: Sql,
  setId: string,
  names: readonly string[],
): Promise<readonly ApplicationRow[]> => where(sql, 'set_id = $1 AND name = ANY($2::text[])', [setId, names]);

export const applicationsByHand = (sql: Sql, projectId: ProjectId): Promise<readonly ApplicationRow[]> =>
  where(sql, 'project_id = $1 AND set_id IS NULL', [projectId]);

export const applicationsOfCluster = (sql: Sql, clusterId: ClusterId): Promise<readonly ApplicationRow[]> =>
  where(sql, 'cluster_id = $1', [clusterId]);

/** What a manifest says of an Application. */
export interface TargetRow extends Pick<
  ApplicationRow,
  'id' | 'projectId' | 'specDigest' | 'desired' | 'operation' | 'removal'
> {
  /** Absent where what is to be has the specification of the row, and that is one of those that the caller knows. */
  readonly manifest?: Record<string, unknown>;
  /** Of the Application; what windows go by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly setName: string | null;
}

/** The targets of a cluster, without what the caller knows already: manifests are most of their bytes. */
export async function targetsOfCluster(
  sql: Sql,
  clusterId: ClusterId,
  knownSpecs: readonly Digest[],
): Promise<readonly TargetRow[]> {
  type RawTarget = Omit<TargetRow, 'desired' | 'manifest'> &
    Record<'bundle' | 'spec' | 'revision', string | null> & { readonly manifest: Record<string, unknown> | null };
  const { rows } = await sql.query<RawTarget>(
    `SELECT id, project_id AS "projectId", spec_digest AS "specDigest", operation, removal, labels,
       (SELECT s.name FROM application_set s WHERE s.id = application.set_id) AS "setName",
       desired_bundle AS bundle, desired_spec AS spec, desired_revision AS revision,
       CASE WHEN desired_spec = spec_digest AND spec_digest = ANY($2::text[]) THEN NULL ELSE manifest END AS manifest
     FROM application WHERE cluster_id = $1 ORDER BY id`,
    [clusterId, knownSpecs],
  );
  return rows.map(({ bundle, spec, revision, manifest, ...row }) => ({
    ...row,
    id: applicationId(row.id),
    ...(manifest && { manifest }),
    ...(bundle !== null && { desired: { bundle, spec, revision } as Rung }),
  }));
}

export const applicationsOfOrigin = (sql: Sql, origin: string): Promise<readonly ApplicationRow[]> =>
  where(sql, 'origin = $1 AND set_id IS NULL AND removal IS NULL', [origin]);

/** By identity, whoever owns them. */
export const applicationsNamed = (
  sql: Sql,
  names: readonly { readonly projectId: ProjectId; readonly namespace: string; readonly name: string }[],
): Promise<readonly ApplicationRow[]> =>
  where(sql, '(project_id, namespace, name) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))', [
    names.map((one) => one.projectId),
    names.map((one) => one.namespace),
    names.map((one) => one.name),
  ]);

/** Projects that have Applications written by hand. */
export async function projectsByHand(sql: Sql): Promise<readonly ProjectId[]> {
  const { rows } = await sql.query<{ id: ProjectId }>(
    'SELECT DISTINCT project_id AS id FROM application WHERE set_id IS NULL AND removal IS NULL',
  );
  return rows.map((row) => row.id);
}

export type SavedApplication = Omit<ApplicationRow, 'published' | 'admitted' | 'gates' | 'operation' | 'removal'>;

/** Inserts or changes; one that was leaving stays. Call it inside `counted`. */
export async function saveApplications(sql: Sql, rows: readonly SavedApplication[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO application (id, project_id, namespace, name, cluster_id, set_id, shard, manifest, labels, origin, spec_digest,
       repositories, problems, warnings, desired_bundle, desired_spec, desired_revision, updated_at)
     SELECT n.id, n."projectId", n.namespace, n.name, n."clusterId", n."setId", n.shard, n.manifest, n.labels, n.origin,
       n."specDigest", n.repositories, n.problems, n.warnings, n.desired ->> 'bundle', n.desired ->> 'spec',
       n.desired ->> 'revision', now()
     FROM jsonb_to_recordset($1::jsonb) AS n(id text, "projectId" text, namespace text, name text, "clusterId" text, "setId" text,
       shard int, manifest jsonb, labels jsonb, origin text, "specDigest" text, repositories text[], problems jsonb,
       warnings jsonb, desired jsonb)
     ORDER BY n.id
     ON CONFLICT (id) DO UPDATE SET cluster_id = EXCLUDED.cluster_id, set_id = EXCLUDED.set_id, shard = EXCLUDED.shard,
       manifest = EXCLUDED.manifest, labels = EXCLUDED.labels, origin = EXCLUDED.origin, spec_digest = EXCLUDED.spec_digest,
       repositories = EXCLUDED.repositories, problems = EXCLUDED.problems, warnings = EXCLUDED.warnings,
       desired_bundle = EXCLUDED.desired_bundle, desired_spec = EXCLUDED.desired_spec,
       desired_revision = EXCLUDED.desired_revision, removal = NULL, removal_op = NULL, updated_at = now()`,
    [json(rows)],
  );
  await sql.query(
    `DELETE FROM tombstone t USING unnest($1::text[], $2::text[]) AS n(id, cluster)
     WHERE t.application_id = n.id AND t.cluster_id = n.cluster`,
    [rows.map((row) => row.id), rows.map((row) => row.clusterId ?? '')],
  );
}

/** What a person wrote over what a set made; the set, which is to look at it, decides what of it stays. */
export async function rewriteApplication(
  sql: Sql,
  id: string,
  { manifest, origin }: { readonly manifest: Record<string, unknown>; readonly origin: string },
): Promise<void> {
  await sql.query('UPDATE application SET manifest = $2, origin = $3, updated_at = now() WHERE id = $1', [
    id,
    json(manifest),
    origin,
  ]);
}

/** Of these, the rows that are there now, locked until the transaction ends, and whether each is leaving. */
export async function lockApplications(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await sql.query<{ id: string; leaving: boolean }>(
    'SELECT id, removal IS NOT NULL AS leaving FROM application WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE',
    [ids],
  );
  return new Map(rows.map(({ id, leaving }) => [id, leaving]));
}

/** What the spoke of the old cluster says of a target that moved counts no more. Call it inside `counted`. */
export async function forgetPlacement(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query('DELETE FROM application_status WHERE application_id = ANY($1::text[])', [ids]);
  await sql.query(
    `UPDATE application SET published_bundle = NULL, published_spec = NULL, published_revision = NULL, admitted_bundle = NULL,
       admitted_spec = NULL, admitted_revision = NULL, gates = '[]', operation = NULL WHERE id = ANY($1::text[])`,
    [ids],
  );
}

export interface Placement {
  readonly id: ApplicationId;
  /** What a manifest that the stream acknowledged holds; absent rungs are cleared. */
  readonly published?: Rung;
  readonly admitted?: Rung;
  readonly gates: readonly { readonly kind: string; readonly reason?: string }[];
}

/** Moves the published and admitted rungs; answers with the rows that changed. Call it inside `counted`. */
export async function storePlacements(
  sql: Sql,
  clusterId: ClusterId,
  rows: readonly Placement[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const changed = await sql.query<{ id: string }>(
    `UPDATE application a SET
       published_bundle = n.published ->> 'bundle', published_spec = n.published ->> 'spec',
       published_revision = n.published ->> 'revision', admitted_bundle = n.admitted ->> 'bundle',
       admitted_spec = n.admitted ->> 'spec', admitted_revision = n.admitted ->> 'revision',
       gates = (SELECT COALESCE(jsonb_agg(g || jsonb_build_object('since', COALESCE(
           (SELECT o ->> 'since' FROM jsonb_array_elements(a.gates) o WHERE o ->> 'kind' = g ->> 'kind' LIMIT 1),
           to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))), '[]') FROM jsonb_array_elements(n.gates) g)
     FROM jsonb_to_recordset($2::jsonb) AS n(id text, published jsonb, admitted jsonb, gates jsonb)
     WHERE a.id = n.id AND a.cluster_id = $1 AND (
       (a.published_bundle, a.published_spec, a.published_revision, a.admitted_bundle, a.admitted_spec, a.admitted_revision)
         IS DISTINCT FROM (n.published ->> 'bundle', n.published ->> 'spec', n.published ->> 'revision',
           n.admitted ->> 'bundle', n.admitted ->> 'spec', n.admitted ->> 'revision')
       OR jsonb_array_length(a.gates) <> jsonb_array_length(n.gates))
     RETURNING a.id`,
    [clusterId, json(rows)],
  );
  return changed.rows.map((row) => row.id);
}

export async function setOperation(sql: Sql, id: ApplicationId, operation: OperationRow): Promise<void> {
  await sql.query('UPDATE application SET operation = $2, updated_at = now() WHERE id = $1', [id, json(operation)]);
}

/** Requests that the spoke has finished; answers with the clusters whose manifest still names them. */
export async function finishOperations(sql: Sql, operations: readonly string[]): Promise<readonly ClusterId[]> {
  if (operations.length === 0) return [];
  const { rows } = await sql.query<{ id: ClusterId }>(
    `UPDATE application SET operation = NULL WHERE operation IS NOT NULL AND operation ->> 'id' = ANY($1::text[])
     RETURNING cluster_id AS id`,
    [operations],
  );
  return [...new Set(rows.map((row) => row.id))];
}

/** The rows themselves, with their status and history. Call it inside `counted`. */
export async function deleteApplications(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql.query('DELETE FROM application WHERE id = ANY($1::text[])', [ids]);
}

export interface HistoryRow {
  readonly at: Date;
  readonly revision: Commit;
  readonly bundle: Digest;
  readonly spec: Digest;
}

/** What was applied before, newest first. */
export async function appliedBefore(sql: Sql, id: ApplicationId): Promise<readonly HistoryRow[]> {
  const { rows } = await sql.query<HistoryRow>(
    'SELECT at, revision, bundle, spec FROM application_history WHERE application_id = $1 ORDER BY at DESC LIMIT 50',
    [id],
  );
  return rows;
}

/**
 * The Applications of an owner that stand at these commits as they are: what is desired is the same, of a newer commit. One with
 * several sources is called by its first one. Answers with those that moved.
 */
export async function settleRevisions(
  sql: Sql,
  owner: { readonly setId: string } | { readonly projectId: string },
  commits: readonly { readonly url: string; readonly revision: string; readonly commit: Commit }[],
): Promise<readonly string[]> {
  const [mine, id] =
    'setId' in owner ? ['a.set_id = $1', owner.setId] : ['a.project_id = $1 AND a.set_id IS NULL', owner.projectId];
  const { rows } = await sql.query<{ id: string }>(
    `WITH moving AS (
       SELECT a.id, n.commit FROM application a
       CROSS JOIN LATERAL (SELECT COALESCE(a.manifest #> '{spec,sources,0}', a.manifest #> '{spec,source}') AS one) AS source
       JOIN unnest($2::text[], $3::text[], $4::text[]) AS n(url, revision, commit)
         ON n.url = source.one ->> 'repoURL' AND n.revision = COALESCE(NULLIF(source.one ->> 'targetRevision', ''), 'HEAD')
       WHERE ${mine} AND a.removal IS NULL AND a.desired_bundle IS NOT NULL AND a.desired_revision IS DISTINCT FROM n.commit
       ORDER BY a.id FOR UPDATE OF a)
     UPDATE application a SET desired_revision = m.commit FROM moving m WHERE a.id = m.id
     RETURNING a.id`,
    [id, commits.map((one) => one.url), commits.map((one) => one.revision), commits.map((one) => one.commit)],
  );
  return rows.map((row) => row.id);
}
