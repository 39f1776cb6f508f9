import { isDeepStrictEqual } from 'node:util';
import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  addEvents,
  addRepositoriesOfSet,
  applicationSetById,
  applicationsOfSet,
  storeExpansion,
  type ApplicationRow,
  type ApplicationSetRow,
  type Database,
  type NewEvent,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import {
  describeProblem,
  parseApplicationSet,
  type ApplicationSet,
  type Digest,
  type Problem,
} from '@wheelhouse/core-domain';
import type { GenerateSettings } from '@wheelhouse/core-generate';
import { wait, type Clock, type Logger, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Restored } from '../restore/restored.ts';
import type { Renderer } from '@wheelhouse/adapter-render';
import { readsOfWanted } from '../application/render-wanted.ts';
import type { Released, Releaser } from '../release/releaser.ts';
import type { GroupResult } from '../release/group.ts';
import { askedBy, factsDigestOf, gatherSources, type Sources } from '../release/sources.ts';
import type { Wanted } from '../release/wanted.ts';
import type { Worlds } from '../release/worlds.ts';
import type { Shards } from '../shard/shards.ts';
import { SETTLE_MS, settleKey } from '../source/settle.reconciler.ts';
import type { SourceMemory } from '../source/source-memory.ts';
import { StageTimes } from '../stage-times.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { GeneratedFrom } from './gather-facts.ts';
import { fleetChange, type FleetChange } from './fleet-change.ts';
import { leavingMode } from './leaving-mode.ts';
import { lookAtSet } from './look-at-set.ts';
import type { RemoteFacts } from './remote-facts.ts';
import { conditionsOf, type SetFindings } from './set-conditions.ts';
import { dependenceOf, NotAsRemembered, type SetState } from './set-dependence.ts';
import { SetInputs } from './set-inputs.ts';
import { releaseParts } from './set-parts.ts';
import type { SetDefaults } from './set-rules.ts';

export interface SetReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly releaser: Releaser;
  readonly memory: SourceMemory<SetState>;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly worlds: Worlds;
  readonly now: () => Date;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly restored: Restored;
  readonly remote: RemoteFacts;
  readonly generate: GenerateSettings;
  readonly setDefaults: SetDefaults;
}

/** Argo CD looks again after this long where a set failed. */
const RETRY_MS = 180_000;
const RESTORED_MS = 500;
/** A commit came while a set was read; it is stored by then. */
const LATE_MS = 250;
/** Whoever resolves a revision wakes the group; this is for a wake that was lost. */
const PENDING_MS = 5_000;

/** Keeps an ApplicationSet's Applications as it says. A generator or template that fails changes nothing. */
export class SetReconciler {
  readonly #options: SetReconcilerOptions;

  constructor(options: SetReconcilerOptions) {
    this.#options = options;
  }

