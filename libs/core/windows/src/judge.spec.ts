import { judge } from './judge-target.ts';
import { at, native, shopTarget, shopWindows, text } from './testing-windows.ts';

/** Saturday noon. The day's windows below are active from 10 to 14; the night's are not. */
const NOON = at('2026-11-21T12:00:00Z');
const DAYTIME = { schedule: '0 10 * * *', duration: '4h', applications: ['*'] };
const NIGHT = { schedule: '0 22 * * *', duration: '8h', applications: ['*'] };
const allow = (more: object = {}) => ({ kind: 'allow', ...DAYTIME, ...more });
const deny = (more: object = {}) => ({ kind: 'deny', ...DAYTIME, ...more });
const idleAllow = (more: object = {}) => ({ kind: 'allow', ...NIGHT, ...more });
const idleDeny = (more: object = {}) => ({ kind: 'deny', ...NIGHT, ...more });
const manual = { manualSync: true };
const overrun = { syncOverrun: true };
const NO = false;
const YES = true;

describe("Argo CD's decision", () => {
  it.each<[string, object[], boolean, boolean]>([
    ['no windows', [], YES, YES],
    ['windows that do not match', [deny({ applications: ['other'] })], YES, YES],
    ['an active deny', [deny()], NO, NO],
    ['an active deny with manualSync', [deny(manual)], NO, YES],
    ['two active denies with manualSync', [deny(manual), deny(manual)], NO, YES],
    ['two active denies, one of them with manualSync', [deny(manual), deny()], NO, NO],
    ['an active deny with manualSync and an inactive one without', [deny(manual), idleDeny()], NO, YES],
    ['an active deny beside an active allow', [allow(), deny()], NO, NO],
    ['an active deny with manualSync beside an inactive allow without', [deny(manual), idleAllow()], NO, YES],
    ['an active allow', [allow()], YES, YES],
    ['an active allow beside an inactive allow', [allow(), idleAllow()], YES, YES],
    ['an active allow beside an inactive deny', [allow(), idleDeny()], YES, YES],
    ['an inactive allow', [idleAllow()], NO, NO],
    ['an inactive allow with manualSync', [idleAllow(manual)], NO, YES],
    ['two inactive allows with manualSync', [idleAllow(manual), idleAllow(manual)], NO, YES],
    ['two inactive allows, one of them with manualSync', [idleAllow(manual), idleAllow()], NO, NO],
    ['an inactive allow with manualSync beside an inactive deny', [idleAllow(manual), idleDeny()], NO, YES],
    ['an inactive deny', [idleDeny()], YES, YES],
    ['an inactive deny with manualSync', [idleDeny(manual)], YES, YES],
    ['a schedule that is none', [allow({ schedule: 'never' })], NO, NO],
    ['a schedule that is none beside an active allow', [allow(), deny({ schedule: '0 0 * * 7' })], NO, NO],
    ['a duration that is none', [deny({ duration: 'long' })], NO, NO],
    ['a zone that is none', [idleDeny({ timeZone: 'Mars/X' })], NO, NO],
    [
      'an invalid schedule of a window that does not match',
      [deny({ schedule: 'x', applications: ['other'] })],
      YES,
      YES,
    ],
    ['a duration of zero', [deny({ duration: '0s' })], YES, YES],
    ['a day that never comes', [deny({ schedule: '0 0 30 2 *', duration: '9000h' })], YES, YES],
  ])('%s', (_, windows, automatic, byHand) => {
    const verdicts = judge(shopWindows(...windows), shopTarget(), NOON);
    expect([verdicts.automatic.allowed, verdicts.manual.allowed]).toEqual([automatic, byHand]);
    expect(verdicts.heal.allowed).toBe(automatic);
  });

  /** A sync that was started at 9:30, before the day's windows, or at noon of yesterday, within them. */
  const BEFORE = at('2026-11-21T09:30:00Z');
  const LAST_NIGHT = at('2026-11-21T03:00:00Z');
  it.each<[string, object[], number, boolean, boolean]>([
    ['a deny without syncOverrun that began meanwhile', [deny()], BEFORE, NO, NO],
    ['a deny with syncOverrun that began meanwhile', [deny(overrun)], BEFORE, YES, YES],
    ['two denies, one of them with syncOverrun', [deny(overrun), deny()], BEFORE, NO, NO],
    ['a deny with syncOverrun, started while denied', [deny(overrun)], at('2026-11-21T11:00:00Z'), NO, NO],
    [
      'started by hand while only that was allowed',
      [deny({ ...overrun, ...manual })],
      at('2026-11-21T11:00:00Z'),
      NO,
      YES,
    ],
    ['an allow without syncOverrun that ended', [idleAllow()], LAST_NIGHT, NO, NO],
    ['an allow with syncOverrun that ended', [idleAllow(overrun)], LAST_NIGHT, YES, YES],
    ['two allows that ended, one with syncOverrun', [idleAllow(overrun), idleAllow()], LAST_NIGHT, NO, NO],
    ['an allow with syncOverrun, started outside of it', [idleAllow(overrun)], BEFORE, NO, NO],
    [
      'an allow that ended and a deny that began, both with it',
      [idleAllow(overrun), deny(overrun)],
      LAST_NIGHT,
      YES,
      YES,
    ],
    ['an allow that ended without it, and a deny with it', [idleAllow(), deny(overrun)], LAST_NIGHT, YES, YES],
  ])('a running sync: %s', (_, windows, started, automatic, byHand) => {
    const verdicts = judge(shopWindows(...windows), shopTarget(), NOON, { started });
    expect([verdicts.automatic.allowed, verdicts.manual.allowed]).toEqual([automatic, byHand]);
  });

  it.each<[string, object, boolean]>([
    ['no list matches nothing', { applications: [] }, NO],
    ['no list with andOperator matches nothing', { applications: [], andOperator: true }, NO],
    ['any list is enough', { applications: ['other'], namespaces: ['web'] }, YES],
    ['andOperator wants each configured list', { applications: ['web'], namespaces: ['other'], andOperator: true }, NO],
    ['andOperator with one list', { applications: ['web'], andOperator: true }, YES],
    [
      'andOperator where all match',
      { applications: ['w*'], namespaces: ['*'], clusters: ['prod-?'], andOperator: true },
      YES,
    ],
    ['a cluster by name', { applications: [], clusters: ['prod-*'] }, YES],
    ['a cluster by server', { applications: [], clusters: ['https://*.example.com'] }, YES],
    ['an empty pattern', { applications: [''] }, NO],
    ['a broken pattern', { applications: ['[w'] }, NO],
    ['a class', { applications: ['[v-x]eb'] }, YES],
    ['only [! negates', { applications: ['[^w]eb'] }, YES],
    ['[! negates', { applications: ['[!w]eb'] }, NO],
  ])('matching: %s', (_, lists, matches) => {
    const windows = shopWindows({ kind: 'deny', ...DAYTIME, ...lists });
    expect(judge(windows, shopTarget(), NOON).matching).toEqual(matches ? [0] : []);
  });

  it('windows of another project do not count', () => {
    expect(judge(shopWindows(deny()), shopTarget({ project: 'other' }), NOON).automatic.allowed).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['at its start it is not active', '2026-11-21T10:00:00Z', NO],
    ['a millisecond later it is', '2026-11-21T10:00:00.001Z', YES],
    ['a millisecond before its end it is', '2026-11-21T13:59:59.999Z', YES],
    ['at its end it is not', '2026-11-21T14:00:00Z', NO],
  ])('a window of a project is open at both ends: %s', (_, now, active) => {
    expect(judge(shopWindows(deny()), shopTarget(), at(now)).active).toEqual(active ? [0] : []);
  });

  it('fires of each minute of an hour last on for two hours: 10:00 to 12:59', () => {
    const windows = shopWindows({ kind: 'allow', schedule: '* 10 * * *', duration: '2h', applications: ['*'] });
    const { automatic } = judge(windows, shopTarget(), at('2026-11-21T10:30:00Z'));
    expect([automatic.allowed, text(automatic.until), text(automatic.next)]).toEqual([
      ...[true, '2026-11-21T12:59:00Z', '2026-11-22T10:00:00Z'],
    ]);
  });
});

