import type { State } from './tone.ts';
import type { HealthStatus, TargetStage } from '../api/operations.generated.ts';
import { healthStates, stageStates } from './tone.ts';

/** desired → published → admitted → applied → healthy. */
export const rungs = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;
export type RungName = (typeof rungs)[number];

/** How many rungs hold what is desired when a target is at a stage. */
const reachedAt: Readonly<Record<TargetStage, number>> = { NOT_SENT: 1, HELD: 2, IN_FLIGHT: 3, SETTLING: 4, DONE: 5 };

export interface Step {
  readonly name: RungName;
  readonly reached: boolean;
  /** The first rung that is not reached: where the target stands still or moves. */
  readonly current: boolean;
  readonly revision: string | undefined;
}

export type Revisions = Readonly<Partial<Record<RungName, string | null>>>;

/** The ladder of one target as five steps. The stage decides, not the commits: two commits may render to one bundle. */
export const stepsOf = (stage: TargetStage, revisions: Revisions): Step[] =>
  rungs.map((name, index) => ({
    name,
    reached: index < reachedAt[stage],
    current: index === reachedAt[stage],
    revision: revisions[name] ?? undefined,
  }));

export const reached = (stage: TargetStage): number => reachedAt[stage];

interface StageCounts {
  readonly total: number;
  readonly notSent: number;
  readonly held: number;
  readonly inFlight: number;
  readonly settling: number;
}

/** How many targets have reached each rung; never more than the rung before. */
export function countsOnRungs(counts: StageCounts): Readonly<Record<RungName, number>> {
  const published = counts.total - counts.notSent;
  const admitted = published - counts.held;
  const applied = admitted - counts.inFlight;
  return { desired: counts.total, published, admitted, applied, healthy: applied - counts.settling };
}

/** What the step that a target waits on is called. What settles and is not well says that it is not well. */
export const gapState = (stage: TargetStage, health?: HealthStatus): State =>
  stage === 'SETTLING' && (health === 'DEGRADED' || health === 'MISSING') ? healthStates[health] : stageStates[stage];
