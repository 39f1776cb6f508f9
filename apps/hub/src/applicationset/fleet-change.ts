import { isDeepStrictEqual } from 'node:util';
import {
  expand,
  factsNeeded,
  isGathered,
  type Expansion,
  type Generated,
  type GenerateSettings,
} from '@wheelhouse/core-generate';
import type { World } from '../release/world.ts';
import { NotAsRemembered, type SetState } from './set-dependence.ts';

/** What another world changes of a set. */
export interface FleetChange {
  readonly world: World;
  readonly expansion: Expansion;
  /** Of the Applications that are made, changed or not made any more. */
  readonly names: ReadonlySet<string>;
}

/**
 * Compares a set that is remembered with the world as it is now; undefined where that is the one that it was worked through
 * with. Throws `NotAsRemembered` where Applications that are generated as before may belong somewhere else, or nowhere.
 */
export function fleetChange(state: SetState, world: World, generate: GenerateSettings): FleetChange | undefined {
  if (world === state.world) return undefined;
  const { name } = state.row;
  const moved = movedIn(state.world, world);
  if (moved) throw new NotAsRemembered(name, moved);
  const facts = { ...state.known, clusters: world.facts };
  if (!isGathered(factsNeeded(state.set, facts, generate))) throw new NotAsRemembered(name, 'it asks for more of Git');
  const expansion = expand(state.set, facts, generate, state.expansion);
  if (!expansion.ok) throw new NotAsRemembered(name, 'it cannot be expanded any more');
  if (expansion.value.rejected.length > 0) throw new NotAsRemembered(name, 'not everything of it is well');
  return { world, expansion: expansion.value, names: namesOfOthers(state.expansion, expansion.value) };
}

/** What stands where Applications go, in words; labels and annotations are only for generators. */
function movedIn(was: World, now: World): string | undefined {
  const before = new Map(was.clusters.map((row) => [row.id, row]));
  const servers = new Set(was.clusters.map(({ server }) => server));
  let known = 0;
  for (const row of now.clusters) {
    const old = before.get(row.id);
    if (old) known += 1;
    else if (row.server !== '' && servers.has(row.server)) return `${row.name} has a server that another cluster had`;
    if (old && (old.name !== row.name || old.server !== row.server || old.project !== row.project))
      return `the cluster ${old.name} is another one now`;
  }
  if (known < before.size) return 'a cluster is gone';
  for (const [name, { id, project }] of was.projects) {
    const other = now.projects.get(name);
    if (other?.id !== id || !(other.project === project || isDeepStrictEqual(other.project, project)))
      return `the project ${name} changed`;
  }
  return undefined;
}

/** Both are in order of their names. */
function namesOfOthers({ applications: was }: Expansion, { applications: now }: Expansion): ReadonlySet<string> {
  const names = new Set<string>();
  if (was === now) return names;
  let at = 0;
  for (const one of now) {
    while (at < was.length && was[at]!.name < one.name) names.add(was[at++]!.name);
    if (was[at]?.name !== one.name) names.add(one.name);
    else if (!isSame(was[at++]!, one)) names.add(one.name);
  }
  for (const one of was.slice(at)) names.add(one.name);
  return names;
}

const isSame = (a: Generated, b: Generated): boolean => a === b || a.digest === b.digest;
