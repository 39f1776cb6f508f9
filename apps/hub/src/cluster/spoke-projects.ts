import { allProjects, type ClusterRow, type Sql } from '@wheelhouse/adapter-postgres';
import {
  globMatches,
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  parseProject,
  type Project,
  type ProjectId,
} from '@wheelhouse/core-domain';

/** The projects whose bundles a cluster's spoke may read: those that may have anything there. */
export async function projectsOfSpoke(
  sql: Sql,
  cluster: ClusterRow,
  localCluster: string | undefined,
): Promise<readonly ProjectId[]> {
  const projects = await allProjects(sql);
  return projects.flatMap((row) => {
    const parsed = parseProject(row.manifest);
    return parsed.ok && mayReach(parsed.value.value, cluster, localCluster) ? [row.id] : [];
  });
}

function mayReach(project: Project, cluster: ClusterRow, localCluster: string | undefined): boolean {
  const local = cluster.name === localCluster;
  const names = [cluster.name, ...(local ? [LOCAL_CLUSTER_NAME] : [])];
  const servers = [cluster.server, ...(local ? [LOCAL_CLUSTER_SERVER] : [])];
  const hits = (pattern: string | undefined, texts: readonly string[]): boolean =>
    pattern !== undefined && (pattern.startsWith('!') || texts.some((text) => globMatches(pattern, text)));
  return project.spec.destinations.some((one) => hits(one.name, names) || hits(one.server, servers));
}
