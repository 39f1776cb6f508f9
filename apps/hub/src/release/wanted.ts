import type { ApplicationRow, ClusterRow } from '@wheelhouse/adapter-postgres';
import { projectAllows, type Application, type Problem, type Project, type ProjectId } from '@wheelhouse/core-domain';
import { clusterOf, findCluster, type World } from './world.ts';

/** An Application that is to be, with its place in the world. */
export interface Wanted {
  readonly application: Application;
  readonly manifest: Record<string, unknown>;
  readonly project: { readonly id: ProjectId; readonly project: Project };
  /** The row of this identity, if there is one. */
  readonly existing: ApplicationRow | undefined;
  /** Absent where the destination is no cluster of ours. */
  readonly cluster: ClusterRow | undefined;
  /** What of the manifest has no effect. */
  readonly warnings: readonly Problem[];
  /** Why it cannot go on: what it had stays. */
  readonly problems: readonly Problem[];
}

/** Judges destination and project; `problems` are those that are known before. */
export function place(
  one: Pick<Wanted, 'application' | 'manifest' | 'project' | 'existing' | 'warnings'> & {
    readonly problems?: readonly Problem[];
  },
  world: World,
): Wanted {
  const found = findCluster(world, one.application.spec.destination);
  const cluster = 'code' in found ? undefined : found;
  const options = world.localCluster === undefined ? {} : { localCluster: world.localCluster };
  const problems = [
    ...(one.problems ?? []),
    ...('code' in found ? [found] : projectAllows(one.project.project, one.application, clusterOf(found), options)),
  ];
  return { ...one, cluster, problems };
}
