import type { ApplicationSetRow } from '@wheelhouse/adapter-postgres';
import type { ApplicationId, ApplicationSet, Digest } from '@wheelhouse/core-domain';
import type { Expansion, Facts } from '@wheelhouse/core-generate';
import type { Release } from '@wheelhouse/core-release';
import { askedBy, type Sources } from '../release/sources.ts';
import type { Wanted } from '../release/wanted.ts';
import type { World } from '../release/world.ts';
import type { RecordedReads } from '../source/recorded-reads.ts';
import type { AskedRevision } from '../source/repositories-of.ts';
import { commitsOf, keyOf, SourceIndex } from '../source/source-index.ts';
import type { Dependence, ReadRevision } from '../source/source-memory.ts';
import type { GeneratedFrom } from './gather-facts.ts';
import type { SetInputs } from './set-inputs.ts';

/** The set is another one than the one that is remembered: nothing was written, and the whole of it is to be looked at. */
export class NotAsRemembered extends Error {
  constructor(name: string, why: string) {
    super(`${name} is looked at as a whole: ${why}`);
  }
}

/** What a set was worked through with, beside Git. Whatever may change it, other than the fleet, forgets the set. */
export interface SetState {
  readonly row: Pick<ApplicationSetRow, 'id' | 'projectId' | 'shard' | 'name'>;
  readonly set: ApplicationSet;
  /** What its generators were given, beside the clusters. */
  readonly known: Facts;
  readonly owners: Sources['owners'];
  /** Which revisions its Applications ask for, in order. */
  readonly asked: readonly AskedRevision[];
  readonly index: SourceIndex;
  world: World;
  /** What `world` and `known` give; nobody reads its Applications but who compares them. */
  expansion: Expansion;
  /** Names everything of the last expansion but the commits. */
  inputs: SetInputs;
  /** Change with each commit that is worked through. */
  facts: Digest;
  release: Release;
}

/** Undefined where its parts saw different commits: such a set is looked at as a whole. */
export function dependenceOf(
  set: ApplicationSet,
  worked: {
    readonly state: Omit<SetState, 'index' | 'asked'>;
    readonly reads: ReadonlyMap<Wanted, RecordedReads>;
    readonly ids: ReadonlyMap<Wanted, ApplicationId>;
    readonly sources: Sources;
    /** Of the generators' revisions. */
    readonly generated: readonly GeneratedFrom[];
  },
): Dependence<SetState> | undefined {
  const { reads, ids, sources, generated } = worked;
  const wanted = [...reads.keys()];
  const index = new SourceIndex();
  for (const [one, read] of reads) index.put(ids.get(one)!, one, read, sources);
  const revisions = new Map<string, ReadRevision>(
    generated.map(({ url, revision, commit }) => [keyOf({ url, revision }), { url, revision, commit }]),
  );
  for (const one of commitsOf(wanted, sources)) {
    const other = revisions.get(keyOf(one));
    // It moved while the set was worked through.
    if (other && other.commit !== one.commit) return undefined;
    revisions.set(keyOf(one), one);
  }
  return {
    revisions: [...revisions.values()],
    state: { ...worked.state, asked: askedBy(wanted), index },
    touched: (at, changes) => {
      if (generated.some((one) => keyOf(one) === keyOf(at) && one.touched(changes))) return 'all';
      return index.touched(at, changes);
    },
  };
}
