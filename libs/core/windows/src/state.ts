import type { WindowClock } from './window-clock.ts';
import { isWithin } from './window-clock.ts';
import type { SyncCause } from './verdict.ts';

/** Which windows count at an instant, and which of them are active. */
export interface State {
  readonly denies: readonly WindowClock[];
  readonly allows: readonly WindowClock[];
  readonly idleDenies: readonly WindowClock[];
  readonly idleAllows: readonly WindowClock[];
  readonly broken: readonly WindowClock[];
}

export interface StateQuestion {
  readonly cause: SyncCause;
  readonly instant: number;
  /** At the edges too as Argo CD judges; otherwise as right after the instant, which is what searching needs. */
  readonly exact: boolean;
}

export function stateAt(clocks: readonly WindowClock[], question: StateQuestion): State {
  const state = { denies: [], allows: [], idleDenies: [], idleAllows: [], broken: [] } as {
    [K in keyof State]: WindowClock[];
  };
  for (const clock of counting(clocks, question)) {
    const { kind } = clock.rule;
    if (clock.problem !== undefined) state.broken.push(clock);
    else if (question.exact ? clock.activeAt(question.instant) : isWithin(clock.spans, question.instant))
      (kind === 'deny' ? state.denies : state.allows).push(clock);
    else (kind === 'deny' ? state.idleDenies : state.idleAllows).push(clock);
  }
  return state;
}

function counting(clocks: readonly WindowClock[], { cause, instant }: StateQuestion): WindowClock[] {
  const lifting = clocks.filter(({ rule, spans }) => rule.kind === 'except' && isWithin(spans, instant));
  return clocks.filter((clock) => {
    const { rule, exceptions } = clock;
    if (rule.kind === 'except' || (cause === 'heal' && rule.heal === 'allow')) return false;
    return !isWithin(exceptions, instant) && !lifting.some((one) => lifts(one.rule.windows, clock));
  });
}

/** An exception that names no windows lifts all but emergencies. */
const lifts = (named: readonly string[], { rule }: WindowClock): boolean =>
  named.length > 0 ? named.includes(rule.id) : !rule.emergency;

/** The next instant at which some exception begins or ends. */
export function nextExceptionEdge(clocks: readonly WindowClock[], instant: number): number {
  const edges = clocks.flatMap(({ rule, spans, exceptions }) => [
    edgeAfter(exceptions, instant),
    ...(rule.kind === 'except' ? [edgeAfter(spans, instant)] : []),
  ]);
  return Math.min(Infinity, ...edges);
}

export function edgeAfter(spans: WindowClock['spans'], instant: number): number {
  const span = spans.from(instant);
  if (!span) return Infinity;
  return span.start > instant ? span.start : span.end;
}
