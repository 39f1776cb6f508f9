import type { ApplicationRow, HeldShrinking, Sql } from '@wheelhouse/adapter-postgres';
import type { Problem } from '@wheelhouse/core-domain';
import type { Release } from '@wheelhouse/core-release';
import type { RenderOutcome } from '../application/render-wanted.ts';
import type { Sources } from './sources.ts';
import type { Wanted } from './wanted.ts';

/** The Applications of one owner: of a set, or those that are written by hand in a project. */
export interface Group {
  readonly owner: { readonly setId: string | null; readonly projectId: ApplicationRow['projectId'] };
  readonly shard: number;
  readonly origin: string | undefined;
  readonly wanted: readonly Wanted[];
  readonly sources: Sources;
  /** The last Release of the owner: `wanted` and `rows` are a part of it only, and all else stays. Absent: they are everything. */
  readonly standing?: Release;
  /** Rows of what is wanted, and of what is not wanted any more; where they are everything also those that are leaving. */
  readonly rows: readonly ApplicationRow[];
  /** A shrinking that a person let go. */
  readonly confirmed: string | null;
  /** Names of what was held before. */
  readonly stillHeld: readonly string[];
  /** Withdrawing needs no confirmation: people do it one by one. */
  readonly guarded: boolean;
  readonly modeOf: (row: ApplicationRow) => 'prune' | 'orphan';
  /** Goes into the transaction of the Release. */
  readonly also?: (sql: Sql, result: GroupResult) => Promise<void>;
}

export interface GroupResult {
  readonly outcomes: ReadonlyMap<Wanted, RenderOutcome>;
  /** What is to be now, of the whole owner. */
  readonly release: Release;
  readonly held: HeldShrinking | undefined;
  readonly pending: number;
  readonly failed: readonly { readonly name: string; readonly problems: readonly Problem[] }[];
}
