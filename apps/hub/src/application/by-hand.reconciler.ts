import { applicationsByHand, type Database } from '@wheelhouse/adapter-postgres';
import { parseApplication, projectId, shardOf } from '@wheelhouse/core-domain';
import { wait, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Released, Releaser } from '../release/releaser.ts';
import { gatherSources, type Sources } from '../release/sources.ts';
import { awaitsPerson } from '../restore/presume-manifest.ts';
import type { Restored } from '../restore/restored.ts';
import { commitsOf, SourceIndex } from '../source/source-index.ts';
import type { Dependence, SourceMemory } from '../source/source-memory.ts';
import { place, type Wanted } from '../release/wanted.ts';
import { cascades } from '../release/withdraw.ts';
import { gatherWorld } from '../release/world.ts';
import type { Shards } from '../shard/shards.ts';

export interface ByHandReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly releaser: Releaser;
  readonly wakes: Wakes;
  readonly memory: SourceMemory<undefined>;
  readonly localCluster: string | undefined;
  readonly restored: Restored;
}

const RETRY_MS = 180_000;
const RESTORED_MS = 500;
/** Whoever resolves a revision wakes the group; this is for a wake that was lost. */
const PENDING_MS = 5_000;

/** The Applications of a project that people wrote themselves: the same way as a set's, without a generator before it. */
export class ByHandReconciler {
  readonly #options: ByHandReconcilerOptions;

  constructor(options: ByHandReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(project: string): Promise<Outcome | void> {
    const { db, shards, localCluster, releaser, memory, restored } = this.#options;
    const begun = memory.begin(project);
    const shard = shardOf(project);
    if (!shards.owns(shard)) return;
    if (restored.reading) return wait(RESTORED_MS, 'the fleet repositories are read first');
    const world = await gatherWorld(db.sql, localCluster);
    const rows = await applicationsByHand(db.sql, projectId(project));
    const own = [...world.projects.values()].find((one) => one.id === project);
    if (!own) return;

    const wanted = rows
      .filter((row) => !row.removal && !awaitsPerson(row))
      .flatMap((existing): Wanted[] => {
        const parsed = parseApplication(existing.manifest);
        if (!parsed.ok) return [];
        const { manifest } = existing;
        const { value: application, warnings } = parsed.value;
        return [place({ application, manifest, project: own, existing, warnings }, world)];
      });

    const sources = await gatherSources(db.sql, this.#options.wakes, wanted);
    const result = await releaser.release(
      {
        owner: { setId: null, projectId: own.id },
        shard,
        origin: undefined,
        wanted,
        sources,
        rows: rows.filter((row) => wanted.some((one) => one.existing?.id === row.id)),
        confirmed: null,
        stillHeld: [],
        guarded: false,
        modeOf: (row) => (cascades(row) ? 'prune' : 'orphan'),
      },
      world,
    );
    if (result.pending + result.failed.length === 0) memory.remember(project, begun, dependenceByHand(result, sources));
    if (result.pending > 0) return wait(PENDING_MS, `${result.pending} Applications wait for their repositories`);
    if (result.failed.length > 0) return wait(RETRY_MS, `${result.failed.length} Applications failed`);
  }
}

/** A commit that touches one of them concerns them all: there are few. */
function dependenceByHand(result: Released, sources: Sources): Dependence<undefined> {
  const index = new SourceIndex();
  for (const [wanted, outcome] of result.outcomes)
    if (outcome.kind === 'rendered') index.put(result.ids.get(wanted)!, wanted, outcome.reads, sources);
  return {
    revisions: commitsOf([...result.outcomes.keys()], sources),
    touched: (at, changes) => (index.touched(at, changes).size > 0 ? 'all' : []),
    state: undefined,
  };
}
