import { digestOf } from '@wheelhouse/core-domain';
import type { WindowRule } from '@wheelhouse/core-domain';
import type { ClusterManifest, Gate, ManifestEntry } from '@wheelhouse/contract';
import { admitStaged, closedFor, ManifestWindows, mayStart, stagedOpening } from './windows.ts';

const rule = (more: Partial<WindowRule>): WindowRule => ({
  ...{
    id: 'nights',
    title: 'the window nights',
    kind: 'allow',
    openEnds: false,
    durationMs: 8 * 3_600_000,
    timeZone: 'UTC',
  },
  ...{
    schedule: { cron: '0 22 * * *' },
    spans: [],
    exceptions: [],
    windows: [],
    manualSync: false,
    syncOverrun: false,
  },
  ...{ heal: 'deny', emergency: false, why: '' },
  ...more,
});

const NOON = Date.parse('2026-11-21T12:00:00Z');
const NIGHT = Date.parse('2026-11-21T23:00:00Z');
const bundle = (digest: string) => ({ project: 'p', digest, revision: 'r' }) as never;

function windowed(gates: readonly Gate[], { automated = true } = {}) {
  const named = new Map(gates.map((gate) => [digestOf(gate), gate]));
  const entry = { id: 'a', spec: 's', current: bundle('old'), staged: bundle('new'), gates: [...named.keys()] };
  const windows = new ManifestWindows().of(entry as never, { gates: named } as unknown as ClusterManifest);
  const wanted = { entry: entry as unknown as ManifestEntry, unknownFeatures: [], windows };
  const spec = { syncPolicy: { ...(automated && { automated: {} }), syncOptions: [] } } as never;
  return { id: 'a' as never, wanted, spec };
}

const window = (more: Partial<WindowRule> = {}): Gate => ({ kind: 'window', rule: rule(more) });
const sync = { kind: 'sync', bundle: bundle('new'), spec: 's', attempt: 1 } as never;
const operate = (operation: object) =>
  ({ kind: 'operate', operation: { kind: 'sync', dryRun: false, ...operation } }) as never;

describe('what a spoke does about windows by itself', () => {
  it.each<[string, ReturnType<typeof windowed>, number, boolean]>([
    ['its windows are open: it is admitted, the hub need not be there', windowed([window()]), NIGHT, true],
    ['closed: it stays staged', windowed([window()]), NOON, false],
    ['one of two denies it', windowed([window(), window({ id: 'b', kind: 'deny' })]), NIGHT, false],
    ['a person starts its syncs', windowed([window()], { automated: false }), NIGHT, false],
    ['a guardrail holds it too', windowed([window(), { kind: 'guardrail', reason: 'r' }]), NIGHT, false],
    ['without windows the hub alone admits', windowed([{ kind: 'manual' }]), NIGHT, false],
    ['a window that it can not read', windowed([window({ schedule: { cron: 'never' } })]), NIGHT, false],
  ])('what is staged: %s', (_, target, now, admitted) => {
    admitStaged(target, now);
    expect(target.wanted.entry.current?.digest).toBe(admitted ? 'new' : 'old');
    expect(target.wanted.entry.staged === undefined).toBe(admitted);
  });

  it.each<[string, Gate[], Parameters<typeof closedFor>[1], boolean]>([
    ['an automatic sync waits', [window()], sync, true],
    ['so does one that a person asks for', [window()], operate({}), true],
    ['unless the window lets people through', [window({ manualSync: true })], operate({}), false],
    ['a dry run writes nothing', [window()], operate({ dryRun: true }), false],
    ['terminating is always allowed', [window()], operate({ kind: 'terminate' }), false],
    ['looking is always allowed', [window()], { kind: 'inspect' }, false],
    ['no window, no waiting', [], sync, false],
  ])('while a window is closed: %s', (_, gates, decision, waits) => {
    expect(closedFor(windowed(gates), decision, NOON) !== undefined).toBe(waits);
  });

  it('pure drift is healed where every window that blocks says so', () => {
    expect(mayStart(windowed([window({ heal: 'allow' })]), 'heal', NOON).allowed).toBe(true);
    expect(mayStart(windowed([window()]), 'heal', NOON).allowed).toBe(false);
  });

  it('a sync that runs may end where the window says so', () => {
    const started = Date.parse('2026-11-21T03:00:00Z');
    expect(mayStart(windowed([window({ syncOverrun: true })]), 'automatic', NOON, started).allowed).toBe(true);
    expect(mayStart(windowed([window()]), 'automatic', NOON, started).allowed).toBe(false);
  });

  it.each<[string, object, object, boolean]>([
    ['one that began within it waits', {}, {}, true],
    ['one that gives way to something else ends', { superseded: 'terminated' }, {}, false],
    ['a dry run goes on', {}, { dryRun: true }, false],
  ])('a sync that runs when its window closes: %s', (_, decision, job, waits) => {
    const run = { job: { dryRun: false, startedAt: Date.parse('2026-11-21T03:00:00Z'), ...job } };
    const closed = closedFor({ ...windowed([window()]), run }, { kind: 'continue', ...decision }, NOON);
    expect(closed !== undefined).toBe(waits);
    const overrun = { ...windowed([window({ syncOverrun: true })]), run };
    expect(closedFor(overrun, { kind: 'continue', ...decision }, NOON)).toBeUndefined();
  });

  it.each<[string, ReturnType<typeof windowed>, string | undefined]>([
    ['waits until they open', windowed([window()]), '2026-11-21T22:00:00.000Z'],
    ['waits for somebody else too', windowed([window(), { kind: 'manual' }]), undefined],
    ['is for a person to sync', windowed([window()], { automated: false }), undefined],
    ['has no windows', windowed([]), undefined],
  ])('what is staged %s', (_, target, opens) => {
    const opening = stagedOpening(target, NOON);
    expect(opening?.opens === undefined ? undefined : new Date(opening.opens).toISOString()).toBe(opens);
    expect(opening === undefined).toBe(opens === undefined);
  });

  it.each<[string, readonly [number, ...number[]], boolean, string | undefined]>([
    ['near enough', [NIGHT], true, undefined],
    ['it may be earlier, and closed still', [NIGHT, NIGHT - 2 * 3_600_000, NIGHT], false, '2026-11-22T00:00:00.000Z'],
    ['it may be later, and closed again', [NIGHT, NIGHT, NIGHT + 8 * 3_600_000], false, '2026-11-22T14:00:00.000Z'],
    ['open at both ends', [NIGHT, NIGHT - 60_000, NIGHT + 60_000], true, undefined],
  ])('a clock in doubt: %s', (_, moment, allowed, until) => {
    const verdict = mayStart(windowed([window()]), 'automatic', moment);
    expect(verdict.allowed).toBe(allowed);
    if (allowed) return;
    // As the clock here will show it.
    expect(new Date(verdict.until!).toISOString()).toBe(until);
    expect(verdict.reason).toMatch(/the stricter side counts/);
  });
});
