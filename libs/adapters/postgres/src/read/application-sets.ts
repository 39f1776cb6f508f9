import type { StoredProblem } from './applications.ts';
import { queryPage, type Order, type Page, type PageArguments } from './page.ts';
import { Where, likePattern, type Scope, type Sql } from './sql.ts';

export interface ApplicationSetFilter {
  readonly search?: string | null;
  readonly project?: readonly string[] | null;
  readonly failing?: boolean | null;
  readonly held?: boolean | null;
  readonly ids?: readonly string[] | null;
}

export type ApplicationSetOrderField = 'NAME' | 'PROJECT' | 'CREATED_AT';

/** A condition of the last expansion, as stored. */
export interface StoredCondition extends StoredProblem {
  status?: string;
  reason?: string;
}

export interface ApplicationSetView {
  id: string;
  name: string;
  namespace: string;
  project: string;
  manifest: Record<string, unknown>;
  conditions: StoredCondition[];
  warnings: StoredProblem[];
  held: { digest: string; withdrawn: string[]; message?: string; since: string } | null;
  origin: string;
  createdAt: Date;
}

const select = `st.id, st.name, st.namespace, p.name AS project, st.manifest, st.conditions, st.warnings, st.held, st.origin,
  st.created_at AS "createdAt"`;
const from = 'application_set st JOIN project p ON p.id = st.project_id';
const failing = `st.conditions @> '[{"type":"ErrorOccurred","status":"True"}]'::jsonb`;

const orders: Readonly<Record<ApplicationSetOrderField, Pick<Order, 'expression' | 'type'>>> = {
  NAME: { expression: 'st.name', type: 'text' },
  PROJECT: { expression: 'p.name', type: 'text' },
  CREATED_AT: { expression: 'st.created_at', type: 'timestamptz' },
};

function setWhere(scope: Scope, filter: ApplicationSetFilter): Where {
  const where = new Where().and('st.deleted_at IS NULL');
  if (!scope.admin) where.and(`p.name = ANY(${where.value([...scope.projects])}::text[])`);
  if (filter.search) where.and(`st.name ILIKE ${where.value(`%${likePattern(filter.search)}%`)}`);
  where.anyOf('p.name', filter.project);
  if (filter.failing != null) where.and(filter.failing ? failing : `NOT ${failing}`);
  if (filter.held != null) where.and(filter.held ? 'st.held IS NOT NULL' : 'st.held IS NULL');
  if (filter.ids) where.and(`st.id = ANY(${where.value([...filter.ids])}::text[])`);
  return where;
}

export async function listApplicationSets(
  sql: Sql,
  scope: Scope,
  query: {
    filter?: ApplicationSetFilter;
    order?: { field: ApplicationSetOrderField; descending: boolean };
    page: PageArguments;
  },
): Promise<Page<ApplicationSetView>> {
  const { field, descending } = query.order ?? { field: 'NAME' as const, descending: false };
  return queryPage<ApplicationSetView>(
    sql,
    {
      select,
      from,
      where: setWhere(scope, query.filter ?? {}),
      order: { ...orders[field], id: 'st.id', idType: 'text', descending },
    },
    query.page,
  );
}

export async function findApplicationSets(
  sql: Sql,
  scope: Scope,
  name: { name: string; namespace?: string | null },
): Promise<ApplicationSetView[]> {
  const where = setWhere(scope, {});
  where.and(`st.name = ${where.value(name.name)}`);
  if (name.namespace) where.and(`st.namespace = ${where.value(name.namespace)}`);
  const { rows } = await sql.query<ApplicationSetView>(
    `SELECT ${select} FROM ${from} WHERE ${where.sql} ORDER BY st.id LIMIT 2`,
    where.values,
  );
  return rows;
}

export async function applicationSetsById(
  sql: Sql,
  scope: Scope,
  ids: readonly string[],
): Promise<(ApplicationSetView | undefined)[]> {
  const where = setWhere(scope, { ids });
  const { rows } = await sql.query<ApplicationSetView>(
    `SELECT ${select} FROM ${from} WHERE ${where.sql}`,
    where.values,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

export async function countApplicationSets(sql: Sql, scope: Scope, filter: ApplicationSetFilter = {}): Promise<number> {
  const where = setWhere(scope, filter);
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${from} WHERE ${where.sql}`,
    where.values,
  );
  return rows[0]?.count ?? 0;
}
