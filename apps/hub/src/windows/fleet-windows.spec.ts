/** What windows mean for a whole fleet, its calendar feeds, and who may freeze and except; on a real Postgres and Git. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { hashPassword } from '../auth/password.ts';
import type { Hub } from '../hub.ts';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, joined, rowsOf, set, stages } from '../hub-testing/shop.ts';
import type { Viewer } from '../use-cases.ts';
import type { WindowedTarget } from '../window-use-cases.ts';

const DAY = 86_400_000;
const window = (name: string, spec: string): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: ${name} }
spec: ${spec}
`;
const nights = window(
  'nights',
  `{ kind: allow, schedule: { cron: '0 1 * * *' }, duration: 2h, selectors: { clusters: { matchLabels: { env: prod } } } }`,
);

describe('the windows of a fleet', () => {
  let world: HubWorld;
  let hub: Hub;
  const stranger: Viewer = { name: 'stranger', admin: false, projects: ['other'] };
  beforeAll(async () => {
    world = await hubWorld();
    const names = ['dev', 'prod', 'stage'];
    const repository = await world.repository(
      Object.fromEntries(names.map((name) => [`overlays/${name}/settings.yaml`, configMap('one')])),
    );
    hub = await world.hub();
    for (const name of names) await apply(hub, cluster(name));
    await apply(hub, nights);
    await joined(hub, world, 'prod');
    await apply(hub, set(repository.url, names));
    await eventually('all', async () => (await rowsOf(hub)).length === 3);
    await eventually('held', async () => /shop-prod:Held/.test(await stages(hub)));
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const span = () => ({ from: Date.now(), to: Date.now() + 3 * DAY });

  it('what has the same windows is one line, those that wait first; others see theirs', async () => {
    const groups = await hub.fleetWindows.groups(admin, 'windows', span());
    expect(groups.map(({ windows, total, waiting, clusters }) => ({ windows, total, waiting, clusters }))).toEqual([
      { windows: ['nights'], total: 1, waiting: 1, clusters: 1 },
      { windows: [], total: 2, waiting: 0, clusters: 2 },
    ]);
    expect(groups[0]).toMatchObject({ name: 'shop-prod', projects: ['default'] });
    expect(groups[0]!.intervals.filter((one) => one.automatic.allowed).length).toBeGreaterThanOrEqual(3);
    expect(groups[1]!.intervals).toEqual([]);
    const byCluster = await hub.fleetWindows.groups(admin, 'cluster', span());
    expect(byCluster.map(({ name }) => name).sort()).toEqual(['dev', 'prod', 'stage']);
    expect(await hub.fleetWindows.groups(stranger, 'windows', span())).toEqual([]);
  });

  it('says what waits and since when, what never opens, and what contradicts', async () => {
    expect(await hub.fleetWindows.notices(admin)).toMatchObject({
      ...{ waiting: 1, longestWaitSince: expect.any(Date), neverActive: [], contradictions: [] },
    });
    await apply(hub, window('over', `{ kind: deny, schedule: { from: '2020-01-01', to: '2020-01-02' } }`));
    await apply(hub, window('mornings', `{ kind: deny, schedule: { cron: '0 0 * * *' }, duration: 5h }`));
    const notices = await hub.fleetWindows.notices(admin);
    expect(notices.neverActive).toEqual(['over']);
    expect(notices.contradictions).toMatchObject([{ allow: 'nights', deny: 'mornings', always: true }]);
    expect(await hub.fleetWindows.notices(stranger)).toEqual({ waiting: 0, neverActive: [], contradictions: [] });
    for (const name of ['over', 'mornings'])
      await hub.resources.remove({ kind: 'SyncWindow', name }, { actor: admin, cascade: true });
  });

  it('the calendar of a project holds its openings, as ical.js reads them; the address of one who may not any more is dead', async () => {
    const { sql } = hub.parts.db;
    await sql.query(
      `INSERT INTO user_account (id, name, password_hash, admin, projects) VALUES (gen_random_uuid(), 'ann', $1, FALSE, '{default}')`,
      [await hashPassword('x')],
    );
    const ann: Viewer = { name: 'ann', admin: false, projects: ['default'] };
    const { id, path } = await hub.windowFeeds.create('default', false, ann);
    const token = /^\/api\/calendars\/([\w-]+)\.ics$/.exec(path)![1]!;
    expect(JSON.stringify((await sql.query('SELECT * FROM calendar_feed')).rows)).not.toContain(token);

    const text = (await hub.windowFeeds.byToken(token))!;
    const root = new ICAL.Component(ICAL.parse(text) as unknown[]);
    const read = root
      .getAllSubcomponents('vevent')
      .map((one) => new ICAL.Event(one))
      .map(({ startDate, endDate }) => [startDate.toUnixTime() * 1000, endDate.toUnixTime() * 1000]);
    const [from, to] = [Math.min(...read.map(([at]) => at!)), Math.max(...read.map(([, at]) => at!))];
    const groups = await hub.fleetWindows.groups(ann, 'windows', { from, to });
    const openings = groups.flatMap(({ intervals }) =>
      intervals.filter((one) => one.automatic.allowed).map((one) => [one.from, one.to]),
    );
    expect(read).toEqual(openings);
    expect(read.length).toBeGreaterThan(90);
    expect(new Date(read[0]![0]!).toISOString().slice(11)).toBe('01:00:00.000Z');

    expect(await hub.windowFeeds.list(ann)).toMatchObject([{ id, project: 'default', closed: false }]);
    expect(await hub.windowFeeds.remove(id, stranger)).toBe(false);
    await sql.query(`UPDATE user_account SET projects = '{}' WHERE name = 'ann'`);
    expect(await hub.windowFeeds.byToken(token)).toBeUndefined();
    await sql.query(`UPDATE user_account SET projects = '{default}' WHERE name = 'ann'`);
    expect(await hub.windowFeeds.byToken(token)).toBeDefined();
    expect(await hub.windowFeeds.remove(id, ann)).toBe(true);
    expect(await hub.windowFeeds.byToken(token)).toBeUndefined();
  });

  describe('freezes and exceptions', () => {
    const target: WindowedTarget = {
      ...{ project: 'default', name: 'shop-x', labels: {}, namespace: 'shop', set: undefined, cluster: undefined },
      written: { name: 'x', server: null },
    };
    const nothing = { clusterLabels: [], applicationLabels: [], projects: [], namespaces: [], applicationSets: [] };
    const allowed = async (at?: Date) => (await hub.syncWindows.verdict(target, at)).automatic.allowed;
    const events = async () =>
      (await hub.parts.db.sql.query<{ message: string; actor: string }>('SELECT message, actor FROM event ORDER BY id'))
        .rows;

    it('an exception lets pass what a freeze holds where it names it, ends by itself, and is in the history', async () => {
      const frozen = await hub.syncWindows.freeze(
        { reason: 'incident', ticket: '', heal: false, selection: nothing },
        admin,
      );
      if (!frozen.ok) throw new Error(JSON.stringify(frozen.error));
      expect(await allowed()).toBe(false);
      const end = new Date(Date.now() + 3_000);
      const asked = { reason: 'the fix', ticket: 'OPS-7', to: end, selection: nothing };
      const unnamed = await hub.syncWindows.except({ ...asked, windows: [] }, admin);
      expect([unnamed.ok, await allowed()]).toEqual([true, false]);
      const named = await hub.syncWindows.except({ ...asked, windows: [frozen.value.id] }, admin);
      if (!named.ok) throw new Error(JSON.stringify(named.error));
      expect(await allowed()).toBe(true);
      expect(await allowed(new Date(end.getTime() + 1))).toBe(false);
      await eventually('over by itself', async () => !(await allowed()));
      expect(Date.now()).toBeGreaterThanOrEqual(end.getTime());
      for (const { id } of [frozen.value, named.value])
        expect(await events()).toContainEqual({ actor: 'admin', message: expect.stringContaining(id) });
    }, 30_000);

    it('one who is no admin gets neither, nor ends one', async () => {
      const asked = { reason: 'x', ticket: 'T', selection: nothing };
      const freeze = await hub.syncWindows.freeze({ ...asked, heal: false }, stranger);
      const except = await hub.syncWindows.except({ ...asked, to: new Date(Date.now() + DAY), windows: [] }, stranger);
      expect([freeze.ok, except.ok]).toEqual([false, false]);
      const removed = await hub.resources.remove(
        { kind: 'SyncWindow', name: 'nights' },
        { actor: stranger, cascade: true },
      );
      expect(removed.ok).toBe(false);
      expect((await hub.syncWindows.list(admin)).some(({ id }) => id === 'nights')).toBe(true);
    });

    it('an exception without ticket, reason or end is refused with its field', async () => {
      const refused = await hub.syncWindows.except(
        { reason: '', ticket: '', to: new Date(Date.now() + DAY), windows: [], selection: nothing },
        admin,
      );
      expect(JSON.stringify(refused)).toMatch(/spec\.reason is missing.*spec\.ticket is missing/s);
    });
  });
});
