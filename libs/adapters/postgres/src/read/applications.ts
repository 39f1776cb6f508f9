import type { Ladder, Rung } from '@wheelhouse/core-domain';
import { countsFromStates, readFleetCounters, type StatusCounts } from './counts.ts';
import { queryPage, type Order, type Page, type PageArguments } from './page.ts';
import { Where, likePattern, type Scope, type Sql } from './sql.ts';
import { failingSql, healthRankSql, healthSql, stageRankSql, stageSql, syncRankSql, syncSql } from './target-sql.ts';

export interface ApplicationFilter {
  readonly search?: string | null;
  readonly name?: readonly string[] | null;
  readonly namespace?: readonly string[] | null;
  readonly project?: readonly string[] | null;
  readonly cluster?: readonly string[] | null;
  readonly applicationSet?: readonly string[] | null;
  /** In the domain's words, e.g. `OutOfSync`. */
  readonly sync?: readonly string[] | null;
  readonly health?: readonly string[] | null;
  readonly stage?: readonly string[] | null;
  readonly failing?: boolean | null;
  readonly labels?: readonly string[] | null;
  readonly clusterLabels?: readonly string[] | null;
  /** A prefix of the desired commit. */
  readonly revision?: string | null;
  readonly ids?: readonly string[] | null;
  readonly setId?: string | null;
}

export type ApplicationOrderField =
  'NAME' | 'CLUSTER' | 'PROJECT' | 'HEALTH' | 'SYNC' | 'STAGE' | 'UPDATED_AT' | 'CREATED_AT';

/** One target as the edge shows it: both tables, with the names that it refers to. */
export interface ApplicationView {
  id: string;
  name: string;
  namespace: string;
  project: string;
  clusterId: string | null;
  setId: string | null;
  labels: Record<string, string>;
  manifest: Record<string, unknown>;
  problems: StoredProblem[];
  warnings: StoredProblem[];
  gates: { kind: string; reason?: string; since?: string }[];
  operation: Record<string, unknown> | null;
  removal: string | null;
  stage: string;
  sync: string;
  syncReason: string | null;
  health: string;
  healthMessage: string | null;
  detail: Record<string, unknown> | null;
  ladder: Ladder;
  clusterConnected: boolean | null;
  clusterName: string | null;
  createdAt: Date;
  updatedAt: Date;
  changedAt: Date | null;
}

/** A Problem as it is stored beside its subject. */
export interface StoredProblem {
  code?: string;
  type?: string;
  message: string;
  where?: string;
  hint?: string;
  since?: string;
}

const rungs = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;
type RungColumns = Record<`${(typeof rungs)[number]}_${'bundle' | 'spec' | 'revision'}`, string | null>;

const select = `a.id, a.name, a.namespace, p.name AS project, a.cluster_id AS "clusterId", a.set_id AS "setId", a.labels, a.manifest,
  a.problems, a.warnings, a.gates, a.operation, a.removal, ${stageSql} AS stage,
  ${syncSql} AS sync, s.sync_reason AS "syncReason", ${healthSql} AS health, s.health_message AS "healthMessage", s.detail,
  ${rungs.map((rung) => ['bundle', 'spec', 'revision'].map((part) => `${rung === 'applied' || rung === 'healthy' ? 's' : 'a'}.${rung}_${part}`).join(', ')).join(', ')},
  cs.connected AS "clusterConnected", c.name AS "clusterName", a.created_at AS "createdAt",
  GREATEST(a.updated_at, s.changed_at) AS "updatedAt", s.changed_at AS "changedAt"`;

const from = `application a JOIN project p ON p.id = a.project_id JOIN target_state t ON t.application_id = a.id
  LEFT JOIN application_status s ON s.application_id = a.id
  LEFT JOIN cluster c ON c.id = a.cluster_id LEFT JOIN cluster_status cs ON cs.cluster_id = c.id
  LEFT JOIN application_set st ON st.id = a.set_id`;

const orders: Readonly<Record<ApplicationOrderField, Pick<Order, 'expression' | 'type'>>> = {
  NAME: { expression: 'a.name', type: 'text' },
  CLUSTER: { expression: `COALESCE(c.name, '')`, type: 'text' },
  PROJECT: { expression: 'p.name', type: 'text' },
  HEALTH: { expression: healthRankSql, type: 'int' },
  SYNC: { expression: syncRankSql, type: 'int' },
  STAGE: { expression: stageRankSql, type: 'int' },
  UPDATED_AT: { expression: 'GREATEST(a.updated_at, s.changed_at)', type: 'timestamptz' },
  CREATED_AT: { expression: 'a.created_at', type: 'timestamptz' },
};

