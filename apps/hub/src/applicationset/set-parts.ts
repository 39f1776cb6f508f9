import {
  advanceFacts,
  applicationsByIds,
  applicationsOfSetNamed,
  type ApplicationRow,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { parseApplication } from '@wheelhouse/core-domain';
import type { Releaser } from '../release/releaser.ts';
import { askedBy, factsDigestOf, revisionsAt, type Sources } from '../release/sources.ts';
import { place, type Wanted } from '../release/wanted.ts';
import type { World } from '../release/world.ts';
import { keyOf } from '../source/source-index.ts';
import type { Parts } from '../source/source-memory.ts';
import type { StageTimes } from '../stage-times.ts';
import type { FleetChange } from './fleet-change.ts';
import { leavingMode } from './leaving-mode.ts';
import { NotAsRemembered, type SetState } from './set-dependence.ts';
import { rulesOf, type SetDefaults } from './set-rules.ts';
import { wantedOfSet } from './wanted-of-set.ts';

export interface PartsOptions {
  readonly db: Database;
  readonly releaser: Releaser;
  readonly setDefaults: SetDefaults;
}

/**
 * Renders and releases only the Applications of a set that a commit touched, and those that a change of the fleet makes, changes
 * or takes away. Gives what a look at the whole set would give, and throws `NotAsRemembered` wherever that is not certain: what
 * fails, moves or is held is for the whole look. Answers whom it rendered.
 */
export async function releaseParts(
  options: PartsOptions,
  parts: Parts<SetState>,
  fleet: FleetChange | undefined,
  times: StageTimes,
): Promise<readonly string[]> {
  const { commits, state } = parts;
  const { row: set } = state;
  const sources: Sources = { revisions: revisionsAt(commits), problems: new Map(), owners: state.owners };
  const affected = await times.of('rows', affectedBy(options, parts, fleet));
  const { wanted, leaving, rows } = affected;
  const asked = new Set(state.asked.map(keyOf));
  if (!askedBy(wanted).every((one) => asked.has(keyOf(one))))
    throw new NotAsRemembered(set.name, 'an Application asks for another revision');
  const inputs = fleet ? state.inputs.with(wanted, leaving) : state.inputs;
  const next = factsDigestOf(inputs.digest, state.asked, sources);
  const released = await options.releaser.release(
    {
      owner: { setId: set.id, projectId: set.projectId },
      shard: set.shard,
      origin: `set:${set.id}`,
      wanted,
      sources,
      standing: state.release,
      rows,
      confirmed: null,
      stillHeld: [],
      guarded: true,
      modeOf: leavingMode(state.set, wanted),
      also: async (sql, result) => {
        if (result.failed.length > 0 || result.pending > 0 || result.held)
          throw new NotAsRemembered(set.name, 'not everything of it is well');
        if (!(await advanceFacts(sql, set.id, { known: state.facts, next })))
          throw new NotAsRemembered(set.name, 'somebody wants it expanded anew');
      },
    },
    fleet?.world ?? state.world,
    times,
  );
  state.facts = next;
  state.inputs = inputs;
  state.release = released.release;
  for (const row of leaving) state.index.delete(row.id);
  for (const [one, outcome] of released.outcomes)
    if (outcome.kind === 'rendered') state.index.put(released.ids.get(one)!, one, outcome.reads, sources);
  return [...released.ids.values()];
}

interface Affected {
  readonly wanted: readonly Wanted[];
  /** Not generated any more. */
  readonly leaving: readonly ApplicationRow[];
  readonly rows: readonly ApplicationRow[];
}

async function affectedBy(
  { db, setDefaults }: PartsOptions,
  { ids, state }: Parts<SetState>,
  fleet: FleetChange | undefined,
): Promise<Affected> {
  const { row, set } = state;
  const touched = await applicationsByIds(db.sql, ids);
  if (touched.length !== ids.length) throw new NotAsRemembered(row.name, 'an Application of it is gone');
  if (!fleet) return { wanted: touched.map((one) => wantedOf(one, state, state.world)), leaving: [], rows: touched };
  const { names, world, expansion } = fleet;
  const named = await applicationsOfSetNamed(db.sql, row.id, [...names]);
  const applications = expansion.applications.filter(({ name }) => names.has(name));
  const { wanted, refused } = await wantedOfSet(db.sql, {
    row,
    rules: rulesOf(set, setDefaults),
    expansion: { applications, rejected: [] },
    rows: named,
    world,
  });
  if (refused.length > 0) throw new NotAsRemembered(row.name, 'not everything of it is well');
  const others = touched.filter(({ name }) => !names.has(name));
  const staying = new Set<string | undefined>(wanted.map(({ existing }) => existing?.id));
  return {
    wanted: [...others.map((one) => wantedOf(one, state, world)), ...wanted],
    leaving: named.filter((one) => !one.removal && !staying.has(one.id)),
    rows: [...others, ...named],
  };
}

function wantedOf(existing: ApplicationRow, { row: set }: SetState, world: World): Wanted {
  const parsed = parseApplication(existing.manifest);
  const project = parsed.ok ? world.projects.get(parsed.value.value.spec.project) : undefined;
  if (!parsed.ok || !project || existing.setId !== set.id || existing.removal)
    throw new NotAsRemembered(set.name, `${existing.name} is not the Application that it was`);
  const { value: application, warnings } = parsed.value;
  const wanted = place({ application, manifest: existing.manifest, project, existing, warnings }, world);
  if (wanted.problems.length > 0 || wanted.cluster?.id !== existing.clusterId)
    throw new NotAsRemembered(set.name, `${existing.name} is to be somewhere else`);
  return wanted;
}
