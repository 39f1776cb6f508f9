import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  addEvents,
  fleetSources,
  revisionsOf,
  storeFleetSource,
  type Database,
  type FleetSourceRow,
} from '@wheelhouse/adapter-postgres';
import { shardOf, type Commit, type Problem } from '@wheelhouse/core-domain';
import type { Outcome } from '@wheelhouse/runtime';
import type { HubResources } from '../resources/hub-resources.ts';
import { nameOf, type ReadResource } from '../resources/read-documents.ts';
import type { Restored } from '../restore/restored.ts';
import type { Shards } from '../shard/shards.ts';
import type { Viewer } from '../use-cases.ts';
import { isManifest, readFleetFiles } from './fleet-files.ts';
import type { Dependence, SourceMemory } from '../source/source-memory.ts';
import { originOf } from './origin.ts';
import type { Vanished } from './vanished.ts';

export interface FleetSourceReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly resources: HubResources;
  readonly vanished: Vanished;
  readonly memory: SourceMemory<undefined>;
  readonly restored: Restored;
}

/**
 * Keeps the resources of one fleet repository applied. A file with an error is left out as a whole and listed; while there
 * is any error nothing of the repository is withdrawn.
 */
export class FleetSourceReconciler {
  readonly #options: FleetSourceReconcilerOptions;

  constructor(options: FleetSourceReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(id: string): Promise<Outcome | void> {
    const { db, shards, mirrors, memory } = this.#options;
    const begun = memory.begin(id);
    const source = (await fleetSources(db.sql)).find((row) => row.id === id);
    if (!source || !shards.owns(shardOf(source.url))) return;
    const resolved = (await revisionsOf(db.sql, [source.url])).get(source.url)?.get(source.revision);
    if (resolved?.problem) return this.#store(source, { problems: [resolved.problem], applied: false });
    if (!resolved?.commit) return;

    const files = await readFleetFiles(mirrors, { ...source, commit: resolved.commit });
    if (!files.ok) return this.#store(source, { problems: files.error, applied: false });

    const problems = [...files.value.problems, ...(await this.#apply(source, files.value.resources))];
    if (problems.length === 0) problems.push(...(await this.#withdraw(source, files.value.resources)));
    await this.#store(source, { problems, applied: problems.length === 0, commit: resolved.commit });
    if (problems.length === 0) memory.remember(id, begun, dependenceOf(source, resolved.commit));
    this.#options.restored.read(id);
  }

  /** All that are right in one transaction; where one is refused by the others' state, each file alone. */
  async #apply(source: FleetSourceRow, resources: readonly ReadResource[]): Promise<readonly Problem[]> {
    const options = { origin: originOf(source), actor: actorOf(source), dryRun: false };
    const whole = await this.#options.resources.applyAll(resources, options);
    if (whole.ok) return [];
    const problems: Problem[] = [];
    for (const file of Map.groupBy(resources, ({ document }) => document.file).values()) {
      const alone = await this.#options.resources.applyAll(file, options);
      if (!alone.ok) problems.push(...alone.error);
    }
    return problems;
  }

  async #withdraw(source: FleetSourceRow, resources: readonly ReadResource[]): Promise<readonly Problem[]> {
    const kept = new Set(resources.map(({ resource }) => nameOf(resource)));
    return this.#options.vanished.remove(originOf(source), kept, actorOf(source));
  }

  async #store(
    source: FleetSourceRow,
    outcome: {
      readonly problems: readonly Problem[];
      readonly applied: boolean;
      readonly commit?: FleetSourceRow['commit'];
    },
  ): Promise<void> {
    const known = new Set(source.problems.map((one) => one.message));
    await this.#options.shards.transaction([shardOf(source.url)], async (sql) => {
      await storeFleetSource(sql, source.id, { ...outcome, commit: outcome.commit ?? null });
      const news = outcome.problems.filter((one) => !known.has(one.message)).slice(0, 20);
      await addEvents(
        sql,
        news.map((one) => ({
          type: 'Warning',
          reason: one.code === 'GUARDRAIL' ? 'ShrinkingHeld' : 'FleetRepositoryProblem',
          message: [one.where, one.message].filter(Boolean).join(': '),
          actor: originOf(source),
        })),
      );
    });
  }
}

const actorOf = (source: FleetSourceRow): Viewer => ({ name: originOf(source), admin: true, projects: [] });

/** Only manifests below its path concern it. */
function dependenceOf({ url, revision, path }: FleetSourceRow, commit: Commit): Dependence<undefined> {
  const root = path === '' || path === '.';
  const concerns = (changed: string, structural: boolean): boolean =>
    root || changed.startsWith(`${path}/`)
      ? isManifest(changed) || structural
      : changed === path || path.startsWith(`${changed}/`);
  return {
    revisions: [{ url, revision, commit }],
    touched: (_, changes) => (changes.some((one) => concerns(one.path, one.structural)) ? 'all' : []),
    state: undefined,
  };
}
