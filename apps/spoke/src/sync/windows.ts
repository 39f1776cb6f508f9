import type { BundleRef, ClusterManifest, ManifestEntry } from '@wheelhouse/contract';
import type { Digest } from '@wheelhouse/core-domain';
import {
  judgeCause,
  startAfter,
  windowClock,
  type SyncCause,
  type Verdict,
  type WindowClock,
  type WindowStart,
} from '@wheelhouse/core-windows';
import { wait, type Outcome } from '@wheelhouse/runtime';
import type { Decision } from './decide.ts';
import type { SyncJob } from './sync-job.ts';
import type { Target } from './target.ts';

type Windowed = Pick<Target, 'wanted'>;
type Running = Windowed & {
  readonly id: Target['id'];
  readonly spec: Target['spec'];
  readonly run?: { readonly job: Pick<SyncJob, 'asked' | 'dryRun' | 'startedAt'> } | undefined;
};

/** The windows of manifests, each with one clock however many targets it is for. */
export class ManifestWindows {
  #clocks = new Map<Digest, WindowClock>();

  /** Of an entry, in the order of its gates. */
  of(entry: ManifestEntry, { gates }: ClusterManifest): readonly WindowClock[] {
    return entry.gates.flatMap((digest) => {
      const gate = gates.get(digest);
      if (gate?.kind !== 'window') return [];
      const clock = this.#clocks.get(digest) ?? windowClock(gate.rule);
      this.#clocks.set(digest, clock);
      return [clock];
    });
  }

