import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationId } from '@wheelhouse/core-domain';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, rowsOf, set } from '../hub-testing/shop.ts';

describe('a refresh', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('renders again only if it is a hard one, and says nothing new where nothing is', async () => {
    const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
    await eventually('rendered', async () => (await rowsOf(hub))[0]?.desired_revision);
    await hub.idle();
    const { rows } = await hub.parts.db.sql.query<{ id: string }>('SELECT id FROM application');
    const application = applicationId(rows[0]!.id);
    const releases = async (): Promise<number> => (await hub.parts.db.sql.query('SELECT 1 FROM release')).rows.length;
    const before = await releases();

    await hub.refresher.refresh({ application, hard: false });
    await hub.idle();
    expect(hub.parts.renderer.renders).toBe(1);

    await hub.refresher.refresh({ application, hard: true });
    await eventually('rendered again', () => Promise.resolve(hub.parts.renderer.renders === 2));
    await hub.idle();
    expect(await releases()).toBe(before);
    expect(hub.parts.renderer.renders).toBe(2);
  }, 30_000);
});
