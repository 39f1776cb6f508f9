import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  addEvents,
  applicationSetById,
  applicationsOfSet,
  projectsOfRepositories,
  revisionsOf,
  storeExpansion,
  type ApplicationSetRow,
  type Database,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { describeProblem, digestOf, parseApplicationSet, type Digest, type Problem } from '@wheelhouse/core-domain';
import { expand } from '@wheelhouse/core-generate';
import { wait, type Clock, type Logger, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { GroupResult, Releaser } from '../release/releaser.ts';
import type { Wanted } from '../release/wanted.ts';
import { cascades } from '../release/withdraw.ts';
import { gatherWorld, type World } from '../release/world.ts';
import type { Shards } from '../shard/shards.ts';
import { StageTimes } from '../stage-times.ts';
import { askedByApplication } from '../source/repositories-of.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { gatherFacts } from './gather-facts.ts';
import { conditionsOf, type SetFindings } from './set-conditions.ts';
import { wantedOfSet } from './wanted-of-set.ts';

export interface SetReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly releaser: Releaser;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly localCluster: string | undefined;
  readonly now: () => Date;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Argo CD looks again after this long where a set failed. */
const RETRY_MS = 180_000;
/** Whoever resolves a revision wakes the group; this is for a wake that was lost. */
const PENDING_MS = 5_000;

/** Keeps an ApplicationSet's Applications as it says. A generator or template that fails changes nothing. */
export class SetReconciler {
  readonly #options: SetReconcilerOptions;

  constructor(options: SetReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(id: string): Promise<Outcome | void> {
    const { db, shards, mirrors, localCluster, clock, logger } = this.#options;
    const row = await applicationSetById(db.sql, id);
    if (!row || !shards.owns(row.shard)) return;
    const parsed = parseApplicationSet(row.manifest);
    if (!parsed.ok) return this.#failed(row, parsed.error);
    const set = parsed.value.value;
    const times = new StageTimes(clock);
    const world = await times.of('world', gatherWorld(db.sql, localCluster));
    const project = [...world.projects.values()].find((one) => one.id === row.projectId)?.project;
    if (!project) return;
    const gathered = await times.of('gather', gatherFacts(set, world, { db, mirrors, project }));
    if (gathered.kind === 'failed') return this.#failed(row, gathered.problems);
    if (gathered.kind === 'pending') return this.#options.wakes.wake('repository', gathered.urls);

    const expansion = expand(set, gathered.facts);
    if (!expansion.ok) return this.#failed(row, expansion.error);

    const rows = await applicationsOfSet(db.sql, id);
    const wanting = wantedOfSet(db.sql, { row, set, expansion: expansion.value, rows, world });
    const { wanted, refused } = await times.of('expand', wanting);
    const factsDigest = await times.of('digest', this.#digest(row, wanted, refused, world));
    if (factsDigest === row.factsDigest) return;
    const preserve = set.spec.syncPolicy.preserveResourcesOnDeletion;
    const result = await this.#options.releaser.release(
      {
        owner: { setId: row.id, projectId: row.projectId },
        shard: row.shard,
        origin: `set:${row.id}`,
        wanted,
        rows,
        confirmed: row.confirmed,
        stillHeld: row.held?.withdrawn ?? [],
        guarded: true,
        modeOf: (one) => (!preserve && cascades(one) ? 'prune' : 'orphan'),
        also: (sql, found) => this.#store(sql, row, { result: found, refused, factsDigest }),
      },
      world,
      times,
    );
    logger.debug({ set: row.name, applications: wanted.length, ms: times.toJSON() }, 'set released');
    if (result.pending > 0) return wait(PENDING_MS, `${result.pending} Applications wait for their repositories`);
    if (result.failed.length > 0) return wait(RETRY_MS, `${result.failed.length} Applications failed`);
  }

  /** Equal inputs were worked through before: nothing to do. */
  async #digest(row: ApplicationSetRow, wanted: readonly Wanted[], refused: unknown, world: World): Promise<Digest> {
    const asked = wanted.flatMap(({ application }) => askedByApplication(application));
    const urls = [...new Set(asked.map((one) => one.url))];
    const revisions = await revisionsOf(this.#options.db.sql, urls);
    const owners = await projectsOfRepositories(this.#options.db.sql, urls);
    return digestOf({
      manifest: row.manifest,
      confirmed: row.confirmed,
      localCluster: world.localCluster,
      refused,
      wanted: wanted.map(({ manifest, cluster, project, problems }) => [
        manifest,
        cluster?.id,
        project.id,
        project.project,
        problems,
      ]),
      commits: asked.map(({ url, revision }) => {
        const found = revisions.get(url)?.get(revision);
        return [url, revision, found?.commit, found?.problem, owners.get(url)];
      }),
    });
  }

  async #failed(row: ApplicationSetRow, problems: readonly Problem[]): Promise<Outcome> {
    const findings: SetFindings = { errors: problems, applications: [], pending: 0, held: undefined };
    const conditions = conditionsOf(findings, row.conditions, this.#options.now());
    await this.#options.shards.transaction([row.shard], async (sql) => {
      await storeExpansion(sql, row.id, { conditions, factsDigest: null, held: row.held, confirmed: null });
      const known = row.conditions.find((one) => one.type === 'ErrorOccurred')?.message;
      const message = conditions[0]!.message;
      if (message !== known) await addEvents(sql, [aboutSet(row, 'Warning', 'ApplicationGenerationError', message)]);
    });
    this.#options.changes.publish({ kind: 'applicationSet', ids: [row.id] });
    return wait(RETRY_MS, problems.map(describeProblem).join('; '));
  }

  async #store(
    sql: Sql,
    row: ApplicationSetRow,
    found: {
      readonly result: GroupResult;
      readonly refused: SetFindings['applications'];
      readonly factsDigest: Digest;
    },
  ): Promise<void> {
    const { result, refused, factsDigest } = found;
    const applications = [...refused, ...result.failed];
    const findings: SetFindings = { errors: [], applications, pending: result.pending, held: result.held?.message };
    const conditions = conditionsOf(findings, row.conditions, this.#options.now());
    const same = result.held && row.held?.digest === result.held.digest;
    const held = same ? row.held : (result.held ?? null);
    // What failed or waits is looked at again; all else is done for these facts.
    const complete = result.failed.length === 0 && result.pending === 0 ? factsDigest : null;
    const confirmed = held ? null : row.confirmed;
    await storeExpansion(sql, row.id, { conditions, factsDigest: complete, held, confirmed });
    if (result.held && !same) await addEvents(sql, [aboutSet(row, 'Warning', 'ShrinkingHeld', result.held.message)]);
  }
}

const aboutSet = (row: ApplicationSetRow, type: 'Normal' | 'Warning', reason: string, message: string) => ({
  projectId: row.projectId,
  setId: row.id,
  type,
  reason,
  message: `${row.name}: ${message}`,
});