describe('until and next', () => {
  it.each<[string, object[], string, string | undefined, string | undefined]>([
    ['nothing ever changes', [], '2026-11-21T12:00:00Z', undefined, undefined],
    [
      'blocked until the allow opens',
      [idleAllow()],
      '2026-11-21T12:00:00Z',
      '2026-11-21T22:00:00Z',
      '2026-11-21T22:00:00Z',
    ],
    ['allowed until it closes', [allow()], '2026-11-21T12:00:00Z', '2026-11-21T14:00:00Z', '2026-11-22T10:00:00Z'],
    [
      'exactly at the opening it is about to change',
      [allow()],
      '2026-11-21T10:00:00Z',
      '2026-11-21T10:00:00Z',
      '2026-11-21T10:00:00Z',
    ],
    [
      'the deny ends within the allow',
      [allow({ duration: '9h' }), deny()],
      '2026-11-21T12:00:00Z',
      '2026-11-21T14:00:00Z',
      '2026-11-21T14:00:00Z',
    ],
    [
      'the deny ends after the allow',
      [allow(), deny({ duration: '5h' })],
      '2026-11-21T12:00:00Z',
      undefined,
      undefined,
    ],
    [
      'a duration longer than the period never ends',
      [deny({ schedule: '0 * * * *', duration: '2h' })],
      '2026-11-21T12:30:00Z',
      undefined,
      undefined,
    ],
    [
      'windows that touch are one',
      [allow({ schedule: '0 0 * * *', duration: '24h' })],
      '2026-11-21T12:00:00Z',
      undefined,
      undefined,
    ],
    [
      '24 hours do not reach over the day of 25',
      [allow({ schedule: '0 0 * * *', duration: '24h', timeZone: 'Europe/Berlin' })],
      '2026-11-21T12:00:00Z',
      '2027-10-31T22:00:00Z',
      '2027-10-31T23:00:00Z',
    ],
    [
      '29 February',
      [allow({ schedule: '0 0 29 2 *', duration: '24h' })],
      '2026-11-21T12:00:00Z',
      '2028-02-29T00:00:00Z',
      '2028-02-29T00:00:00Z',
    ],
    [
      '29 February over the year 2100',
      [allow({ schedule: '0 0 29 2 *', duration: '24h' })],
      '2096-03-01T12:00:00Z',
      '2104-02-29T00:00:00Z',
      '2104-02-29T00:00:00Z',
    ],
    [
      '13th or Friday',
      [allow({ schedule: '0 0 13 * 5', duration: '24h' })],
      '2026-11-21T12:00:00Z',
      '2026-11-27T00:00:00Z',
      '2026-11-27T00:00:00Z',
    ],
    [
      '13th and any weekday',
      [allow({ schedule: '0 0 13 * *', duration: '24h' })],
      '2026-11-21T12:00:00Z',
      '2026-12-13T00:00:00Z',
      '2026-12-13T00:00:00Z',
    ],
    [
      'in the zone of a prefix',
      [allow({ schedule: 'TZ=Asia/Tokyo 0 9 * * *', duration: '1h' })],
      '2026-11-21T12:00:00Z',
      '2026-11-22T00:00:00Z',
      '2026-11-22T00:00:00Z',
    ],
    [
      'New York over the change of its clocks',
      [allow({ schedule: '0 22 * * *', duration: '8h', timeZone: 'America/New_York' })],
      '2027-03-14T04:00:00Z',
      '2027-03-14T11:00:00Z',
      '2027-03-15T02:00:00Z',
    ],
    [
      'a local time that does not exist fires after the gap',
      [allow({ schedule: '30 2 * * *', duration: '1h', timeZone: 'Europe/Berlin' })],
      '2027-03-28T00:30:00Z',
      '2027-03-28T01:00:00Z',
      '2027-03-28T01:00:00Z',
    ],
    [
      'a local time that exists twice fires once',
      [allow({ schedule: '30 2 * * *', duration: '10m', timeZone: 'Europe/Berlin' })],
      '2027-10-31T00:35:00Z',
      '2027-10-31T00:40:00Z',
      '2027-11-01T01:30:00Z',
    ],
  ])('%s', (_, windows, now, until, next) => {
    const { automatic } = judge(shopWindows(...windows), shopTarget(), at(now));
    expect([text(automatic.until), text(automatic.next)]).toEqual([until, next]);
  });

  it('a person and automation have their own', () => {
    const verdicts = judge(shopWindows(idleAllow(), deny(manual)), shopTarget(), NOON);
    expect([verdicts.automatic.allowed, text(verdicts.automatic.until)]).toEqual([false, '2026-11-21T22:00:00Z']);
    expect([verdicts.manual.allowed, text(verdicts.manual.until)]).toEqual([true, '2026-11-21T14:00:00Z']);
  });

  it('a deny that collides with every opening is given up after a bounded search', () => {
    const windows = shopWindows(
      { kind: 'allow', schedule: '0 * * * *', duration: '5m', applications: ['*'] },
      { kind: 'deny', schedule: '0 * * * *', duration: '10m', applications: ['*'] },
    );
    expect(judge(windows, shopTarget(), NOON).automatic).toMatchObject({ allowed: false });
    expect(judge(windows, shopTarget(), NOON).automatic.next).toBeUndefined();
  });
});

