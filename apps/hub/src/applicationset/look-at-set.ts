import type { GitMirrors } from '@wheelhouse/adapter-git';
import type { ApplicationRow, ApplicationSetRow, Database } from '@wheelhouse/adapter-postgres';
import type { ApplicationSet, Problem, Project } from '@wheelhouse/core-domain';
import { expand, type Expansion, type Facts, type GenerateSettings } from '@wheelhouse/core-generate';
import type { World } from '../release/world.ts';
import { gatherFacts, type Gathered } from './gather-facts.ts';
import type { RemoteFacts } from './remote-facts.ts';
import { rulesOf, type SetDefaults, type SetRules } from './set-rules.ts';
import { wantedOfSet, type WantedOfSet } from './wanted-of-set.ts';

export interface LookOptions {
  readonly db: Database;
  readonly mirrors: GitMirrors;
  readonly remote: RemoteFacts;
  readonly generate: GenerateSettings;
  readonly setDefaults: SetDefaults;
}

export interface SetInWorld {
  readonly set: ApplicationSet;
  readonly row: Pick<ApplicationSetRow, 'id'>;
  readonly project: Project;
  readonly world: World;
  /** The set's Applications, also those that are leaving. */
  readonly rows: () => Promise<readonly ApplicationRow[]>;
}

/** What a set is to be now. */
export type Look = (
  | ({
      readonly kind: 'wanted';
      readonly facts: Facts;
      readonly expansion: Expansion;
      /** The same once more, with nothing made of it that somebody read. */
      readonly again: () => Expansion;
      readonly rules: SetRules;
      readonly rows: readonly ApplicationRow[];
    } & WantedOfSet)
  | { readonly kind: 'pending'; readonly urls: readonly string[] }
  /** There is no plan. */
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
) &
  Pick<Gathered, 'generated' | 'repositories' | 'againMs'>;

/**
 * Gathers what a set's generators ask for, expands it, and finds each Application's place. The hub's loop acts on the answer and a
 * preview shows it: what is previewed is what will be done. Nothing is written but which revisions are asked for.
 */
export async function lookAtSet(options: LookOptions, at: SetInWorld): Promise<Look> {
  const { set, world, project } = at;
  const { db, mirrors, remote, generate } = options;
  const gathered: Gathered = await gatherFacts(set, world, { db, mirrors, remote, project, generate });
  const { generated, repositories, againMs } = gathered;
  const seen = { generated, repositories, againMs };
  if (gathered.kind === 'failed') return { kind: 'failed', problems: gathered.problems, ...seen };
  if (gathered.kind === 'pending') return { kind: 'pending', urls: gathered.urls, ...seen };
  const expansion = expand(set, gathered.facts, generate);
  if (!expansion.ok) return { kind: 'failed', problems: expansion.error, ...seen };
  const rows = await at.rows();
  const rules = rulesOf(set, options.setDefaults);
  const found = await wantedOfSet(db.sql, { row: at.row, rules, expansion: expansion.value, rows, world });
  const again = (): Expansion => {
    const other = expand(set, gathered.facts, generate);
    return other.ok ? other.value : expansion.value;
  };
  return { kind: 'wanted', facts: gathered.facts, expansion: expansion.value, again, rules, rows, ...found, ...seen };
}
