/** `windows evaluate | timeline | next`, as a person runs them: on files, without a hub. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { main } from './main.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wh-windows-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const ran = { code: 0, out: '', err: '' };
  const streams = {
    out: (text: string) => void (ran.out += `${text}\n`),
    err: (text: string) => void (ran.err += `${text}\n`),
  };
  ran.code = await main(argv, {
    streams,
    cwd: folder,
    env: {},
    kustomize: () => Promise.reject(new Error('not needed')),
  });
  return ran;
}

const project = (windows: string): string => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shop }
spec:
  sourceRepos: ['*']
  destinations: [{ server: '*', namespace: '*' }]
  syncWindows: ${windows.replaceAll('\n', '\n    ')}
`;

const APP = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, labels: { tier: one }, ownerReferences: [{ kind: ApplicationSet, name: my-api }] }
spec:
  project: shop
  source: { repoURL: https://git.example.com/a.git, path: . }
  destination: { name: edge-17, namespace: web }
`;

const CLUSTERS = `apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata: { name: edge-17, labels: { env: prod } }
spec: { server: https://edge-17.example.com, timeZone: Asia/Kathmandu }
`;

const NIGHTS = `[
  { kind: allow, schedule: '0 22 * * *', duration: 8h, applications: ['*'], timeZone: Europe/Berlin },
  { kind: deny, schedule: '0 0 29 2 *', duration: 24h, applications: [other] },
  { kind: deny, schedule: '0 0 29 2 *', duration: 24h, clusters: ['https://edge-*'], manualSync: true, syncOverrun: true },
]`;

async function asked(windows: string): Promise<string[]> {
  return ['-f', await write('windows.yaml', windows), '--app', await write('app.yaml', APP)].concat(
    ...['--clusters', await write('clusters.yaml', CLUSTERS)],
  );
}

describe('windows evaluate', () => {
  it('says what is allowed, why, until when and when next; exit 0 where an automatic sync is', async () => {
    const ran = await run(
      'windows',
      'evaluate',
      ...(await asked(project(NIGHTS))),
      '--at',
      '2026-11-21T23:00:00Z',
      '-o',
      'json',
    );
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({
      automatic: {
        allowed: true,
        reason: 'allowed by window 0 of the project shop',
        until: '2026-11-22T05:00:00Z',
        next: '2026-11-22T21:00:00Z',
      },
      manual: expect.objectContaining({ allowed: true, until: '2026-11-22T05:00:00Z' }),
      matching: [0, 2],
      active: [0],
    });
  });

  it('exit 1 where it is not', async () => {
    const ran = await run(
      'windows',
      'evaluate',
      ...(await asked(project(NIGHTS))),
      '--at',
      '2026-11-21T12:00:00Z',
      '-o',
      'json',
    );
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({
      automatic: { allowed: false, until: '2026-11-21T21:00:00Z', next: '2026-11-21T21:00:00Z' },
      active: [],
    });
  });

  it('what runs already may end where the windows say so', async () => {
    const windows = await asked(project(NIGHTS));
    const at = ['--at', '2028-02-29T00:30:00Z', '-o', 'json'];
    expect((await run('windows', 'evaluate', ...windows, ...at)).code).toBe(1);
    expect((await run('windows', 'evaluate', ...windows, ...at, '--started', '2028-02-28T23:30:00Z')).code).toBe(0);
  });

  it('an invalid window blocks, and is told with its place: exit 2', async () => {
    const broken = project(`[{ kind: allow, schedule: '@daily', duration: 8h, applications: ['*'] }]`);
    const ran = await run(
      'windows',
      'evaluate',
      ...(await asked(broken)),
      '--at',
      '2026-11-21T12:00:00Z',
      '-o',
      'json',
    );
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({ automatic: { allowed: false, until: null, next: null } });
    expect(ran.err).toMatch(/windows.yaml:7: AppProject shop: spec.syncWindows\[0\].schedule is no schedule/);
  });

  it('a SyncWindow goes by labels, set and the time of the cluster', async () => {
    const window = `apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: nights }
spec:
  kind: allow
  schedule: { cron: '0 22 * * *' }
  duration: 6h
  timeZone: cluster
  selectors:
    clusters: { matchLabels: { env: prod } }
    applications: { matchLabels: { tier: one } }
    applicationSets: [my-*]
  owner: retail
`;
    const ran = await run(
      'windows',
      'evaluate',
      ...(await asked(window)),
      '--at',
      '2026-11-21T12:00:00Z',
      '-o',
      'json',
    );
    expect(JSON.parse(ran.out)).toMatchObject({
      automatic: { next: '2026-11-21T16:15:00Z', reason: expect.stringContaining('the window nights (owner retail)') },
      matching: [0],
    });
  });

  it('a calendar is read from the file that stands for it', async () => {
    const window = `apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: holidays }
spec: { kind: deny, timeZone: Europe/Berlin, calendars: [{ name: de, url: 'https://example.com/de.ics' }] }
`;
    const calendar = await write(
      'de.ics',
      [
        ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', 'SUMMARY:Christmas'],
        ...[
          'DTSTART;VALUE=DATE:20201225',
          'DTEND;VALUE=DATE:20201227',
          'RRULE:FREQ=YEARLY',
          'END:VEVENT',
          'END:VCALENDAR',
          '',
        ],
      ].join('\r\n'),
    );
    const given = [...(await asked(window)), '--at', '2026-12-24T23:30:00Z', '-o', 'json'];
    const ran = await run('windows', 'evaluate', ...given, '--calendar', `de=${calendar}`);
    expect(JSON.parse(ran.out)).toMatchObject({ automatic: { allowed: false, until: '2026-12-26T23:00:00Z' } });
    const unread = await run('windows', 'evaluate', ...given);
    expect(JSON.parse(unread.out).automatic.reason).toMatch(/can not be judged: its calendar de was never read/);
  });

  it.each<[string, string[], RegExp]>([
    ['a time that is none', ['--at', 'tomorrow'], /--at tomorrow: is no time/],
    ['30 February', ['--at', '2026-02-30T00:00:00Z'], /is no time/],
  ])('%s is refused', async (_, more, message) => {
    const ran = await run('windows', 'evaluate', ...(await asked(project(NIGHTS))), ...more);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(message);
  });
});

it('windows timeline: intervals that touch, each with its verdict', async () => {
  const span = ['--from', '2028-02-28T12:00:00Z', '--to', '2028-02-29T12:00:00Z', '-o', 'json'];
  const ran = await run('windows', 'timeline', ...(await asked(project(NIGHTS))), ...span);
  const rows = JSON.parse(ran.out) as {
    from: string;
    to: string;
    automatic: { allowed: boolean };
    manual: { allowed: boolean };
  }[];
  expect(rows.map(({ from, to, automatic, manual }) => [from, to, automatic.allowed, manual.allowed])).toEqual([
    ['2028-02-28T12:00:00Z', '2028-02-28T21:00:00Z', false, false],
    ['2028-02-28T21:00:00Z', '2028-02-29T00:00:00Z', true, true],
    ['2028-02-29T00:00:00Z', '2028-02-29T12:00:00Z', false, true],
  ]);
});

it('windows next: the next openings; exit 1 where there is none', async () => {
  const given = [...(await asked(project(NIGHTS))), '--at', '2026-11-21T12:00:00Z', '--count', '2', '-o', 'json'];
  expect(JSON.parse((await run('windows', 'next', ...given)).out)).toMatchObject([
    { from: '2026-11-21T21:00:00Z', to: '2026-11-22T05:00:00Z' },
    { from: '2026-11-22T21:00:00Z', to: '2026-11-23T05:00:00Z' },
  ]);
  const never = project(`[{ kind: allow, schedule: '0 0 30 2 *', duration: 1h, applications: ['*'] }]`);
  const none = await run('windows', 'next', ...(await asked(never)), '--at', '2026-11-21T12:00:00Z', '-o', 'json');
  expect([none.code, none.out]).toEqual([1, '[]\n']);
  expect(none.err).toMatch(/names a day that never comes/);
});

it('validate knows projects with windows and SyncWindows', async () => {
  const good = await run('validate', '-f', await write('good.yaml', project(NIGHTS)));
  expect(good.code).toBe(0);
  const bad = await run(
    'validate',
    '-f',
    await write(
      'bad.yaml',
      'apiVersion: wheelhouse.dev/v1alpha1\nkind: SyncWindow\nmetadata: { name: a }\nspec: { kind: deny }\n',
    ),
  );
  expect([bad.code, bad.out]).toEqual([2, '']);
  expect(bad.err).toMatch(/bad.yaml:4: SyncWindow a: spec.schedule is missing/);
});
