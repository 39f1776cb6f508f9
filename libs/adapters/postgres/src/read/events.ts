import { queryPage, type Page, type PageArguments } from './page.ts';
import { Where, type Scope, type Sql } from './sql.ts';

export interface EventFilter {
  readonly application?: string | null;
  readonly cluster?: string | null;
  readonly applicationSet?: string | null;
  readonly type?: 'Normal' | 'Warning' | null;
  readonly since?: Date | null;
  readonly reason?: readonly string[] | null;
}

export interface EventView {
  id: string;
  at: Date;
  type: string;
  reason: string;
  message: string;
  actor: string;
  applicationId: string | null;
  clusterId: string | null;
  setId: string | null;
}

const select = `e.id::text AS id, e.at, e.type, e.reason, e.message, e.actor, e.application_id AS "applicationId",
  e.cluster_id AS "clusterId", e.set_id AS "setId"`;
const from = 'event e LEFT JOIN project p ON p.id = e.project_id LEFT JOIN cluster c ON c.id = e.cluster_id';

/** Events without a project (of clusters, of the hub) are for admins. */
function eventWhere(scope: Scope, filter: EventFilter): Where {
  const where = new Where();
  if (!scope.admin) where.and(`p.name = ANY(${where.value([...scope.projects])}::text[])`);
  if (filter.application) where.and(`e.application_id = ${where.value(filter.application)}`);
  if (filter.cluster) where.and(`c.name = ${where.value(filter.cluster)}`);
  if (filter.applicationSet) where.and(`e.set_id = ${where.value(filter.applicationSet)}`);
  if (filter.type) where.and(`e.type = ${where.value(filter.type)}`);
  if (filter.since) where.and(`e.at >= ${where.value(filter.since)}::timestamptz`);
  return where.anyOf('e.reason', filter.reason);
}

/** Newest first. */
export const listEvents = (
  sql: Sql,
  scope: Scope,
  query: { filter?: EventFilter; page: PageArguments },
): Promise<Page<EventView>> =>
  queryPage<EventView>(
    sql,
    {
      select,
      from,
      where: eventWhere(scope, query.filter ?? {}),
      order: { expression: 'e.at', type: 'timestamptz', id: 'e.id', idType: 'bigint', descending: true },
    },
    query.page,
  );

/** Counted up to a bound: history may be long, and nobody reads a number beyond it. */
export async function countEvents(sql: Sql, scope: Scope, filter: EventFilter = {}, bound = 10_000): Promise<number> {
  const where = eventWhere(scope, filter);
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM ${from} WHERE ${where.sql} LIMIT ${bound}) AS bounded`,
    where.values,
  );
  return rows[0]?.count ?? 0;
}
