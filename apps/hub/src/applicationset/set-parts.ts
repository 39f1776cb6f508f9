import { advanceFacts, applicationsByIds, type ApplicationRow, type Database } from '@wheelhouse/adapter-postgres';
import { parseApplication } from '@wheelhouse/core-domain';
import type { Releaser } from '../release/releaser.ts';
import { factsDigestOf, revisionsAt, type Sources } from '../release/sources.ts';
import { place, type Wanted } from '../release/wanted.ts';
import type { Parts } from '../source/source-memory.ts';
import type { StageTimes } from '../stage-times.ts';
import type { SetState } from './set-dependence.ts';

/** The set is another one than the one that is remembered: nothing was written, and the whole of it is to be looked at. */
export class NotAsRemembered extends Error {
  constructor(name: string, why: string) {
    super(`${name} is looked at as a whole: ${why}`);
  }
}

/**
 * Renders and releases only the Applications of a set that a commit touched. Gives what a look at the whole set would give, and
 * throws `NotAsRemembered` wherever that is not certain: what fails, moves or leaves is for the whole look.
 */
export async function releaseParts(
  { db, releaser }: { readonly db: Database; readonly releaser: Releaser },
  { ids, commits, state }: Parts<SetState>,
  times: StageTimes,
): Promise<void> {
  const { row: set, world } = state;
  const sources: Sources = { revisions: revisionsAt(commits), problems: new Map(), owners: state.owners };
  const rows = await times.of('rows', applicationsByIds(db.sql, ids));
  const wanted = rows.map((row) => wantedOf(row, state));
  if (wanted.length !== ids.length) throw new NotAsRemembered(set.name, 'an Application of it is gone');
  const next = factsDigestOf(state.inputs, state.asked, sources);
  const released = await releaser.release(
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
      modeOf: () => 'orphan',
      also: async (sql, result) => {
        if (result.failed.length > 0 || result.pending > 0 || result.held)
          throw new NotAsRemembered(set.name, 'not everything of it is well');
        if (!(await advanceFacts(sql, set.id, { known: state.facts, next })))
          throw new NotAsRemembered(set.name, 'somebody wants it expanded anew');
      },
    },
    world,
    times,
  );
  state.facts = next;
  state.release = released.release;
  for (const [one, outcome] of released.outcomes)
    if (outcome.kind === 'rendered') state.index.put(released.ids.get(one)!, one, outcome.reads, sources);
}

function wantedOf(existing: ApplicationRow, { row: set, world }: SetState): Wanted {
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