  /** What a commit touched, where that is known; else everything. */
  async reconcile(id: string): Promise<Outcome | void> {
    const { shards, clock, logger, memory } = this.#options;
    const parts = memory.take(id);
    if (!parts) return this.#whole(id);
    if (!shards.owns(parts.state.row.shard)) return;
    const times = new StageTimes(clock);
    try {
      const fleet = await times.of('fleet', this.#fleet(parts.state));
      const affected = parts.ids.length + (fleet?.names.size ?? 0);
      const released = affected > 0 ? await releaseParts(this.#options, parts, fleet, times) : [];
      if (fleet) Object.assign(parts.state, { world: fleet.world, expansion: fleet.expansion });
      if (affected === 0) return;
      if (memory.done(id, parts, fleet ? released : [])) this.#options.wakes.wake('set', id);
      this.#options.wakes.wake('settle', settleKey('set', id), SETTLE_MS);
      logger.debug({ set: parts.state.row.name, parts: affected, ms: times.toJSON() }, 'parts of a set released');
    } catch (error) {
      memory.forget(id);
      if (!(error instanceof NotAsRemembered)) throw error;
      logger.debug({ set: parts.state.row.name, why: error.message }, 'a set is looked at as a whole');
      return this.#whole(id);
    }
  }

  async #fleet(state: SetState): Promise<FleetChange | undefined> {
    const { worlds, generate } = this.#options;
    return fleetChange(state, await worlds.current(), generate);
  }

  async #whole(id: string): Promise<Outcome | void> {
    const { db, shards, worlds, clock, logger, memory, wakes, restored } = this.#options;
    const begun = memory.begin(id);
    const row = await applicationSetById(db.sql, id);
    if (!row || !shards.owns(row.shard)) return;
    if (restored.reading) return wait(RESTORED_MS, 'the fleet repositories are read first');
    const parsed = parseApplicationSet(row.manifest);
    if (!parsed.ok) return this.#failed(row, parsed.error);
    const set = parsed.value.value;
    const times = new StageTimes(clock);
    const world = await times.of('world', worlds.read());
    const project = [...world.projects.values()].find((one) => one.id === row.projectId)?.project;
    if (!project) return;
    const rowsOf = (): Promise<readonly ApplicationRow[]> => applicationsOfSet(db.sql, id);
    const look = await times.of('look', lookAtSet(this.#options, { set, row, project, world, rows: rowsOf }));
    this.#options.remote.lookAgain(id, look.againMs);
    if (look.repositories.some((url) => !row.repositories.includes(url)))
      await addRepositoriesOfSet(db.sql, id, look.repositories);
    if (look.kind === 'failed') return this.#failed(row, look.problems);
    if (look.kind === 'pending') {
      wakes.wake('repository', look.urls);
      return wait(PENDING_MS, 'its repositories are read first');
    }
    const { wanted, refused, rows } = look;
    const sources = await times.of('sources', gatherSources(db.sql, wakes, wanted));
    const inputs = SetInputs.of(row, world, look);
    const factsDigest = factsDigestOf(inputs.digest, askedBy(wanted), sources);
    const { shard, name, projectId } = row;
    const state = {
      ...{ set, world, inputs, known: look.facts, owners: sources.owners, facts: factsDigest },
      row: { id, shard, name, projectId },
      expansion: look.again(),
    };
    const worked = { set, sources, generated: look.generated, begun };
    const standing = factsDigest === row.factsDigest && wanted.every(isAsStored);
    if (standing && row.held) return;
    // What was left out may come with a change of the fleet that nothing else of the set is concerned by.
    if (standing) return refused.length > 0 ? undefined : this.#recall({ ...worked, state, wanted });
    const result = await this.#options.releaser.release(
      {
        owner: { setId: row.id, projectId: row.projectId },
        shard: row.shard,
        origin: `set:${row.id}`,
        wanted,
        sources,
        rows,
        confirmed: row.confirmed,
        stillHeld: row.held?.withdrawn ?? [],
        guarded: true,
        modeOf: leavingMode(set, wanted),
        also: (sql, found) => this.#store(sql, row, { result: found, refused, factsDigest, wanted }),
      },
      world,
      times,
    );
    logger.debug({ set: row.name, applications: wanted.length, ms: times.toJSON() }, 'set released');
    if (refused.length === 0) this.#remember({ ...worked, state, result });
    if (result.pending > 0) return wait(PENDING_MS, `${result.pending} Applications wait for their repositories`);
    if (result.failed.length > 0) return wait(RETRY_MS, `${result.failed.length} Applications failed`);
  }

  /** From now on commits cost what they touch. */
  #remember({ set, state, result, sources, generated, begun }: Worked & { readonly result: Released }): void {
    if (result.failed.length > 0 || result.pending > 0 || result.held) return;
    const reads = new Map(
      [...result.outcomes].flatMap(([wanted, one]) => (one.kind === 'rendered' ? [[wanted, one.reads] as const] : [])),
    );
    const whole = { ...state, release: result.release };
    const dependence = dependenceOf(set, { state: whole, reads, ids: result.ids, sources, generated });
    if (!dependence) return;
    const { memory, wakes } = this.#options;
    if (!memory.remember(state.row.id, begun, dependence)) return wakes.wake('set', state.row.id, LATE_MS);
    // What is as it was before is left alone by a Release, and stands at an older commit.
    wakes.wake('settle', settleKey('set', state.row.id), SETTLE_MS);
  }

  /** All of it was worked through by an earlier process, or before something changed that makes no difference. */
  async #recall(recalled: Worked & { readonly wanted: readonly Wanted[] }): Promise<void> {
    const { releaser, memory } = this.#options;
    const { set, state, wanted, sources, generated, begun } = recalled;
    const { row, world } = state;
    const ids = new Map(wanted.flatMap((one) => (one.existing ? [[one, one.existing.id] as const] : [])));
    const { localCluster } = world;
    const reads = await readsOfWanted(wanted, { ...this.#options, sources, localCluster });
    const release = await releaser.previous({ setId: row.id, projectId: row.projectId }, world);
    if (!reads || !release || ids.size < wanted.length) return;
    const dependence = dependenceOf(set, { state: { ...state, release }, reads, ids, sources, generated });
    if (!dependence) return;
    if (!memory.remember(row.id, begun, dependence)) return this.#options.wakes.wake('set', row.id, LATE_MS);
    // Whoever released the last commit's parts may have died, or lost its memory, before it settled the others.
    this.#options.wakes.wake('settle', settleKey('set', row.id), SETTLE_MS);
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
      readonly wanted: readonly Wanted[];
    },
  ): Promise<void> {
    const { result, refused, factsDigest, wanted } = found;
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
    await addEvents(
      sql,
      wanted.flatMap((one) => restoredEvent(row, one)),
    );
  }
}

/** Not as a person, or whoever writes rows beside the set, left it. */
const isAsStored = ({ existing, manifest }: Wanted): boolean =>
  existing !== undefined && isDeepStrictEqual(existing.manifest, manifest);

/** What a look at a whole set went through. */
interface Worked {
  readonly set: ApplicationSet;
  readonly state: Omit<SetState, 'index' | 'asked' | 'release'>;
  readonly sources: Sources;
  readonly generated: readonly GeneratedFrom[];
  readonly begun: number;
}

/** A person's change of an Application that did not last. */
function restoredEvent(row: ApplicationSetRow, { existing, manifest }: Wanted): NewEvent[] {
  const byHand = existing && !existing.removal && existing.setId === row.id && existing.origin !== `set:${row.id}`;
  if (!byHand || isDeepStrictEqual(existing.manifest, manifest)) return [];
  const message = `${existing.name} was changed by hand and is as ${row.name} says again`;
  return [{ applicationId: existing.id, setId: row.id, type: 'Normal', reason: 'ApplicationRestored', message }];
}

const aboutSet = (row: ApplicationSetRow, type: 'Normal' | 'Warning', reason: string, message: string) => ({
  projectId: row.projectId,
  setId: row.id,
  type,
  reason,
  message: `${row.name}: ${message}`,
});
