import { edgeAfter, type State } from './state.ts';
import type { SyncCause } from './verdict.ts';
import type { WindowClock } from './window-clock.ts';

export interface Decision {
  readonly allowed: boolean;
  /** The windows that decide it; none where no window matches or counts. */
  readonly by: readonly WindowClock[];
  readonly because: 'none' | 'broken' | 'deny' | 'outside' | 'manual' | 'overrun' | 'allow' | 'idle';
  /** The answer is the same until then, exceptions apart. */
  readonly stable: number;
}

export interface DecideOptions {
  readonly cause: SyncCause;
  readonly instant: number;
  /** A sync runs that was allowed when it started: windows with `syncOverrun` let it end. */
  readonly overrun: boolean;
}

/**
 * Argo CD's decision (`canSync`): deny beats allow; a person passes active denies that all say `manualSync`, and closed allows that
 * all do; a running sync passes those that all say `syncOverrun`. A window that can not be judged blocks everything.
 */
export function decide(state: State, options: DecideOptions): Decision {
  const { denies, allows, idleDenies, idleAllows, broken } = state;
  const manual = options.cause === 'manual';
  if (broken.length > 0) return { allowed: false, by: broken, because: 'broken', stable: Infinity };
  if (denies.length > 0) {
    if (manual && denies.every(manualSync)) return passed('manual', denies, state, options);
    if (options.overrun && denies.every(syncOverrun)) return passed('overrun', denies, state, options);
    const by = manual && denies.some((one) => !manualSync(one)) ? denies.filter((one) => !manualSync(one)) : denies;
    return { allowed: false, by, because: 'deny', stable: endOfDenies(denies, manual, options) };
  }
  if (allows.length > 0) {
    const stable = Math.min(starts(idleDenies, options.instant), Math.max(...allows.map((one) => end(one, options))));
    return { allowed: true, by: allows, because: 'allow', stable };
  }
  if (idleAllows.length > 0) {
    if (manual && idleAllows.every(manualSync)) return passed('manual', idleAllows, state, options);
    if (options.overrun && idleAllows.every(syncOverrun)) return passed('overrun', idleAllows, state, options);
    // Windows that deny let a person or a running sync through where closed ones that allow do not.
    const opening = manual || options.overrun ? [...idleAllows, ...idleDenies] : idleAllows;
    return { allowed: false, by: idleAllows, because: 'outside', stable: starts(opening, options.instant) };
  }
  const because = idleDenies.length > 0 ? 'idle' : 'none';
  return { allowed: true, by: idleDenies, because, stable: starts(idleDenies, options.instant) };
}

const manualSync = ({ rule }: WindowClock): boolean => rule.manualSync;
const syncOverrun = ({ rule }: WindowClock): boolean => rule.syncOverrun;

const end = ({ spans }: WindowClock, { instant }: DecideOptions): number => spans.from(instant)?.end ?? Infinity;

const starts = (clocks: readonly WindowClock[], instant: number): number =>
  Math.min(Infinity, ...clocks.map(({ spans }) => edgeAfter(spans, instant)));

/** While one of the denies that nothing passes is active, the answer is no; each way past them needs its own to end. */
function endOfDenies(denies: readonly WindowClock[], manual: boolean, options: DecideOptions): number {
  const last = (clocks: readonly WindowClock[]): number => Math.max(...clocks.map((one) => end(one, options)));
  const ways = [last(denies)];
  if (manual) ways.push(last(denies.filter((one) => !manualSync(one))));
  if (options.overrun) ways.push(last(denies.filter((one) => !syncOverrun(one))));
  return Math.min(...ways);
}

/** What lets somebody through may stop to at any edge of any window. */
function passed(
  because: 'manual' | 'overrun',
  by: readonly WindowClock[],
  state: State,
  options: DecideOptions,
): Decision {
  const all = [...state.denies, ...state.allows, ...state.idleDenies, ...state.idleAllows];
  return { allowed: true, by, because, stable: starts(all, options.instant) };
}
