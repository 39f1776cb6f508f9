import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  askRevisions,
  lastRelease,
  projectsOfRepositories,
  repositoryProblemsOf,
  revisionsOf,
  type ApplicationRow,
  type Database,
  type HeldShrinking,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import type { Renderer } from '@wheelhouse/adapter-render';
import { digestOf, identityOf, shardOf, type Digest, type Problem } from '@wheelhouse/core-domain';
import { planRelease, releaseOf, type DesiredApplication, type ReleasePlan } from '@wheelhouse/core-release';
import type { Compressor } from '@wheelhouse/contract';
import { systemClock } from '@wheelhouse/runtime';
import { renderWanted, type RenderOutcome } from '../application/render-wanted.ts';
import type { Wakes } from '../changes/wakes.ts';
import type { Shards } from '../shard/shards.ts';
import { askedByApplication } from '../source/repositories-of.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { StageTimes } from '../stage-times.ts';
import { storeRelease, type Stored } from './store-release.ts';
import { targetSpecOf } from './target-spec.ts';
import type { Wanted } from './wanted.ts';
import type { World } from './world.ts';

export interface ReleaserOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly compressor: Compressor;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly now: () => Date;
}

/** The Applications of one owner: of a set, or those that are written by hand in a project. */
export interface Group {
  readonly owner: { readonly setId: string | null; readonly projectId: ApplicationRow['projectId'] };
  readonly shard: number;
  readonly origin: string | undefined;
  readonly wanted: readonly Wanted[];
  /** Rows of the owner now, those that are leaving too. */
  readonly rows: readonly ApplicationRow[];
  /** A shrinking that a person let go. */
  readonly confirmed: string | null;
  /** Names of what was held before. */
  readonly stillHeld: readonly string[];
  /** Withdrawing needs no confirmation: people do it one by one. */
  readonly guarded: boolean;
  readonly modeOf: (row: ApplicationRow) => 'prune' | 'orphan';
  /** Goes into the transaction of the Release. */
  readonly also?: (sql: Sql, result: GroupResult) => Promise<void>;
}

export interface GroupResult {
  readonly held: HeldShrinking | undefined;
  readonly pending: number;
  readonly failed: readonly { readonly name: string; readonly problems: readonly Problem[] }[];
}

/** Renders what a group wants, makes a Release of it, and stores what that changes in one transaction. */
export class Releaser {
  readonly #options: ReleaserOptions;

  constructor(options: ReleaserOptions) {
    this.#options = options;
  }

  async release(group: Group, world: World, times = new StageTimes(systemClock)): Promise<GroupResult> {
    const outcomes = await times.of('render', this.#render(group, world));
    const previous = await times.of('previous', this.#previous(group, world));

    const plan = planRelease(previous, desiredOf(outcomes), {
      ...(group.confirmed && { confirmed: group.confirmed as Digest }),
      stillHeld: new Set(group.stillHeld),
      ...(!group.guarded && { guardrail: { maxWithdrawn: Infinity, maxWithdrawnPercent: 100 } }),
    });
    const held = group.guarded ? heldOf(plan, this.#options.now()) : undefined;
    const result: GroupResult = { held, ...sumUp(outcomes) };

    const shards = [group.shard];
    const storing = this.#options.shards.transaction(shards, async (sql) => {
      const done = await storeRelease(sql, { ...this.#options, group, outcomes, plan, previous });
      await group.also?.(sql, result);
      return done;
    });
    this.#follow(await times.of('store', storing));
    if (group.owner.setId) this.#options.changes.publish({ kind: 'applicationSet', ids: [group.owner.setId] });
    return result;
  }

  /** Commits first: a revision that nobody asked for before is resolved, and wakes the group again. */
  async #render(group: Group, world: World): Promise<Map<Wanted, RenderOutcome>> {
    const { db, wakes } = this.#options;
    const asked = group.wanted.flatMap((one) => askedByApplication(one.application));
    const unique = [...new Map(asked.map((one) => [`${one.url}@${one.revision}`, one])).values()];
    const news = await askRevisions(
      db.sql,
      unique.map((one) => ({ ...one, shard: shardOf(one.url) })),
    );
    wakes.wake('repository', news);
    const urls = [...new Set(unique.map((one) => one.url))];
    const [revisions, repositoryProblems, repositoryProjects] = await Promise.all([
      revisionsOf(db.sql, urls),
      repositoryProblemsOf(db.sql, urls),
      projectsOfRepositories(db.sql, urls),
    ]);
    const { localCluster } = world;
    const context = { ...this.#options, revisions, repositoryProblems, repositoryProjects, localCluster };
    return renderWanted(group.wanted, context);
  }

  /** What is on clusters that are no more is no withdrawal: it left with its cluster. */
  async #previous(group: Group, world: World) {
    const last = await lastRelease(this.#options.db.sql, group.owner);
    if (!last) return undefined;
    const clusters = new Set<string>(world.clusters.map((row) => row.id));
    return releaseOf(last.assignments.filter((one) => clusters.has(one.cluster)));
  }

  #follow(stored: Stored): void {
    const { wakes, changes } = this.#options;
    wakes.wake('cluster', stored.clusters);
    changes.publish({ kind: 'application', ids: stored.changed });
    changes.publish({ kind: 'application', ids: stored.deleted, removed: true });
  }
}

function desiredOf(outcomes: ReadonlyMap<Wanted, RenderOutcome>): DesiredApplication[] {
  return [...outcomes].map(([wanted, outcome]) => {
    const identity = identityOf(wanted.application);
    if (outcome.kind !== 'rendered' || !wanted.cluster) {
      return { identity, problems: outcome.kind === 'failed' ? outcome.problems : [] };
    }
    const { rendered, revision } = outcome;
    const spec = digestOf(targetSpecOf(wanted.application));
    return { identity, cluster: wanted.cluster.id, bundle: rendered.bundle.digest, spec, revision };
  });
}

function sumUp(outcomes: ReadonlyMap<Wanted, RenderOutcome>): Pick<GroupResult, 'pending' | 'failed'> {
  const failed = [...outcomes].flatMap(([{ application }, outcome]) =>
    outcome.kind === 'failed' ? [{ name: application.metadata.name, problems: outcome.problems }] : [],
  );
  return { failed, pending: [...outcomes.values()].filter((one) => one.kind === 'pending').length };
}

function heldOf(plan: ReleasePlan, now: Date): HeldShrinking | undefined {
  if (!plan.held) return undefined;
  const leaving = [...plan.difference.withdrawn, ...plan.difference.moved.map(({ from }) => from)];
  return {
    digest: plan.difference.digest,
    message: [plan.held.message, plan.held.hint].filter(Boolean).join('; '),
    withdrawn: leaving.map((one) => one.identity.name).sort(),
    since: now.toISOString(),
  };
}
