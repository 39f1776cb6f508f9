/**
 * Sync windows alone: may 1,000,000 targets sync now, under 5,000 windows? Cold from parsed windows and targets; after one window
 * changed; and an edge. No hub and no cluster runs; what is measured is this process.
 */
import { FleetVerdicts, judge, windowClock, judgeWindows } from '@wheelhouse/core-windows';
import { clustersOf, syncWindow, targetsOf, windowsOf } from './parts/fleet-of-windows.ts';

const [CLUSTERS, EACH, WINDOWS, ROUNDS] = [10_000, 100, 5_000, 5];
const NOW = Date.parse('2026-11-21T12:00:00.500Z');

const timed = <T>(work: () => T): readonly [T, number] => {
  const started = performance.now();
  const result = work();
  return [result, performance.now() - started];
};
const round = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1]!;

const medians = (all: Readonly<Record<string, readonly number[]>>): object =>
  Object.fromEntries(Object.entries(all).map(([what, figures]) => [what, round(median(figures))]));

const targets = targetsOf(clustersOf(CLUSTERS), EACH);
const windows = windowsOf(WINDOWS);

/** Reads every verdict: what may be done, of automation and of a person. */
function count(fleet: FleetVerdicts): { automatic: number; manual: number } {
  const allowed = { automatic: 0, manual: 0 };
  for (let target = 0; target < targets.length; target++) {
    if (fleet.isAllowed(target, 'automatic')) allowed.automatic++;
    if (fleet.isAllowed(target, 'manual')) allowed.manual++;
  }
  return allowed;
}

const cold: number[] = [];
let fleet!: FleetVerdicts;
let allowed!: ReturnType<typeof count>;
for (let index = 0; index < ROUNDS; index++) {
  const [made, ms] = timed(() => {
    const one = new FleetVerdicts(windows, targets, NOW);
    allowed = count(one);
    return one;
  });
  fleet = made;
  cold.push(ms);
}
const groups = fleet.groups;

// Some of them against the judge that looks at one target alone.
for (let target = 0; target < targets.length; target += 50_021) {
  const { automatic, manual } = judge(windows, targets[target]!, NOW);
  const [found, expected] = [fleet.verdicts(target), { automatic, manual }];
  const same =
    JSON.stringify([found.automatic, found.manual]) === JSON.stringify([expected.automatic, expected.manual]);
  if (!same || automatic.allowed !== fleet.isAllowed(target, 'automatic')) throw new Error(`target ${target} differs`);
}
const [, fullMs] = timed(() => {
  for (let target = 0; target < targets.length; target++) fleet.verdicts(target);
});

fleet.prepare();
const changes = [
  ['schedule', syncWindow(3, { schedule: { cron: '30 3 * * *' } })],
  ['selectors', syncWindow(3, { selectors: { clusters: { matchLabels: { env: 'staging' } } } })],
  ['freeze', syncWindow(3, { kind: 'deny', schedule: { from: '2026-01-01' }, duration: undefined, selectors: {} })],
  ['thaw', syncWindow(3)],
] as const;
const changed: Record<string, number[]> = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const [what, window] of changes) {
    const [, ms] = timed(() => fleet.change(WINDOWS / 2 + 3, window));
    (changed[`${what}Ms`] ??= []).push(ms);
  }
}

const edge = fleet.nextEdge;
const [released, edgeMs] = timed(() => fleet.moveTo(edge + 1));

const leap = syncWindow(2, { kind: 'allow', schedule: { cron: '0 0 29 2 *' }, duration: '24h', selectors: {} });
const leaps = Array.from({ length: 101 }, () => {
  const [verdicts, ms] = timed(() => judgeWindows([windowClock({ ...leap.rule, timeZone: 'Europe/Berlin' })], NOW));
  if (new Date(verdicts.automatic.next!).toISOString() !== '2028-02-28T23:00:00.000Z') throw new Error('the wrong day');
  return ms;
});

const figures = {
  ...{ targets: targets.length, windows: WINDOWS, groups, allowed },
  ...{
    coldMs: round(median(cold)),
    firstColdMs: round(cold[0]!),
    allWithReasonsMs: round(fullMs),
    ...medians(changed),
  },
  ...{ edgeMs: round(edgeMs), edgeTargets: released.length },
  ...{ leapDayMs: round(median(leaps)), leapDayFirstMs: round(leaps[0]!) },
};
process.stderr.write(`${JSON.stringify(figures, undefined, 2)}\n`);
process.stdout.write(`${JSON.stringify({ bench: 'windows', ...figures })}\n`);
