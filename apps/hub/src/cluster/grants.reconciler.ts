import { calls, NatsError, request, type Nats } from '@wheelhouse/adapter-nats';
import { allClusters, type ClusterRow, type Database } from '@wheelhouse/adapter-postgres';
import { subjects } from '@wheelhouse/contract';
import type { ProjectId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import { followProjects } from '../keys/follow-projects.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { projectsReaching } from './spoke-projects.ts';

export interface GrantsReconcilerOptions {
  readonly db: Database;
  readonly nats: Nats;
  readonly localCluster: string | undefined;
  readonly keys: ProjectKeys;
  readonly wakes: Wakes;
  readonly logger: Logger;
}

const WITHIN_MS = 2_000;
/** Spokes asked at the same time: each of them signs in anew. */
const PARALLEL = 16;

/**
 * What spokes may read follows the projects: where another set of projects reaches a cluster than its credentials say, its spoke is asked
 * to renew them now. One that is away asks by itself when its manifest names a project that it cannot read.
 */
export class GrantsReconciler {
  readonly #options: GrantsReconcilerOptions;

  constructor(options: GrantsReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(): Promise<void> {
    const { db, localCluster } = this.#options;
    const projectsOf = await projectsReaching(db.sql, localCluster);
    const clusters = await allClusters(db.sql);
    await followProjects({ clusters, projectsOf }, this.#options);
    const joined = clusters.filter(({ publicKey }) => publicKey);
    const outdated = joined.filter((cluster) => textOf(cluster.granted) !== textOf(projectsOf(cluster)));
    const lane = async (): Promise<void> => {
      for (let next = outdated.pop(); next; next = outdated.pop()) await this.#ask(next, projectsOf(next));
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
  }

  async #ask({ id, name }: ClusterRow, projects: readonly ProjectId[]): Promise<void> {
    const { nats, logger } = this.#options;
    try {
      await request(nats, subjects.toSpoke(id, 'renew'), calls.live.renew, {}, WITHIN_MS);
      logger.info({ cluster: name, projects: projects.length }, 'the spoke is asked to renew its credentials');
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      logger.debug({ cluster: name, failure: error.failure }, 'the spoke renews its credentials when it is back');
    }
  }
}

const textOf = (projects: readonly ProjectId[]): string => projects.join(' ');
