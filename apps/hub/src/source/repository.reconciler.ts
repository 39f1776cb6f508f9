import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  commitsInUse,
  dependentsOf,
  forgetRevisions,
  gitRepository,
  revisionsOf,
  storeFetch,
  type Database,
  type ResolvedRevision,
} from '@wheelhouse/adapter-postgres';
import { safeUrl, shardOf, type Problem } from '@wheelhouse/core-domain';
import type { Logger, Sealer } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { credentialsFor } from './credentials.ts';

export interface RepositoryReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly sealer: Sealer;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
}

/** Brings one mirror up to date and finds out which commits the asked revisions stand for now. */
export class RepositoryReconciler {
  readonly #options: RepositoryReconcilerOptions;

  constructor(options: RepositoryReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(url: string): Promise<void> {
    const { db, shards, mirrors, sealer } = this.#options;
    const shard = shardOf(url);
    if (!shards.owns(shard)) return;
    const row = await gitRepository(db.sql, url);
    if (!row || isPrefix(row.manifest)) return;
    await forgetRevisions(db.sql, url);
    const asked = [...((await revisionsOf(db.sql, [url])).get(url)?.values() ?? [])];

    const fetched = await mirrors.fetch(url, await credentialsFor(db.sql, sealer, url));
    const problem = fetched.ok ? undefined : fetched.error[0];
    const revisions = problem ? [] : await Promise.all(asked.map((one) => this.#resolve(url, one)));

    const moved = await shards.transaction([shard], (sql) => storeFetch(sql, { url, problem, revisions }));
    if (moved.length > 0 || !same(problem, row.problem)) await this.#tell(url);
    // After the news is out: what was collected in between would have to be weeks old.
    if (fetched.ok) await this.#pin(url);
  }

  /** Whoever reads the repository looks again. */
  async #tell(url: string): Promise<void> {
    const { db, wakes, changes } = this.#options;
    const { sets, projectsByHand, fleetSources } = await dependentsOf(db.sql, url);
    wakes.wake('fleetSource', fleetSources);
    wakes.wake('set', sets);
    wakes.wake('byHand', projectsByHand);
    changes.publish({ kind: 'repository', ids: [url] });
  }

  async #resolve(url: string, asked: ResolvedRevision): Promise<ResolvedRevision> {
    const commit = await this.#options.mirrors.resolve(url, asked.revision);
    if (commit.ok) return { revision: asked.revision, commit: commit.value, problem: null };
    // The commit stays as it was: what stands on it goes on, and the problem says that it is old.
    return { revision: asked.revision, commit: null, problem: commit.error[0]! };
  }

  async #pin(url: string): Promise<void> {
    const { db, mirrors, logger } = this.#options;
    const kept = await mirrors.keep(url, await commitsInUse(db.sql, url));
    if (!kept.ok) logger.debug({ url: safeUrl(url), problem: kept.error[0] }, 'a commit in use is not in the mirror');
  }
}

export const isPrefix = (manifest: Record<string, unknown> | null): boolean =>
  (manifest?.['spec'] as { match?: string } | undefined)?.match === 'prefix';

const same = (a: Problem | undefined, b: Problem | null): boolean => a?.code === b?.code && a?.message === b?.message;
