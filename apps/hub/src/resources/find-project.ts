import { projectByName, type ProjectRow, type Sql } from '@wheelhouse/adapter-postgres';
import { err, nearestName, ok, type Result } from '@wheelhouse/core-domain';
import type { ReadResource } from './read-documents.ts';

/** `field`: where the document names it, for the problem of a project that is not there. */
export async function findProject(
  sql: Sql,
  name: string,
  { document }: ReadResource,
  field: string,
): Promise<Result<ProjectRow>> {
  const row = await projectByName(sql, name);
  if (row) return ok(row);
  const { rows } = await sql.query<{ name: string }>('SELECT name FROM project');
  const near = nearestName(
    name,
    rows.map((one) => one.name),
  );
  return err([
    {
      code: 'UNKNOWN_PROJECT',
      message: `${document.object.kind} ${document.object.metadata.name}: there is no project ${JSON.stringify(name)}`,
      where: `${document.file}:${document.lines?.get(field) ?? document.line}`,
      hint: near ? `did you mean ${near}?` : 'declare it first, or use the project default',
    },
  ]);
}
