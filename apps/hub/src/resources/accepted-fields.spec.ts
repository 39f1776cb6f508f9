import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, rowsOf, set } from '../hub-testing/shop.ts';

describe('what is accepted', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('and has no effect shows at the Application, also after it was rendered', async () => {
    const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
    const hub = await world.hub();
    await apply(
      hub,
      [cluster('dev'), set(repository.url, ['dev'], 'syncOptions: [ServerSideApply=false]')].join('---'),
    );
    await eventually('rendered', async () => (await rowsOf(hub))[0]?.desired_revision);
    const { rows } = await hub.parts.db.sql.query<{ warnings: unknown }>('SELECT warnings FROM application');
    expect(rows).toMatchObject([
      {
        warnings: [
          { code: 'NOT_SUPPORTED', message: expect.stringContaining('ServerSideApply=false has no effect yet') },
        ],
      },
    ]);
  }, 30_000);

  it('as a repository of one project is not read for another, neither by a source nor by a generator', async () => {
    const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
    const declared = (project: string): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: Repository
metadata: { name: shop }
spec: { url: '${repository.url}', project: '${project}' }
`;
    const generated = set(repository.url, [])
      .replace('name: shop,', 'name: generated,')
      .replace(
        'list: { elements: [] }',
        `git: { repoURL: '${repository.url}', directories: [{ path: 'overlays/*' }] }`,
      );
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), declared('team'), set(repository.url, ['dev']), generated].join('---'));
    const refused = await eventually('refused', async () => (await rowsOf(hub)).find((row) => row.problems.length > 0));
    expect(refused).toMatchObject({ desired_revision: null, problems: [{ code: 'SOURCE_NOT_PERMITTED' }] });
    await eventually('the condition', async () => {
      const { rows } = await hub.parts.db.sql.query<{ conditions: { code?: string }[] }>(
        `SELECT conditions FROM application_set WHERE name = 'generated'`,
      );
      return rows[0]?.conditions.some(({ code }) => code === 'SOURCE_NOT_PERMITTED');
    });

    await apply(hub, declared(''));
    await eventually('allowed', async () => (await rowsOf(hub)).find((row) => row.desired_revision));
  }, 30_000);
});
