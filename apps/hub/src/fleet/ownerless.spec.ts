import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@wheelhouse/tools';
import { FleetProblems } from '../graphql/fleet-problems.ts';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';

const problemsOf = async (hub: Hub): Promise<string[]> =>
  (await new FleetProblems(hub.parts.db.sql).list(admin, 50))
    .filter(({ kind }) => kind === 'fleet-source')
    .map(({ message }) => message);
const eventsOf = async (hub: Hub): Promise<number> =>
  (await hub.parts.db.sql.query("SELECT 1 FROM event WHERE reason = 'FleetSourceRemoved'")).rows.length;

describe('a fleet source that is taken out of the configuration', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('leaves its resources, and says so once and until somebody has them', async () => {
    const database = await createDatabase(world.postgres.url, 'ownerless');
    const repository = await world.repository({ 'fleet/dev.yaml': cluster('dev'), 'fleet/x.yaml': cluster('x') });
    const fleet = [{ url: repository.url, revision: 'main', path: 'fleet' }];
    const clusters = async (hub: Hub): Promise<number> =>
      (await hub.parts.db.sql.query('SELECT 1 FROM cluster WHERE removed_at IS NULL')).rows.length;
    const first = await world.hub({ database, fleet });
    await eventually('applied', async () => (await clusters(first)) === 2);
    expect(await problemsOf(first)).toEqual([]);
    await world.stopHubs();

    const second = await world.hub({ database });
    expect(await clusters(second)).toBe(2);
    expect(await problemsOf(second)).toEqual([
      expect.stringMatching(/path fleet, .* 2 resources .*Cluster dev, Cluster x$/),
    ]);
    expect(await eventsOf(second)).toBe(1);
    await apply(second, [cluster('dev'), cluster('x')].join('---'));
    expect(await problemsOf(second)).toEqual([]);
    await world.stopHubs();
    expect(await eventsOf(await world.hub({ database }))).toBe(1);
  }, 60_000);
});
