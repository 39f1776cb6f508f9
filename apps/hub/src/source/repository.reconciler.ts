import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  commitsInUse,
  dependentsOf,
  forgetRevisions,
  gitRepository,
  namedCalendars,
  revisionsOf,
  storeFetch,
  type Database,
  type ResolvedRevision,
} from '@wheelhouse/adapter-postgres';
import { safeUrl, shardOf, type Commit, type Problem } from '@wheelhouse/core-domain';
import type { Clock, Logger, Sealer } from '@wheelhouse/runtime';
import { calendarSource } from '../calendar/calendar-source.ts';
import type { Wakes } from '../changes/wakes.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { Moves, Reader, SourceMemory } from './source-memory.ts';
import { StageTimes } from '../stage-times.ts';
import { credentialsFor } from './credentials.ts';
import { SETTLE_MS, settleKey } from './settle.reconciler.ts';

/** Who reads repositories, by what each remembers of it. */
export type Readers = Readonly<Record<Reader, Pick<SourceMemory<unknown>, 'moved' | 'has' | 'forget'>>>;
const READERS = ['set', 'byHand', 'fleetSource'] as const satisfies readonly Reader[];

export interface RepositoryReconcilerOptions {
  readonly readers: Readers;
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly sealer: Sealer;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After a fetch; once for all fetches until then. What Git collects in between would have to be weeks old. */
const TIDY_MS = 15_000;

/** Brings one mirror up to date and finds out which commits the asked revisions stand for now. */
export class RepositoryReconciler {
  readonly #options: RepositoryReconcilerOptions;
  readonly #untold = new Set<string>();
  readonly #pushed = new Set<string>();

  constructor(options: RepositoryReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(url: string): Promise<void> {
    const { db, shards, mirrors, sealer, clock, logger } = this.#options;
    const shard = shardOf(url);
    if (!shards.owns(shard)) return;
    const row = await gitRepository(db.sql, url);
    if (!row || isPrefix(row.manifest)) return;
    const [revisionsNow, credentials] = await Promise.all([
      revisionsOf(db.sql, [url]),
      credentialsFor(db.sql, sealer, url),
    ]);
    const asked = [...(revisionsNow.get(url)?.values() ?? [])];
    const times = new StageTimes(clock);
    const pushed = this.#pushed.delete(url);
    const missed = row.webhookSeenAt !== null && (row.fetchedAt === null || row.fetchedAt < row.webhookSeenAt);
    const fetched = await times.of(
      'fetch',
      mirrors.fetch(url, { moved: pushed || missed, ...(credentials && { credentials }) }),
    );
    const problem = fetched.ok ? undefined : fetched.error[0];
    const storing = (found: readonly ResolvedRevision[]) =>
      shards.transaction([shard], (sql) => storeFetch(sql, { url, problem, revisions: found }));
    const resolving = problem ? [] : asked.map((one) => this.#resolve(url, one));
    const revisions = await times.of('resolve', Promise.all(resolving));

    // What a commit touched begins at once: it reads nothing of what is stored here.
    const [judged, news] = await Promise.all([
      times.of('compare', this.#moved(url, revisions)),
      times.of('store', storing(revisions)),
    ]);
    if (news.length > 0 || !same(problem, row.problem)) this.#untold.add(url);
    // Also what an earlier run stored and could not tell.
    if (this.#untold.has(url)) await times.of('tell', this.#tell(url, judged));
    this.#untold.delete(url);
    logger.debug({ url: safeUrl(url), pushed, news: news.length, ms: times.toJSON() }, 'repository read');
    if (fetched.ok) this.#options.wakes.wake('tidy', url, TIDY_MS);
  }

  /** Somebody said that a revision of it moved: the remote need not be asked for its refs first. */
  pushed(url: string): void {
    this.#pushed.add(url);
  }

  /** Pins the commits that something stands on, and lets the others go. */
  async tidy(url: string): Promise<void> {
    if (!this.#options.shards.owns(shardOf(url))) return;
    await this.#pin(url);
    await forgetRevisions(this.#options.db.sql, url);
  }

  /** Wakes those who know what the new commits mean to them. The answer is everybody who was judged. */
  async #moved(url: string, revisions: readonly ResolvedRevision[]): Promise<Record<Reader, Judged>> {
    const { readers, mirrors, wakes } = this.#options;
    const moves: Moves = new Map(revisions.map(({ revision, commit }) => [revision, commit]));
    const compare = async (from: Commit, to: Commit) => {
      const changes = await mirrors.treeChanges(url, from, to).catch(() => undefined);
      return changes?.ok ? changes.value : undefined;
    };
    const judged = {} as Record<Reader, Judged>;
    for (const reader of READERS) {
      const { parts, all, same, known } = await readers[reader].moved(url, moves, compare);
      if (reader === 'set') wakes.wake('setParts', parts);
      wakes.wake(
        'settle',
        same.map((id) => settleKey(reader, id)),
        SETTLE_MS,
      );
      judged[reader] = { all: new Set(all), known };
    }
    return judged;
  }

  /** Everybody else who reads the repository looks at everything again. */
  async #tell(url: string, judged: Record<Reader, Judged>): Promise<void> {
    const { db, wakes, changes, readers } = this.#options;
    const { sets, projectsByHand, fleetSources } = await dependentsOf(db.sql, url);
    const dependents = { set: sets, byHand: projectsByHand, fleetSource: fleetSources };
    for (const reader of READERS) {
      const { known, all } = judged[reader];
      // Who was forgotten since it was judged may have looked before the commit was stored.
      const isTold = (id: string): boolean => all.has(id) || !known.has(id) || !readers[reader].has(id);
      const told = dependents[reader].filter(isTold);
      // A look that is under way may have read the commits before these: it is not to be remembered.
      for (const id of told) readers[reader].forget(id);
      wakes.wake(reader, told);
    }
    const calendars = (await namedCalendars(db.sql)).filter((one) => 'repoURL' in one && one.repoURL === url);
    wakes.wake('calendar', calendars.map(calendarSource));
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

interface Judged {
  readonly all: ReadonlySet<string>;
  readonly known: ReadonlySet<string>;
}

export const isPrefix = (manifest: Record<string, unknown> | null): boolean =>
  (manifest?.['spec'] as { match?: string } | undefined)?.match === 'prefix';

const same = (a: Problem | undefined, b: Problem | null): boolean => a?.code === b?.code && a?.message === b?.message;
