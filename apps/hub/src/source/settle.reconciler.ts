import { advanceFacts, settleRevisions, storeFleetCommit } from '@wheelhouse/adapter-postgres';
import { shardOf } from '@wheelhouse/core-domain';
import type { SetState } from '../applicationset/set-dependence.ts';
import { factsOfCommits } from '../release/sources.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { Reader, SourceMemory } from './source-memory.ts';

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
    const { shards, memory, changes } = this.#options;
    if (reader === 'set') return this.#set(id);
    const resting = memory[reader].resting(id);
    if (!resting) return;
    const { commits } = resting;
    const shard = shardOf(reader === 'fleetSource' ? commits[0]!.url : id);
    const moved = await shards.transaction([shard], async (sql) => {
      if (reader === 'byHand') return settleRevisions(sql, { projectId: id }, commits);
      await storeFleetCommit(sql, id, commits[0]!.commit);
      return [];
    });
    changes.publish({ kind: 'application', ids: moved });
  }

  async #set(id: string): Promise<void> {
    const { shards, memory, changes } = this.#options;
    const resting = memory.set.resting(id);
    if (!resting) return;
    const { commits, state } = resting;
    const { facts } = state;
    const next = factsOfCommits(state.inputs, state, commits);
    const moved = await shards.transaction([state.row.shard], async (sql) => {
      const known = next === facts || (await advanceFacts(sql, id, { known: facts, next }));
      return known ? settleRevisions(sql, { setId: id }, commits) : undefined;
    });
    // Parts of it went on meanwhile; whoever did that settles it again.
    if (state.facts !== facts) return;
    // Somebody wants it expanded anew, and whoever does that writes the commits down.
    if (!moved) return memory.set.forget(id);
    state.facts = next;
    changes.publish({ kind: 'application', ids: moved });
  }
}
