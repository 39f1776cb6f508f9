/** What a SyncWindow would do, asked before it is stored, of a real Postgres. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hub } from '../hub.ts';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, rowsOf, set } from '../hub-testing/shop.ts';

const window = (spec: string, head = 'kind: SyncWindow\nmetadata: { name: nights }'): string =>
  `apiVersion: wheelhouse.dev/v1alpha1\n${head}\nspec: ${spec}\n`;

describe('the preview of a SyncWindow', () => {
  let world: HubWorld;
  let hub: Hub;
  beforeAll(async () => {
    world = await hubWorld();
    const repository = await world.repository({
      'overlays/dev/settings.yaml': configMap('one'),
      'overlays/prod/settings.yaml': configMap('one'),
    });
    hub = await world.hub();
    await apply(hub, cluster('dev'));
    await apply(
      hub,
      `apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata: { name: prod, labels: { env: prod } }
spec: { timeZone: Asia/Kathmandu }
`,
    );
    await apply(hub, set(repository.url, ['dev', 'prod']));
    await eventually('both', async () => (await rowsOf(hub)).length === 2);
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const preview = (manifest: string, viewer = admin, zone?: string) =>
    hub.windowPreviews.preview(manifest, viewer, zone);

  it.each([
    ['all', '{}', ['shop-dev', 'shop-prod'], 2],
    ['labels of clusters', '{ clusters: { matchLabels: { env: prod } } }', ['shop-prod'], 1],
    ['a set', '{ applicationSets: [sh*] }', ['shop-dev', 'shop-prod'], 2],
    ['the namespace of the destination', '{ namespaces: [shop] }', ['shop-dev', 'shop-prod'], 2],
    ['another namespace', '{ namespaces: [argocd] }', [], 0],
    ['another project', '{ projects: [other] }', [], 0],
  ])('says who is affected: %s', async (_, selectors, names, clusters) => {
    const { affected, problems } = await preview(
      window(`{ kind: deny, schedule: { cron: '0 1 * * *' }, duration: 2h, selectors: ${selectors} }`),
    );
    expect(problems).toEqual([]);
    expect(affected).toMatchObject({ total: names.length, clusters });
    expect(affected.applications.map(({ name }) => name)).toEqual(names);
  });

  it('says the next ten times, in the zone of the clusters that it is for, or in the one that is asked for', async () => {
    const spec = window(
      `{ kind: allow, schedule: { cron: '0 1 * * *' }, duration: 2h, timeZone: cluster, selectors: { clusters: { matchLabels: { env: prod } } } }`,
    );
    const own = await preview(spec);
    expect(own.timeZone).toBe('Asia/Kathmandu');
    expect(own.openings).toHaveLength(10);
    // A quarter to six ahead of UTC.
    expect(new Date(own.openings[1]!.start).toISOString().slice(11, 16)).toBe('19:15');
    const asked = await preview(spec, admin, 'UTC');
    expect(new Date(asked.openings[1]!.start).toISOString().slice(11, 16)).toBe('01:00');
    expect((await preview(spec, admin, 'Mars/Base')).problems).toMatchObject([{ field: 'spec.timeZone' }]);
  });

  it.each([
    [
      'a cron',
      `{ kind: deny, schedule: { cron: '0 25 * * *' }, duration: 1h }`,
      'spec.schedule.cron',
      /^is no schedule/,
    ],
    ['a duration that is missing', `{ kind: deny, schedule: { cron: '@daily' } }`, 'spec.duration', /^is missing/],
    [
      'a zone',
      `{ kind: deny, schedule: { cron: '@daily' }, duration: 1h, timeZone: Berlin }`,
      'spec.timeZone',
      /Berlin/,
    ],
    [
      'a field that there is not',
      `{ kind: deny, schedule: { cron: '@daily' }, duration: 1h, reasn: x }`,
      'spec.reasn',
      /no known field/,
    ],
    [
      'a rule',
      `{ kind: deny, schedule: { rule: 'FREQ=SOMETIMES', start: '2026-01-01T00:00' }, duration: 1h }`,
      'spec.schedule.rule',
      /is no rule/,
    ],
  ])('says at its field what is wrong with %s', async (_, spec, field, message) => {
    const { problems } = await preview(window(spec));
    expect(problems).toMatchObject([{ field, message: expect.stringMatching(message) }]);
  });

  it.each([
    ['no YAML', '{', ''],
    ['another kind', window('{}', 'kind: Project\nmetadata: { name: x }'), 'kind'],
    ['two of them', `${window('{}')}---\n${window('{}')}`, ''],
    ['nothing', '', ''],
  ])('refuses %s', async (_, text, field) => {
    expect((await preview(text)).problems[0]).toMatchObject({ field });
  });

  it('warns of what never comes, and names calendars that are not read yet', async () => {
    const never = await preview(window(`{ kind: deny, schedule: { cron: '0 0 30 2 *' }, duration: 1h }`));
    expect(never).toMatchObject({ openings: [], warnings: [{ field: 'spec.schedule.cron' }] });
    const unread = await preview(
      window(`{ kind: deny, calendars: [{ name: de, url: 'https://example.com/de.ics' }] }`),
    );
    expect(unread).toMatchObject({ openings: [], unread: ['de'], problems: [] });
  });

  it('shows others only what they may see', async () => {
    const everything = window(`{ kind: deny, schedule: { cron: '@daily' }, duration: 1h }`);
    await apply(hub, everything);
    expect(await preview(everything)).toMatchObject({ exists: true, affected: { total: 2 } });
    const stranger = { name: 'stranger', admin: false, projects: ['other'] };
    expect(await preview(everything, stranger)).toMatchObject({ exists: false, affected: { total: 0, clusters: 0 } });
  });
});
