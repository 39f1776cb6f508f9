/** A fleet's verdicts, kept while windows change and time moves on, against the judge that looks at one target alone. */
import fc from 'fast-check';
import { FleetVerdicts } from './fleet-verdicts.ts';
import { clocksOf } from './judge-target.ts';
import { isAllowed, judgeWindows } from './judge.ts';
import { windowMatches, type WindowTarget } from './matches.ts';
import { at, native, shopWindows } from './testing-windows.ts';
import { projectWindow, type BookWindow } from './window-rules.ts';

const NOON = at('2026-11-21T12:00:00.250Z');
const HOUR = 3_600_000;

const CLUSTERS = ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'].flatMap((timeZone, zone) =>
  ['dev', 'prod'].map((env, index) => ({
    names: [`${env}-${zone}`, `https://${env}-${zone}.example.com`],
    labels: { env, ...(index === zone % 2 && { region: 'eu' }) } as Record<string, string>,
    timeZone,
  })),
);

const TARGETS = CLUSTERS.flatMap((cluster): WindowTarget[] =>
  ['shop', 'bank', 'none'].flatMap((project) =>
    ['web', 'jobs', 'web-2'].map((name, index) => ({
      ...{ project, name, cluster, namespace: index === 1 ? 'batch' : `${project}-web` },
      labels: (index === 0 ? { tier: 'one', team: project } : index === 1 ? { tier: 'two' } : {}) as Record<
        string,
        string
      >,
      ...(index !== 2 && { applicationSet: `set-${index}` }),
    })),
  ),
);

const subset = <T>(...values: readonly T[]) => fc.subarray([...values]);
const hour = fc.nat(23);
const argo = fc
  .record({
    project: fc.constantFrom('shop', 'bank'),
    ...{ kind: fc.constantFrom('allow', 'deny'), hour, lasting: fc.integer({ min: 1, max: 30 }) },
    ...{ applications: subset('web*', 'jobs', '[', '*'), namespaces: subset('batch', '*-web', '') },
    ...{ clusters: subset('prod-*', 'https://*', 'dev-1'), manualSync: fc.boolean(), andOperator: fc.boolean() },
    timeZone: fc.constantFrom('', 'Asia/Kathmandu', 'Mars/X'),
  })
  .map(({ project, hour, lasting, ...more }): BookWindow => {
    const [one] = shopWindows({ schedule: `0 ${hour} * * *`, duration: `${lasting}h`, ...more });
    return 'project' in one! ? projectWindow(project, 0, one.window) : one!;
  });
const expression = fc.constantFrom(
  { key: 'region', operator: 'Exists' },
  { key: 'region', operator: 'DoesNotExist' },
  { key: 'tier', operator: 'NotIn', values: ['one'] },
  { key: 'env', operator: 'In', values: ['prod', 'test'] },
);
const selector = fc.record(
  {
    matchLabels: fc.constantFrom({ env: 'prod' }, { tier: 'one' }, {}),
    matchExpressions: fc.array(expression, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const selectors = fc.record(
  {
    ...{
      clusters: selector,
      applications: selector,
      projects: subset('shop', 'b*'),
      namespaces: subset('batch', '*web'),
    },
    applicationSets: subset('set-0', 'set-*'),
  },
  { requiredKeys: [] },
);
let count = 0;
const own = fc
  .record({
    ...{
      kind: fc.constantFrom('allow', 'deny', 'deny', 'except'),
      hour,
      lasting: fc.integer({ min: 1, max: 30 }),
      selectors,
    },
    ...{ heal: fc.constantFrom('allow', 'deny'), manualSync: fc.boolean() },
    timeZone: fc.constantFrom('UTC', 'cluster', 'America/New_York'),
  })
  .map(({ kind, hour, lasting, ...more }) => {
    const schedule = { cron: `0 ${hour} * * *` };
    const dated = { from: '2026-11-21T10:00', to: `2026-11-21T1${3 + (hour % 6)}:00` };
    const spec =
      kind === 'except' ? { schedule: dated, ticket: 'T', reason: 'r' } : { schedule, duration: `${lasting}h` };
    return native(`window-${count++}`, { kind, ...more, ...spec });
  });
const window = fc.oneof(argo, own);

const CAUSES = ['automatic', 'manual', 'heal'] as const;

/** What is allowed of all of them; the whole verdict of one, because looking ahead takes long. */
function differences(fleet: FleetVerdicts, windows: readonly BookWindow[], now: number): string[] {
  const whole = now % TARGETS.length;
  return TARGETS.flatMap((target, index) => {
    const clocks = clocksOf(
      windows.filter((one) => windowMatches(one, target)),
      target.cluster.timeZone,
    );
    const same = CAUSES.every((cause) => fleet.isAllowed(index, cause) === isAllowed(clocks, now, cause));
    const told = index !== whole || JSON.stringify(fleet.verdicts(index)) === JSON.stringify(judgeWindows(clocks, now));
    return same && told ? [] : [`${target.project}/${target.name} on ${target.cluster.names[0]}`];
  });
}

describe("a fleet's verdicts", () => {
  it('are those of each target alone, also after windows changed and time moved on', () => {
    fc.assert(
      fc.property(
        fc.array(window, { maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(12), window, fc.integer({ min: 0, max: 40 })), { maxLength: 4 }),
        (given, changes) => {
          const windows = [...given];
          const fleet = new FleetVerdicts(windows, TARGETS, NOON);
          expect(differences(fleet, windows, NOON)).toEqual([]);
          let now = NOON;
          for (const [place, next, hours] of changes) {
            const index = Math.min(place, windows.length);
            windows[index] = next;
            fleet.change(index, next);
            expect(differences(fleet, windows, now)).toEqual([]);
            now += hours * HOUR;
            fleet.moveTo(now);
            expect(differences(fleet, windows, now)).toEqual([]);
          }
        },
      ),
      { numRuns: 12, seed: 12 },
    );
  });

  it('an edge concerns exactly those whose answer it changes', () => {
    const nights = native('nights', {
      ...{ kind: 'allow', schedule: { cron: '0 22 * * *' }, duration: '6h', timeZone: 'cluster' },
      selectors: { projects: ['shop'] },
    });
    const fleet = new FleetVerdicts([nights], TARGETS, NOON);
    const edge = fleet.nextEdge;
    expect(new Date(edge).toISOString()).toBe('2026-11-21T16:15:00.000Z');
    const released = fleet.moveTo(edge).map((index) => TARGETS[index]!);
    expect(released).toHaveLength(6);
    expect(released.every(({ project, cluster }) => project === 'shop' && cluster.timeZone === 'Asia/Kathmandu')).toBe(
      true,
    );
    expect(fleet.moveTo(edge + 1)).toEqual([]);
  });

  it('a window that goes concerns nobody any more', () => {
    const stop = native('stop', { kind: 'deny', schedule: { from: '2020-01-01' }, heal: 'deny' });
    const fleet = new FleetVerdicts([stop], TARGETS, NOON);
    expect(fleet.isAllowed(0, 'automatic')).toBe(false);
    fleet.change(0, undefined);
    expect(TARGETS.every((_, index) => fleet.isAllowed(index, 'automatic'))).toBe(true);
    expect(fleet.verdicts(0).automatic.reason).toBe('no sync window applies');
  });
});