const toView = (row: ApplicationView & RungColumns): ApplicationView => {
  const ladder: Partial<Record<(typeof rungs)[number], Rung>> = {};
  for (const rung of rungs) {
    const {
      [`${rung}_bundle` as const]: bundle,
      [`${rung}_spec` as const]: spec,
      [`${rung}_revision` as const]: revision,
    } = row;
    if (bundle) ladder[rung] = { bundle, spec: spec ?? '', revision: revision ?? '' } as Rung;
  }
  return { ...row, ladder };
};

/** The conditions of a filter, for a viewer. */
export function applicationWhere(scope: Scope, filter: ApplicationFilter): Where {
  const where = new Where();
  if (!scope.admin) where.and(`p.name = ANY(${where.value([...scope.projects])}::text[])`);
  if (filter.search) {
    const pattern = where.value(`%${likePattern(filter.search)}%`);
    where.and(`(a.name ILIKE ${pattern} OR c.name ILIKE ${pattern})`);
  }
  where.anyOf('a.name', filter.name).anyOf('a.namespace', filter.namespace).anyOf('p.name', filter.project);
  where.anyOf('c.name', filter.cluster).anyOf('st.name', filter.applicationSet);
  where.anyOf(syncSql, filter.sync).anyOf(healthSql, filter.health).anyOf(stageSql, filter.stage);
  if (filter.failing != null) where.and(filter.failing ? failingSql : `NOT ${failingSql}`);
  where.labels('a.labels', filter.labels).labels('c.labels', filter.clusterLabels);
  if (filter.revision) where.and(`a.desired_revision LIKE ${where.value(`${likePattern(filter.revision)}%`)}`);
  if (filter.ids) where.and(`a.id = ANY(${where.value([...filter.ids])}::text[])`);
  if (filter.setId) where.and(`a.set_id = ${where.value(filter.setId)}`);
  return where;
}

export async function listApplications(
  sql: Sql,
  scope: Scope,
  query: {
    filter?: ApplicationFilter;
    order?: { field: ApplicationOrderField; descending: boolean };
    page: PageArguments;
  },
): Promise<Page<ApplicationView>> {
  const { field, descending } = query.order ?? { field: 'NAME' as const, descending: false };
  const page = await queryPage<ApplicationView & RungColumns>(
    sql,
    {
      select,
      from,
      where: applicationWhere(scope, query.filter ?? {}),
      order: { ...orders[field], id: 'a.id', idType: 'text', descending },
    },
    query.page,
  );
  return { ...page, rows: page.rows.map(toView) };
}

/** Applications by identity; `namespace` and `project` narrow a name that is not unique. At most 2 are read. */
export async function findApplications(
  sql: Sql,
  scope: Scope,
  name: { name: string; namespace?: string | null; project?: string | null },
): Promise<ApplicationView[]> {
  const where = applicationWhere(scope, {
    ...(name.namespace ? { namespace: [name.namespace] } : {}),
    ...(name.project ? { project: [name.project] } : {}),
  });
  where.and(`a.name = ${where.value(name.name)}`);
  const { rows } = await sql.query<ApplicationView & RungColumns>(
    `SELECT ${select} FROM ${from} WHERE ${where.sql} ORDER BY a.id LIMIT 2`,
    where.values,
  );
  return rows.map(toView);
}

const isEmpty = (filter: ApplicationFilter): boolean =>
  Object.values(filter).every((value) => value == null || value === '' || (Array.isArray(value) && value.length === 0));

/** Counts of what a filter selects: from the counters where there is none. */
export async function countApplications(sql: Sql, scope: Scope, filter: ApplicationFilter): Promise<StatusCounts> {
  if (isEmpty(filter)) return readFleetCounters(sql, scope);
  const where = applicationWhere(scope, filter);
  const { rows } = await sql.query<{ stage: string; sync: string; health: string; failing: boolean; count: number }>(
    `SELECT ${stageSql} AS stage, ${syncSql} AS sync, ${healthSql} AS health, ${failingSql} AS failing, count(*)::int AS count
     FROM ${from} WHERE ${where.sql} GROUP BY 1, 2, 3, 4`,
    where.values,
  );
  return countsFromStates(
    rows.flatMap(({ stage, sync, health, failing, count }) => [
      { state: 'total', count },
      { state: `stage:${stage}`, count },
      { state: `sync:${sync}`, count },
      { state: `health:${health}`, count },
      ...(failing ? [{ state: 'failing', count }] : []),
    ]),
  );
}

export async function listHistory(
  sql: Sql,
  applicationId: string,
  limit = 20,
): Promise<{ revision: string; at: Date; initiatedBy: string }[]> {
  const { rows } = await sql.query<{ revision: string; at: Date; initiatedBy: string }>(
    'SELECT revision, at, initiated_by AS "initiatedBy" FROM application_history WHERE application_id = $1 ORDER BY at DESC LIMIT $2',
    [applicationId, limit],
  );
  return rows;
}
