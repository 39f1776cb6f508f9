import type { Commit, Digest } from './ids.ts';

/**
 * The revision ladder: desired → published → admitted → applied → healthy. Each badge, count and filter compares
 * neighbouring rungs; no flag is stored beside them.
 */
export const rungs = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;
export type RungName = (typeof rungs)[number];

/** What stands on a rung: the bundle, the digest of the specification it goes with, and the commit it came from. */
export interface Rung {
  readonly bundle: Digest;
  readonly spec: Digest;
  readonly revision: Commit;
}

export type Ladder = Readonly<Partial<Record<RungName, Rung>>>;

/** What the lowest gap between neighbouring rungs says of a target. */
export const targetStages = ['NotSent', 'Held', 'InFlight', 'Settling', 'Done'] as const;
export type TargetStage = (typeof targetStages)[number];

/** Equal rungs mean no work. The commit may differ: a commit that renders to the same bundle moves nothing. */
export const sameRung = (a: Rung | undefined, b: Rung | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.bundle === b.bundle && a.spec === b.spec);

/** The first gap from the top: what a target waits for. */
export function stageOf(ladder: Ladder): TargetStage {
  if (!ladder.desired || !sameRung(ladder.desired, ladder.published)) return 'NotSent';
  if (!sameRung(ladder.published, ladder.admitted)) return 'Held';
  if (!sameRung(ladder.admitted, ladder.applied)) return 'InFlight';
  if (!sameRung(ladder.applied, ladder.healthy)) return 'Settling';
  return 'Done';
}

/** The commit to show on a rung: where the bundle is the desired one, the desired commit, else the one it came from. */
export const shownRevision = (ladder: Ladder, name: RungName): Commit | undefined => {
  const rung = ladder[name];
  return rung && sameRung(rung, ladder.desired) ? ladder.desired?.revision : rung?.revision;
};
