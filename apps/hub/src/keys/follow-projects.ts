import {
  addEvents,
  allowProject,
  denials,
  denyProject,
  holdersOfCurrentKeys,
  type ClusterRow,
  type Database,
} from '@wheelhouse/adapter-postgres';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import type { Wakes } from '../changes/wakes.ts';
import type { ProjectKeys } from './project-keys.ts';

export interface FollowProjectsOptions {
  readonly db: Database;
  readonly keys: ProjectKeys;
  readonly wakes: Wakes;
}

export interface Reach {
  readonly clusters: readonly ClusterRow[];
  readonly projectsOf: (cluster: ClusterRow) => readonly ProjectId[];
}

/**
 * A cluster that a project does not reach any more, or that is gone, gets none of its keys; since it has those of before,
 * the project gets a new one, and what is stored is sealed anew. A cluster that is reached again gets keys again.
 */
export async function followProjects(reach: Reach, { db, keys, wakes }: FollowProjectsOptions): Promise<void> {
  const names = new Map(reach.clusters.map(({ id, name }) => [id, name]));
  const reached = new Set(
    reach.clusters.flatMap((cluster) => reach.projectsOf(cluster).map((project) => `${project} ${cluster.id}`)),
  );
  const isReached = (project: ProjectId, cluster: ClusterId): boolean => reached.has(`${project} ${cluster}`);

  const lost = (await holdersOfCurrentKeys(db.sql)).filter((one) => !isReached(one.projectId, one.clusterId));
  for (const project of new Set(lost.map(({ projectId }) => projectId))) {
    const from = lost.filter(({ projectId }) => projectId === project);
    await db.transaction(async (sql) => {
      for (const one of from) await denyProject(sql, one);
      await keys.rotate(sql, project);
      const who = from.map(({ clusterId }) => names.get(clusterId) ?? clusterId).sort();
      const message = `the project does not reach ${who.join(', ')} any more: it gets a new key, and its bundles are sealed anew`;
      await addEvents(sql, [{ projectId: project, type: 'Normal', reason: 'ProjectKeyRotated', message }]);
    });
    wakes.wake('reseal', project);
  }
  const again = (await denials(db.sql)).filter((one) => isReached(one.projectId, one.clusterId));
  for (const one of again) await allowProject(db.sql, one);
  wakes.wake(
    'cluster',
    [...lost, ...again].flatMap(({ clusterId }) => (names.has(clusterId) ? [clusterId] : [])),
  );
}
