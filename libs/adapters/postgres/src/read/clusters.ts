import type { Refusals } from '@wheelhouse/contract';
import { queryPage, type Order, type Page, type PageArguments } from './page.ts';
import { Where, likePattern, type Scope, type Sql } from './sql.ts';

export interface ClusterFilter {
  readonly search?: string | null;
  readonly name?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly connected?: boolean | null;
  readonly joined?: boolean | null;
  readonly health?: readonly string[] | null;
  readonly ids?: readonly string[] | null;
  /** Whether the spoke refuses what it is given now. */
  readonly refusing?: boolean | null;
}

export type ClusterOrderField = 'NAME' | 'HEALTH' | 'LAST_SEEN_AT' | 'CREATED_AT';

export interface ClusterView {
  id: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  server: string;
  timeZone: string;
  joined: boolean;
  connected: boolean;
  lastSeenAt: Date | null;
  version: string | null;
  kubernetes: string | null;
  node: string | null;
  clockSkew: number | null;
  generation: string | null;
  refusals: Refusals[];
  origin: string;
  createdAt: Date;
}

const select = `c.id, c.name, c.labels, c.annotations, c.server, c.time_zone AS "timeZone", c.joined_at IS NOT NULL AS joined,
  COALESCE(cs.connected, FALSE) AS connected, cs.last_seen_at AS "lastSeenAt", cs.version, cs.kubernetes, cs.node,
  cs.clock_skew AS "clockSkew", cs.generation, COALESCE(cs.refusals, '[]') AS refusals, c.origin, c.created_at AS "createdAt"`;
const from = 'cluster c LEFT JOIN cluster_status cs ON cs.cluster_id = c.id';

const worst = ['Unknown', 'Degraded', 'Missing', 'Progressing', 'Suspended'];
const counted = (state: string) =>
  `EXISTS (SELECT 1 FROM counter k WHERE k.scope = 'cluster' AND k.scope_id = c.id AND k.state = 'health:${state}' AND k.count > 0)`;
/** The worst health among a cluster's targets, from its counters. */
const healthSql = `CASE ${worst.map((state) => `WHEN ${counted(state)} THEN '${state}'`).join(' ')} ELSE 'Healthy' END`;
const healthRank = `CASE ${worst.map((state, i) => `WHEN ${counted(state)} THEN ${worst.length - i}`).join(' ')} ELSE 0 END`;

const orders: Readonly<Record<ClusterOrderField, Pick<Order, 'expression' | 'type'>>> = {
  NAME: { expression: 'c.name', type: 'text' },
  HEALTH: { expression: healthRank, type: 'int' },
  LAST_SEEN_AT: { expression: `COALESCE(cs.last_seen_at, 'epoch'::timestamptz)`, type: 'timestamptz' },
  CREATED_AT: { expression: 'c.created_at', type: 'timestamptz' },
};

const refusing = `COALESCE(cs.refusals @> '[{"standing": true}]', FALSE)`;

/** A viewer of some projects sees the clusters on which those have an Application. */
function clusterWhere(scope: Scope, filter: ClusterFilter): Where {
  const where = new Where().and('c.removed_at IS NULL');
  if (!scope.admin) {
    where.and(`EXISTS (SELECT 1 FROM application a JOIN project p ON p.id = a.project_id
      WHERE a.cluster_id = c.id AND p.name = ANY(${where.value([...scope.projects])}::text[]))`);
  }
  if (filter.search) where.and(`c.name ILIKE ${where.value(`%${likePattern(filter.search)}%`)}`);
  where.anyOf('c.name', filter.name).labels('c.labels', filter.labels).anyOf(`(${healthSql})`, filter.health);
  if (filter.connected != null) where.and(`COALESCE(cs.connected, FALSE) = ${where.value(filter.connected)}`);
  if (filter.joined != null) where.and(`(c.joined_at IS NOT NULL) = ${where.value(filter.joined)}`);
  if (filter.refusing != null) where.and(`(${refusing}) = ${where.value(filter.refusing)}`);
  if (filter.ids) where.and(`c.id = ANY(${where.value([...filter.ids])}::text[])`);
  return where;
}

export async function listClusters(
  sql: Sql,
  scope: Scope,
  query: { filter?: ClusterFilter; order?: { field: ClusterOrderField; descending: boolean }; page: PageArguments },
): Promise<Page<ClusterView>> {
  const { field, descending } = query.order ?? { field: 'NAME' as const, descending: false };
  return queryPage<ClusterView>(
    sql,
    {
      select,
      from,
      where: clusterWhere(scope, query.filter ?? {}),
      order: { ...orders[field], id: 'c.id', idType: 'text', descending },
    },
    query.page,
  );
}

export async function findCluster(sql: Sql, scope: Scope, name: string): Promise<ClusterView | undefined> {
  const where = clusterWhere(scope, {});
  where.and(`c.name = ${where.value(name)}`);
  const { rows } = await sql.query<ClusterView>(`SELECT ${select} FROM ${from} WHERE ${where.sql}`, where.values);
  return rows[0];
}

/** By id, in the order asked for; what the viewer may not see is undefined. */
export async function clustersById(
  sql: Sql,
  scope: Scope,
  ids: readonly string[],
): Promise<(ClusterView | undefined)[]> {
  const where = clusterWhere(scope, { ids });
  const { rows } = await sql.query<ClusterView>(`SELECT ${select} FROM ${from} WHERE ${where.sql}`, where.values);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

export async function countClusters(
  sql: Sql,
  scope: Scope,
  filter: ClusterFilter = {},
): Promise<{ total: number; connected: number; notJoined: number }> {
  const where = clusterWhere(scope, filter);
  const { rows } = await sql.query<{ total: number; connected: number; notJoined: number }>(
    `SELECT count(*)::int AS total, count(*) FILTER (WHERE cs.connected)::int AS connected,
       count(*) FILTER (WHERE c.joined_at IS NULL)::int AS "notJoined" FROM ${from} WHERE ${where.sql}`,
    where.values,
  );
  return rows[0] ?? { total: 0, connected: 0, notJoined: 0 };
}

/** What the spokes refused, by cluster and kind. */
export async function countRefusals(sql: Sql): Promise<{ cluster: string; kind: string; count: number }[]> {
  const { rows } = await sql.query<{ cluster: string; kind: string; count: number }>(
    `SELECT c.name AS cluster, r->>'kind' AS kind, (r->>'count')::float8 AS count
     FROM cluster_status cs JOIN cluster c ON c.id = cs.cluster_id, jsonb_array_elements(cs.refusals) r
     WHERE c.removed_at IS NULL ORDER BY c.name, 2`,
  );
  return rows;
}

/** By id. */
export async function clusterNames(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql.query<{ id: string; name: string }>('SELECT id, name FROM cluster WHERE id = ANY($1)', [
    ids,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
