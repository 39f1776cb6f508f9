import { advanceFacts, settleRevisions, storeFleetCommit } from '@wheelhouse/adapter-postgres';
import { shardOf } from '@wheelhouse/core-domain';
import type { SetState } from '../applicationset/set-dependence.ts';
import { factsOfCommits } from '../release/sources.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { Reader, ReadRevision, SourceMemory } from './source-memory.ts';

/** So long after a commit that somebody did not notice: what was noticed goes first, and a burst is written down once. */
export const SETTLE_MS = 500;

export const settleKey = (reader: Reader, id: string): string => `${reader}/${id}`;

export interface SettleReconcilerOptions {
  readonly shards: Shards;
  readonly memory: {
    readonly set: SourceMemory<SetState>;
    readonly byHand: SourceMemory<undefined>;
    readonly fleetSource: SourceMemory<undefined>;
  };
  readonly changes: ChangeFeed;
}

/**
 * Of what a commit did not touch, everything is as it was but the commit that it stands at: people want to read it, and a hub
 * that starts wants to know that there is nothing to do. Written in bulk, behind all that is urgent.
 */
export class SettleReconciler {
  readonly #options: SettleReconcilerOptions;

  constructor(options: SettleReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string): Promise<void> {
    const slash = key.indexOf('/');
    const [reader, id] = [key.slice(0, slash) as Reader, key.slice(slash + 1)];
    try {
      const moved = reader === 'set' ? await this.#set(id) : await this.#other(reader, id);
      this.#options.changes.publish({ kind: 'application', ids: moved });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }

  async #other(reader: 'byHand' | 'fleetSource', id: string): Promise<readonly string[]> {
    const { shards, memory } = this.#options;
    const resting = memory[reader].resting(id);
    if (!resting) return [];
    const { commits } = resting;
    const shard = shardOf(reader === 'fleetSource' ? commits[0]!.url : id);
    return shards.transaction([shard], async (sql) => {
      if (reader === 'byHand') {
        const settled = await settleRevisions(sql, { projectId: id }, commits);
        demandStanding(memory.byHand, id, commits);
        return settled;
      }
      await storeFleetCommit(sql, id, commits[0]!.commit);
      return [];
    });
  }

  async #set(id: string): Promise<readonly string[]> {
    const { shards, memory } = this.#options;
    const resting = memory.set.resting(id);
    if (!resting) return [];
    const { commits, state } = resting;
    const { facts } = state;
    const next = factsOfCommits(state.inputs.digest, state, commits);
    const moved = await shards.transaction([state.row.shard], async (sql) => {
      const known = next === facts || (await advanceFacts(sql, id, { known: facts, next }));
      if (!known) return undefined;
      const settled = await settleRevisions(sql, { setId: id }, commits);
      demandStanding(memory.set, id, commits);
      return settled;
    });
    // Parts of it went on meanwhile; whoever did that settles it again.
    if (state.facts !== facts) return [];
    // Somebody wants it expanded anew, and whoever does that writes the commits down.
    if (!moved) {
      memory.set.forget(id);
      return [];
    }
    state.facts = next;
    return moved;
  }
}

/** A newer commit came while this one was written down: whoever works it through has the last word. */
class Overtaken extends Error {}

/**
 * To be asked behind the locks of the rows: whoever wrote them before had moved on in memory by then, and whoever moves on
 * now waits for the locks. Throws `Overtaken`, so that nothing of the transaction is done.
 */
function demandStanding<State>(memory: SourceMemory<State>, id: string, commits: readonly ReadRevision[]): void {
  const now = memory.resting(id)?.commits;
  const same = now?.length === commits.length && now.every((one, at) => one.commit === commits[at]!.commit);
  if (!same) throw new Overtaken(`${id} goes on to another commit`);
}
