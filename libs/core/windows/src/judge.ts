import { HORIZON_YEARS } from './fires.ts';
import { decide, type Decision } from './decide.ts';
import { reasonOf } from './reason.ts';
import { nextExceptionEdge, stateAt } from './state.ts';
import type { SyncCause, Verdict, Verdicts } from './verdict.ts';
import type { WindowClock } from './window-clock.ts';
import { YEAR } from './zone.ts';

/** Edges that a search looks at before it gives up; each is one of the windows' own. */
const MOST_EDGES = 5_000;

export interface JudgeOptions {
  /** When a sync that still runs was started. */
  readonly started?: number;
  /** Right after the instant instead of at it: at its edges an Argo CD window is not active yet, nor any more. */
  readonly justAfter?: boolean;
}

/**
 * The verdicts of windows at an instant. Only windows that match are given: what matches whom is the book's question (`WindowBook`).
 */
export function judgeWindows(clocks: readonly WindowClock[], now: number, options: JudgeOptions = {}): Verdicts {
  const automatic = judgeCause(clocks, now, 'automatic', options);
  const healsApart = clocks.some(({ rule }) => rule.heal === 'allow' && rule.kind !== 'except');
  return {
    automatic,
    manual: judgeCause(clocks, now, 'manual', options),
    heal: healsApart ? judgeCause(clocks, now, 'heal', options) : automatic,
  };
}

/** The answer alone, without looking ahead. */
export const isAllowed = (clocks: readonly WindowClock[], now: number, cause: SyncCause): boolean =>
  decideAt(clocks, { instant: now, cause, exact: true, overrun: false }).allowed;

export function judgeCause(
  clocks: readonly WindowClock[],
  now: number,
  cause: SyncCause,
  { started, justAfter = false }: JudgeOptions = {},
): Verdict {
  const overrun =
    started !== undefined && decideAt(clocks, { instant: started, cause, exact: true, overrun: false }).allowed;
  const decision = decideAt(clocks, { instant: now, cause, exact: !justAfter, overrun });
  const { allowed } = decision;
  const until = changeAfter(clocks, { from: now, cause, overrun, is: allowed });
  const next =
    !allowed || until === undefined ? until : changeAfter(clocks, { from: until, cause, overrun: false, is: false });
  return {
    allowed,
    reason: reasonOf(decision),
    ...(until !== undefined && { until }),
    ...(next !== undefined && { next }),
    windows: decision.by.map(({ rule }) => rule.id),
  };
}

interface Asked {
  readonly instant: number;
  readonly cause: SyncCause;
  readonly exact: boolean;
  readonly overrun: boolean;
}

function decideAt(clocks: readonly WindowClock[], asked: Asked): Decision {
  return decide(stateAt(clocks, asked), asked);
}

interface Search {
  readonly from: number;
  readonly cause: SyncCause;
  readonly overrun: boolean;
  /** The answer whose end is looked for. */
  readonly is: boolean;
}

/** The first instant from one on right after which the answer is another: from edge to edge of those that can change it. */
function changeAfter(clocks: readonly WindowClock[], { from, is, ...asked }: Search): number | undefined {
  let instant = from;
  for (let edge = 0; edge < MOST_EDGES && instant < from + HORIZON_YEARS * YEAR; edge++) {
    const { allowed, stable } = decideAt(clocks, { ...asked, instant, exact: false });
    if (allowed !== is) return instant;
    instant = Math.min(stable, nextExceptionEdge(clocks, instant));
  }
  return undefined;
}
