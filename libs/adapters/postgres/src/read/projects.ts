import { queryPage, type Page, type PageArguments } from './page.ts';
import { Where, likePattern, type Scope, type Sql } from './sql.ts';

export interface ProjectView {
  id: string;
  name: string;
  manifest: Record<string, unknown>;
  origin: string;
  createdAt: Date;
}

const select = 'p.id, p.name, p.manifest, p.origin, p.created_at AS "createdAt"';

function projectWhere(scope: Scope, search: string | null | undefined): Where {
  const where = new Where();
  if (!scope.admin) where.and(`p.name = ANY(${where.value([...scope.projects])}::text[])`);
  if (search) where.and(`p.name ILIKE ${where.value(`%${likePattern(search)}%`)}`);
  return where;
}

export const listProjects = (
  sql: Sql,
  scope: Scope,
  query: { search?: string | null; page: PageArguments },
): Promise<Page<ProjectView>> =>
  queryPage<ProjectView>(
    sql,
    {
      select,
      from: 'project p',
      where: projectWhere(scope, query.search),
      order: { expression: 'p.name', type: 'text', id: 'p.id', idType: 'text', descending: false },
    },
    query.page,
  );

export async function countProjects(sql: Sql, scope: Scope, search?: string | null): Promise<number> {
  const where = projectWhere(scope, search);
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM project p WHERE ${where.sql}`,
    where.values,
  );
  return rows[0]?.count ?? 0;
}
