import { projectsById, type Sql } from '@wheelhouse/adapter-postgres';
import type { ClusterKinds } from '@wheelhouse/contract';
import { parseProject, type ProjectId } from '@wheelhouse/core-domain';

/** Of a project as it is written. Undefined: all kinds are permitted. One that cannot be read permits none. */
export function clusterKindsOf(manifest: unknown): ClusterKinds | undefined {
  const parsed = parseProject(manifest);
  if (!parsed.ok) return { allowed: [], denied: [] };
  const { clusterResourceWhitelist: allowed, clusterResourceBlacklist: denied } = parsed.value.value.spec;
  const all = denied.length === 0 && allowed.some(({ group, kind }) => group === '*' && kind === '*');
  return all ? undefined : { allowed, denied };
}

/** Of those of the projects that do not permit everything. */
export async function clusterKindsOfProjects(
  sql: Sql,
  ids: Iterable<ProjectId>,
): Promise<ReadonlyMap<ProjectId, ClusterKinds>> {
  const projects = await projectsById(sql, [...new Set(ids)]);
  return new Map(
    projects.flatMap(({ id, manifest }) => {
      const kinds = clusterKindsOf(manifest);
      return kinds ? [[id, kinds] as const] : [];
    }),
  );
}
