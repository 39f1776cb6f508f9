import { allProjects, type ClusterRow, type Sql } from '@wheelhouse/adapter-postgres';
import {
  globMatches,
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  parseProject,
  type Project,
  type ProjectId,
} from '@wheelhouse/core-domain';

/** The projects whose bundles a cluster's spoke may read: those that may have anything there. Sorted. */
export async function projectsOfSpoke(
  sql: Sql,
  cluster: ClusterRow,
  localCluster: string | undefined,
): Promise<readonly ProjectId[]> {
  return (await projectsReaching(sql, localCluster))(cluster);
}

/** The same for many clusters: projects are read and parsed once. */
export async function projectsReaching(
  sql: Sql,
  localCluster: string | undefined,
): Promise<(cluster: ClusterRow) => readonly ProjectId[]> {
  const projects = (await allProjects(sql)).flatMap(({ id, manifest }) => {
    const parsed = parseProject(manifest);
    return parsed.ok ? [{ id, project: parsed.value.value }] : [];
  });
  return (cluster) =>
    projects.flatMap(({ id, project }) => (mayReach(project, cluster, localCluster) ? [id] : [])).sort();
}

function mayReach(project: Project, cluster: ClusterRow, localCluster: string | undefined): boolean {
  const local = cluster.name === localCluster;
  const names = [cluster.name, ...(local ? [LOCAL_CLUSTER_NAME] : [])];
  const servers = [cluster.server, ...(local ? [LOCAL_CLUSTER_SERVER] : [])];
  const hits = (pattern: string | undefined, texts: readonly string[]): boolean =>
    pattern !== undefined && (pattern.startsWith('!') || texts.some((text) => globMatches(pattern, text)));
  return project.spec.destinations.some((one) => hits(one.name, names) || hits(one.server, servers));
}