describe('our SyncWindows', () => {
  const freeze = { kind: 'deny', schedule: { from: '2026-12-20T00:00', to: '2027-01-02T00:00' } };

  it.each<[string, object, string, boolean]>([
    ['a date from–to, before', freeze, '2026-12-19T23:59:59Z', YES],
    ['its start belongs to it', freeze, '2026-12-20T00:00:00Z', NO],
    ['its end does not', freeze, '2027-01-02T00:00:00Z', YES],
    ["in the cluster's own time", { ...freeze, timeZone: 'cluster' }, '2026-12-19T23:00:00Z', NO],
    ["in the cluster's own time, before", { ...freeze, timeZone: 'cluster' }, '2026-12-19T22:59:59Z', YES],
    [
      'an instant with its offset',
      { kind: 'deny', schedule: { from: '2026-12-20T00:00:00+05:30' } },
      '2026-12-19T18:30:00Z',
      NO,
    ],
    ['@daily', { kind: 'deny', schedule: { cron: '@daily' }, duration: '1h' }, '2026-12-01T00:30:00Z', NO],
    [
      'a rule: the last working day of each month',
      {
        kind: 'deny',
        schedule: { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', start: '2020-01-01T00:00' },
        duration: '24h',
      },
      ...(['2026-10-30T08:00:00Z', NO] as const),
    ],
    [
      'a rule: week 53, which 2026 has',
      {
        kind: 'deny',
        schedule: { rule: 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO', start: '2020-01-01T00:00' },
        duration: '168h',
      },
      ...(['2026-12-31T08:00:00Z', NO] as const),
    ],
    [
      'a rule: week 53, which 2027 has not',
      {
        kind: 'deny',
        schedule: { rule: 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO', start: '2020-01-01T00:00' },
        duration: '168h',
      },
      ...(['2027-12-31T08:00:00Z', YES] as const),
    ],
    [
      'a rule whose count is used up',
      { kind: 'deny', schedule: { rule: 'FREQ=DAILY;COUNT=3', start: '2026-12-01T00:00' }, duration: '1h' },
      ...(['2026-12-04T00:30:00Z', YES] as const),
    ],
    [
      'a selector of cluster labels',
      { ...freeze, selectors: { clusters: { matchLabels: { env: 'prod' } } } },
      '2026-12-24T00:00:00Z',
      NO,
    ],
    ['of others', { ...freeze, selectors: { clusters: { matchLabels: { env: 'dev' } } } }, '2026-12-24T00:00:00Z', YES],
    [
      'all given lists must match',
      { ...freeze, selectors: { projects: ['shop'], namespaces: ['other'] } },
      ...(['2026-12-24T00:00:00Z', YES] as const),
    ],
    ['an ApplicationSet', { ...freeze, selectors: { applicationSets: ['my-*'] } }, '2026-12-24T00:00:00Z', NO],
    [
      'labels of Applications',
      { ...freeze, selectors: { applications: { matchLabels: { tier: 'one' } } } },
      '2026-12-24T00:00:00Z',
      NO,
    ],
    [
      'its own exception',
      { ...freeze, exceptions: [{ from: '2026-12-24', to: '2026-12-25', ticket: 'T-1', reason: 'hotfix' }] },
      ...(['2026-12-24T12:00:00Z', YES] as const),
    ],
  ])('%s', (_, spec, now, allowed) => {
    const target = shopTarget({ applicationSet: 'my-set', labels: { tier: 'one' } });
    expect(judge([native('one', spec)], target, at(now)).automatic.allowed).toBe(allowed);
  });

  const exception = (more: object = {}) =>
    native('hotfix', {
      ...{ kind: 'except', reason: 'hotfix', ticket: 'T-1' },
      ...{ schedule: { from: '2026-12-24T10:00Z', to: '2026-12-24T11:00Z' }, ...more },
    });

  it.each<[string, ReturnType<typeof native>[], boolean, string | undefined]>([
    [
      'an exception lifts all windows, until it ends by itself',
      [native('year-end', freeze), exception()],
      YES,
      '2026-12-24T11:00:00Z',
    ],
    [
      'an exception lifts those that it names',
      [native('year-end', freeze), exception({ windows: ['year-end'] })],
      YES,
      '2026-12-24T11:00:00Z',
    ],
    ['and no others', [native('year-end', freeze), exception({ windows: ['other'] })], NO, '2027-01-02T00:00:00Z'],
    ['an emergency stays', [native('stop', { ...freeze, emergency: true }), exception()], NO, '2027-01-02T00:00:00Z'],
    [
      'unless it is named',
      [native('stop', { ...freeze, emergency: true }), exception({ windows: ['stop'] })],
      YES,
      '2026-12-24T11:00:00Z',
    ],
    [
      "a project's window can be named",
      [...shopWindows(deny()), exception({ windows: ['shop/0'] })],
      YES,
      '2026-12-24T11:00:00Z',
    ],
    [
      'its selectors count',
      [native('year-end', freeze), exception({ selectors: { projects: ['other'] } })],
      NO,
      '2027-01-02T00:00:00Z',
    ],
  ])('%s', (_, windows, allowed, until) => {
    const { automatic } = judge(windows, shopTarget(), at('2026-12-24T10:30:00Z'));
    expect([automatic.allowed, text(automatic.until)]).toEqual([allowed, until]);
  });

  it('an exception that comes later is known before', () => {
    const { automatic } = judge([native('year-end', freeze), exception()], shopTarget(), at('2026-12-24T09:00:00Z'));
    expect([automatic.allowed, text(automatic.next)]).toEqual([false, '2026-12-24T10:00:00Z']);
  });

  it('pure drift is healed unless the window denies it', () => {
    const now = at('2026-12-24T00:00:00Z');
    expect(judge([native('one', freeze)], shopTarget(), now).heal.allowed).toBe(true);
    expect(judge([native('one', { ...freeze, heal: 'deny' })], shopTarget(), now).heal.allowed).toBe(false);
  });

  it('reason, owner and ticket stand wherever it blocks', () => {
    const window = native('year-end', { ...freeze, reason: 'year end', owner: 'retail', ticket: 'CHG-7' });
    expect(judge([window], shopTarget(), at('2026-12-24T00:00:00Z')).automatic.reason).toBe(
      'denied by the window year-end (year end, owner retail, CHG-7)',
    );
  });

  it('a window in the time of the cluster has its own edges in each zone', () => {
    const nights = native('nights', {
      kind: 'allow',
      schedule: { cron: '0 22 * * *' },
      duration: '6h',
      timeZone: 'cluster',
    });
    const openings = ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'].map((timeZone) => {
      const cluster = { names: ['x'], labels: {}, timeZone };
      return text(judge([nights], shopTarget({ cluster }), at('2026-11-21T11:00:00Z')).automatic.next);
    });
    expect(openings).toEqual(['2026-11-21T21:00:00Z', '2026-11-21T16:15:00Z', '2026-11-22T03:00:00Z']);
  });
});
