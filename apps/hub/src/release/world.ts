import { allClusters, allProjects, type ClusterRow, type Sql } from '@wheelhouse/adapter-postgres';
import {
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  parseProject,
  type Cluster,
  type Destination,
  type Problem,
  type Project,
  type ProjectId,
  nearestName,
} from '@wheelhouse/core-domain';

/** Projects and clusters, as every set and Application is judged against them. */
export interface World {
  readonly projects: ReadonlyMap<string, { readonly id: ProjectId; readonly project: Project }>;
  readonly clusters: readonly ClusterRow[];
  /** The same as generators see them, in the same order. */
  readonly facts: readonly Cluster[];
  readonly localCluster: string | undefined;
}

/** `clusterFacts`: what a row is to generators. */
export async function gatherWorld(
  sql: Sql,
  localCluster: string | undefined,
  clusterFacts: (row: ClusterRow) => Cluster = clusterOf,
): Promise<World> {
  const [projects, clusters] = [await allProjects(sql), await allClusters(sql)];
  const parsed = projects.flatMap((row) => {
    const project = parseProject(row.manifest);
    return project.ok ? [[row.name, { id: row.id, project: project.value.value }] as const] : [];
  });
  return { projects: new Map(parsed), clusters, facts: clusters.map(clusterFacts), localCluster };
}

export const clusterOf = (row: ClusterRow): Cluster => ({
  metadata: { name: row.name, labels: row.labels, annotations: row.annotations },
  spec: { server: row.server, timeZone: row.timeZone, project: row.project },
});

/** The cluster that a destination names: by name, by its server alias, or as the local one. */
export function findCluster(world: World, destination: Destination): ClusterRow | Problem {
  const { name, server } = destination;
  const registered = world.clusters.find((row) =>
    name !== undefined ? row.name === name : row.server !== '' && row.server === server,
  );
  if (registered) return registered;
  if (name === LOCAL_CLUSTER_NAME || server === LOCAL_CLUSTER_SERVER) return localCluster(world);
  const known = world.clusters.map((row) => (name !== undefined ? row.name : row.server)).filter(Boolean);
  const near = nearestName(name ?? server ?? '', known);
  return {
    code: 'UNKNOWN_CLUSTER',
    message: `no cluster has the ${name !== undefined ? 'name' : 'server'} ${JSON.stringify(name ?? server)}`,
    where: `spec.destination.${name !== undefined ? 'name' : 'server'}`,
    hint: near ? `did you mean ${near}?` : 'register it: `wheelhouse cluster join NAME`',
  };
}

function localCluster(world: World): ClusterRow | Problem {
  const local = world.clusters.find((row) => row.name === world.localCluster);
  if (local) return local;
  const message = world.localCluster
    ? `in-cluster means the cluster ${world.localCluster}, which is not registered`
    : 'no cluster is named as the one that in-cluster means';
  return {
    code: 'UNKNOWN_CLUSTER',
    message,
    where: 'spec.destination',
    hint: 'set WHEELHOUSE_LOCAL_CLUSTER on the hub',
  };
}
