import { describeProblem } from './result.ts';
import { parseProject } from './parse-project.ts';
import { readProjectWindows } from './parse-project-window.ts';
import { parseSyncWindow } from './parse-sync-window.ts';

const nativeProblems = (spec: object): string => {
  const parsed = parseSyncWindow({ metadata: { name: 'w' }, spec }, { strict: true });
  return (parsed.ok ? parsed.value.warnings : parsed.error).map(describeProblem).join('\n');
};

const projectProblems = (...syncWindows: object[]): string => {
  const parsed = parseProject({ metadata: { name: 'p' }, spec: { syncWindows } });
  return (parsed.ok ? parsed.value.warnings : parsed.error).map(describeProblem).join('\n');
};

const GOOD = { kind: 'allow', schedule: '0 22 * * *', duration: '1h30m', applications: ['*'] };

describe("a project's window", () => {
  it('has every field', () => {
    const window = {
      ...{ ...GOOD, timeZone: 'Europe/Berlin', namespaces: ['a'], clusters: ['b'], description: 'nights' },
      ...{ manualSync: true, andOperator: true, syncOverrun: true },
    };
    const parsed = parseProject({ metadata: { name: 'p' }, spec: { syncWindows: [window] } }, { strict: true });
    expect(parsed).toMatchObject({ ok: true, value: { value: { spec: { syncWindows: [window] } }, warnings: [] } });
  });

  it.each<[string, object, RegExp]>([
    ['an unknown kind', { kind: 'forbid' }, /spec.syncWindows\[0\].kind is "forbid" \(one of allow, deny\)/],
    ['no kind', { kind: undefined }, /syncWindows\[0\].kind is missing/],
    ['no schedule', { schedule: '' }, /schedule is missing/],
    ['a bad schedule', { schedule: '0 25 * * *' }, /schedule is no schedule: the hour "25" is not between 0 and 23/],
    ['a descriptor', { schedule: '@daily' }, /is no schedule of five fields/],
    ['a bad duration', { duration: '8' }, /duration "8" is no duration/],
    ['an unknown zone', { timeZone: 'Mars/X' }, /timeZone "Mars\/X" is no time zone/],
    ['a zone in another case', { timeZone: 'europe/berlin' }, /is written Europe\/Berlin/],
    ['an offset for a zone', { timeZone: '+01:00' }, /is no time zone of the IANA database/],
    ['a long description', { description: 'x'.repeat(256) }, /longer than 255/],
    ['warned of: a day that never comes', { schedule: '0 0 30 2 *' }, /a day that never comes/],
    ['warned of: a duration of zero', { duration: '0s' }, /is not above zero/],
    ['warned of: nothing selected', { applications: [] }, /matches nothing/],
  ])('%s', (_, change, message) => expect(projectProblems({ ...GOOD, ...change })).toMatch(message));

  it('that was stored before it was checked is read with what is wrong', () => {
    const [good, bad] = readProjectWindows({ spec: { syncWindows: [GOOD, { ...GOOD, schedule: 'x', kind: 'y' }] } });
    expect(good).not.toHaveProperty('problem');
    expect(bad).toMatchObject({ kind: 'deny', problem: expect.stringMatching(/kind is "y"; .*has 1 fields/) });
  });
});

describe('a SyncWindow', () => {
  const CRON = { kind: 'deny', schedule: { cron: '@daily' }, duration: '1h' };
  const EXCEPT = {
    ...{ kind: 'except', reason: 'r', ticket: 't' },
    schedule: { from: '2026-12-24T10:00', to: '2026-12-24T11:00' },
  };

  it.each<[string, object]>([
    ['cron', CRON],
    [
      'rule',
      {
        kind: 'allow',
        schedule: { rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-01-01T22:00' },
        duration: '8h',
        timeZone: 'cluster',
      },
    ],
    ['from–to', { kind: 'deny', schedule: { from: '2026-12-20', to: '2027-01-02T00:00:00+01:00' } }],
    ['from without an end', { kind: 'deny', schedule: { from: '2026-12-20T10:00:00Z' }, emergency: true }],
    ['calendars alone', { kind: 'deny', calendars: [{ name: 'holidays', url: 'https://example.com/de.ics' }] }],
    [
      'a calendar in Git',
      { kind: 'deny', calendars: [{ name: 'h', repoURL: 'https://example.com/r.git', path: 'h.ics' }] },
    ],
    ['an exception', EXCEPT],
  ])('%s is taken', (_, spec) => expect(nativeProblems(spec)).toBe(''));

  it.each<[string, object, RegExp]>([
    ['no kind', { ...CRON, kind: undefined }, /spec.kind is missing/],
    ['another kind', { ...CRON, kind: 'maybe' }, /one of allow, deny, except/],
    ['nothing that says when', { kind: 'deny' }, /spec.schedule is missing/],
    [
      'two schedules',
      { ...CRON, schedule: { cron: '@daily', from: '2026-01-01' } },
      /exactly one of cron, rule, and from/,
    ],
    ['no duration', { ...CRON, duration: undefined }, /duration is missing/],
    ['a duration of zero', { ...CRON, duration: '0s' }, /no duration above zero/],
    ['a spread of zero', { ...CRON, spread: '0s' }, /spread.*no duration above zero/],
    ['a spread that would reach over the end', { ...CRON, spread: '40m' }, /spread is more than half of the duration/],
    [
      'a duration beside from–to',
      { kind: 'deny', schedule: { from: '2026-01-01' }, duration: '1h' },
      /belongs to a cron or a rule/,
    ],
    [
      'an end before the start',
      { kind: 'deny', schedule: { from: '2026-01-02', to: '2026-01-01' } },
      /is not after from/,
    ],
    ['30 February', { kind: 'deny', schedule: { from: '2026-02-30' } }, /is no time/],
    ['a rule without start', { ...CRON, schedule: { rule: 'FREQ=DAILY' } }, /start is missing/],
    [
      'a rule of seconds',
      { ...CRON, schedule: { rule: 'FREQ=SECONDLY', start: '2026-01-01T00:00' } },
      /finer than a window/,
    ],
    [
      'a rule that is none',
      { ...CRON, schedule: { rule: 'every day', start: '2026-01-01T00:00' } },
      /is no part of a rule/,
    ],
    [
      'a rule of an impossible month',
      { ...CRON, schedule: { rule: 'FREQ=YEARLY;BYMONTH=13', start: '2026-01-01T00:00' } },
      /is no rule/,
    ],
    ['a zone in the cron', { ...CRON, schedule: { cron: 'TZ=UTC 0 0 * * *' } }, /write it as timeZone/],
    ['an unknown zone', { ...CRON, timeZone: 'Nowhere' }, /timeZone "Nowhere" .*or cluster/],
    ['an unknown field', { ...CRON, sevrity: 1 }, /spec.sevrity is no known field/],
    [
      'a bad selector',
      { ...CRON, selectors: { clusters: { matchExpressions: [{ key: 'a', operator: 'In' }] } } },
      /must not be empty for In/,
    ],
    ['an exception without an end', { ...EXCEPT, schedule: { from: '2026-01-01' } }, /must have from and to/],
    [
      'an exception without ticket and reason',
      { ...EXCEPT, reason: '', ticket: '' },
      /reason is missing[\s\S]*ticket is missing/,
    ],
    ['a calendar without a place', { kind: 'deny', calendars: [{ name: 'x' }] }, /either url or repoURL/],
    ['names of windows where nothing is excepted', { ...CRON, windows: ['a'] }, /belongs to kind except/],
  ])('%s is refused', (_, spec, message) => expect(nativeProblems(spec)).toMatch(message));
});