  /** Forgets what no manifest names any more. */
  retain({ gates }: ClusterManifest): void {
    for (const digest of this.#clocks.keys()) if (!gates.has(digest)) this.#clocks.delete(digest);
  }
}

/** What time it is: one's own first, and what it may be instead where the clock cannot be trusted. */
export type Moment = number | readonly [now: number, ...doubts: readonly number[]];

/**
 * Whether a target may begin (or, `started` before, go on with) something now; always where no window is for it. Where the time is in
 * doubt the stricter side counts.
 */
export function mayStart({ wanted }: Windowed, cause: SyncCause, moment: Moment, started?: number): Verdict {
  const options = started === undefined ? {} : { started };
  const windows = wanted.windows ?? [];
  const [now, ...doubts] = typeof moment === 'number' ? [moment] : moment;
  const own = judgeCause(windows, now, cause, options);
  if (!own.allowed) return own;
  for (const instant of doubts) {
    const other = judgeCause(windows, instant, cause, options);
    if (!other.allowed) return inDoubt(other, now - instant);
  }
  return own;
}

/** `ahead`: how far the clock here may be ahead. Edges are told as this clock will show them. */
const inDoubt = ({ until, next, ...verdict }: Verdict, ahead: number): Verdict => ({
  ...verdict,
  reason: `${verdict.reason} (the clock here may be ${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead' : 'behind'}: the stricter side counts)`,
  ...(until !== undefined && { until: until + ahead }),
  ...(next !== undefined && { next: next + ahead }),
});

/** The same of a sync that begins by itself: what an edge released together may begin spread over a time. */
export function mayBegin(target: Pick<Target, 'id' | 'wanted' | 'spec'>, moment: Moment): Verdict {
  const verdict = mayStart(target, 'automatic', moment);
  const windows = target.wanted.windows ?? [];
  if (!verdict.allowed || windows.length === 0) return verdict;
  const now = typeof moment === 'number' ? moment : moment[0];
  const begin = startAfter(windows, { id: target.id, start: startOf(target) }, now);
  if (begin === undefined) return verdict;
  const reason = `${verdict.reason}; what waited begins one after the other, this at ${new Date(begin).toISOString()}`;
  return { allowed: false, reason, until: begin, next: begin, windows: verdict.windows };
}

function startOf({ spec }: Pick<Target, 'spec'>): WindowStart {
  const option = spec.syncPolicy.syncOptions.find((one) => one.startsWith('WindowStart='));
  return option === 'WindowStart=first' ? 'first' : option === 'WindowStart=last' ? 'last' : 'spread';
}

/**
 * What is staged counts as admitted once its windows are open: the hub signed it with them, so it need not be there at the edge.
 * Anything else that holds it (a person, a guardrail) is the hub's to open.
 */
export function admitStaged(target: Pick<Target, 'id' | 'wanted' | 'spec'>, now: Moment): void {
  const { wanted } = target;
  const { entry, windows = [] } = wanted;
  if (!entry?.staged || windows.length === 0 || entry.gates.length > windows.length) return;
  if (!target.spec.syncPolicy.automated || !mayBegin(target, now).allowed) return;
  const { staged, ...admitted } = entry;
  target.wanted = { ...wanted, entry: { ...admitted, current: staged } };
}

export interface Closed {
  readonly verdict: Verdict;
  readonly cause: 'automatic' | 'manual';
}

/** The verdict that a decision has to wait for; undefined where it may go on. A sync that gives way to something else may end. */
export function closedFor(target: Running, decision: Decision, now: Moment): Closed | undefined {
  const runs = decision.kind === 'continue' && decision.superseded === undefined ? target.run?.job : undefined;
  const running = runs && !runs.dryRun ? runs : undefined;
  const cause = running ? (running.asked ? 'manual' : 'automatic') : causeOf(decision);
  const begins = cause === 'automatic' && !running;
  const verdict = begins ? mayBegin(target, now) : cause && mayStart(target, cause, now, running?.startedAt);
  return cause && verdict && !verdict.allowed ? { verdict, cause } : undefined;
}

/** What waited for a window goes on, or has nothing to do any more. */
export function noLongerWaits(target: Pick<Target, 'operation' | 'stored' | 'run'>): void {
  if (target.operation?.phase !== 'WaitingForWindow') return;
  const { nextEligibleAt: _, ...operation } = target.operation;
  target.operation = target.run ? { ...operation, phase: 'Running', message: 'syncing' } : target.stored.operation;
}

function causeOf(decision: Decision): 'automatic' | 'manual' | undefined {
  if (decision.kind === 'sync') return 'automatic';
  if (decision.kind !== 'operate') return undefined;
  const { operation } = decision;
  return (operation.kind === 'sync' && !operation.dryRun) || operation.confirm ? 'manual' : undefined;
}

/** Timers reach three weeks and a half. */
const LONGEST_MS = 7 * 24 * 3_600_000;

/** A window of Argo CD opens right after its edge, not at it. */
export const untilEdge = (edge: number | undefined, now: number, reason: string): Outcome =>
  wait(
    edge === undefined || edge === Infinity ? LONGEST_MS : Math.min(LONGEST_MS, Math.max(0, edge - now) + 1),
    reason,
  );

export interface Opening {
  readonly bundle: BundleRef;
  readonly spec: Digest;
  readonly prune: boolean;
  readonly opens?: number;
  /** The next edge, and what it is waited for. */
  readonly until: number | undefined;
  readonly reason: string;
}

/** What is staged and held by nothing but windows; undefined where there is no such thing. */
export function stagedOpening(target: Pick<Target, 'id' | 'wanted' | 'spec'>, now: Moment): Opening | undefined {
  const { wanted, spec } = target;
  const { entry, windows = [] } = wanted;
  if (!entry?.staged || windows.length === 0) return undefined;
  const { allowed, until, next, reason } = mayBegin(target, now);
  const { automated } = spec.syncPolicy;
  if (allowed || !automated || entry.gates.length > windows.length) return undefined;
  const waiting = { bundle: entry.staged, spec: entry.spec, prune: automated.prune };
  return { ...waiting, ...(next !== undefined && { opens: next }), until, reason };
}

/** The same of a sync that may not begin. */
export function closedOpening(target: Running, decision: Decision, { verdict }: Closed): Opening | undefined {
  const { until, next, reason } = verdict;
  const opens = { ...(next !== undefined && { opens: next }), until, reason };
  if (decision.kind === 'sync') {
    const { bundle, spec } = decision;
    return { bundle, spec, prune: target.spec.syncPolicy.automated?.prune ?? false, ...opens };
  }
  if (decision.kind !== 'operate' || decision.operation.confirm) return undefined;
  const { bundle = target.wanted.entry?.current, prune } = decision.operation;
  const spec = target.wanted.entry?.spec;
  return bundle && spec ? { bundle, spec, prune, ...opens } : undefined;
}

export const waitingMessage = ({ reason, next }: Verdict): string =>
  next === undefined ? reason : `${reason}; it opens at ${new Date(next).toISOString()}`;
