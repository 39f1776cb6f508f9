import type { GitMirrors } from '@wheelhouse/adapter-git';
import { lastRelease, type ApplicationRow, type Database, type HeldShrinking } from '@wheelhouse/adapter-postgres';
import type { Renderer } from '@wheelhouse/adapter-render';
import { digestOf, identityOf, identityText, type ApplicationId, type Digest } from '@wheelhouse/core-domain';
import {
  planRelease,
  releaseOf,
  type DesiredApplication,
  type Guardrail,
  type Release,
  type ReleasePlan,
} from '@wheelhouse/core-release';
import type { Compressor } from '@wheelhouse/contract';
import { systemClock } from '@wheelhouse/runtime';
import { renderWanted, type RenderOutcome } from '../application/render-wanted.ts';
import type { Wakes } from '../changes/wakes.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import type { BundleStore } from '../publish/bundle-store.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { StageTimes } from '../stage-times.ts';
import type { Group, GroupResult } from './group.ts';
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
  readonly keys: ProjectKeys;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly now: () => Date;
  readonly guardrail: Guardrail;
  readonly bundles: Pick<BundleStore, 'storeAhead'>;
}

export interface Released extends GroupResult {
  /** The row of each. */
  readonly ids: ReadonlyMap<Wanted, ApplicationId>;
}

/** Renders what a group wants, makes a Release of it, and stores what that changes in one transaction. */
export class Releaser {
  readonly #options: ReleaserOptions;

  constructor(options: ReleaserOptions) {
    this.#options = options;
  }

  async release(group: Group, world: World, times = new StageTimes(systemClock)): Promise<Released> {
    const context = { ...this.#options, sources: group.sources, localCluster: world.localCluster };
    const outcomes = await times.of('render', renderWanted(group.wanted, context));
    const previous = group.standing ?? (await times.of('previous', this.previous(group.owner, world)));

    const desired = desiredOf(outcomes);
    const everything = group.standing ? [...others(group.standing, desired, group.rows), ...desired] : desired;
    const plan = planRelease(previous, everything, {
      ...(group.confirmed && { confirmed: group.confirmed as Digest }),
      stillHeld: new Set(group.stillHeld),
      guardrail: group.guarded ? this.#options.guardrail : { maxWithdrawn: Infinity, maxWithdrawnPercent: 100 },
    });
    const held = group.guarded ? heldOf(plan, this.#options.now()) : undefined;
    const result = { held, outcomes, release: plan.release, ...sumUp(outcomes) };

    const shards = [group.shard];
    const storing = this.#options.shards.transaction(shards, async (sql) => {
      const done = await storeRelease(sql, { ...this.#options, group, outcomes, plan, previous });
      await group.also?.(sql, result);
      return done;
    });
    const stored = await times.of('store', storing);
    this.#follow(stored);
    if (group.owner.setId) this.#options.changes.publish({ kind: 'applicationSet', ids: [group.owner.setId] });
    return { ...result, ids: stored.ids };
  }

  /** The last Release. What is on clusters that are no more is no withdrawal: it left with its cluster. */
  async previous(owner: Group['owner'], world: World): Promise<Release | undefined> {
    const last = await lastRelease(this.#options.db.sql, owner);
    if (!last) return undefined;
    const clusters = new Set<string>(world.clusters.map((row) => row.id));
    return releaseOf(last.assignments.filter((one) => clusters.has(one.cluster)));
  }

  #follow(stored: Stored): void {
    const { wakes, changes, bundles } = this.#options;
    wakes.wake('cluster', stored.clusters);
    bundles.storeAhead(stored.bundles);
    changes.publish({ kind: 'application', ids: stored.changed });
    changes.publish({ kind: 'application', ids: stored.deleted, removed: true });
  }
}

/** Everything of a Release beside these, and beside the rows that are looked at: what is not wanted of them leaves. */
function others(
  release: Release,
  part: readonly DesiredApplication[],
  rows: readonly ApplicationRow[],
): DesiredApplication[] {
  const own = new Set(part.map((one) => identityText(one.identity)));
  const looked = new Set(rows.filter((row) => !row.removal).map((row) => row.name));
  return release.assignments.filter((one) => !own.has(identityText(one.identity)) && !looked.has(one.identity.name));
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
