/** What a repository or a person may ask of the hub, tried against a whole one. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeProblem } from '@wheelhouse/core-domain';
import { admin, hubWorld, type HubWorld } from './hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, rowsOf, set } from './hub-testing/shop.ts';
import type { Hub } from './hub.ts';

/** Ten levels of ten: 10^10 values out of half a kilobyte. */
const aliasBomb = (): string => {
  const levels = Array.from(
    { length: 10 },
    (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
  );
  return `apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: { name: bomb }\nspec:\n  l0: &l0 x\n${levels.join('\n')}\n`;
};

const condition = async (hub: Hub): Promise<string> => {
  const { rows } = await hub.parts.db.sql.query<{ message: string }>(
    `SELECT c ->> 'message' AS message FROM application_set, jsonb_array_elements(conditions) c WHERE c ->> 'type' = 'ErrorOccurred' AND c ->> 'reason' = 'ApplicationGenerationFromParamsError'`,
  );
  return rows[0]?.message ?? '';
};

const fleetProblem = async (hub: Hub): Promise<{ where: string; message: string } | undefined> => {
  const { rows } = await hub.parts.db.sql.query<{ problems: { where: string; message: string }[] }>(
    'SELECT problems FROM fleet_source',
  );
  return rows[0]?.problems[0];
};

describe('limits of the hub', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('a set that would give more Applications than it may gives none, and what is there stays', async () => {
    const names = ['a', 'b', 'c'];
    const repository = await world.repository(
      Object.fromEntries(names.map((name) => [`overlays/${name}/a.yaml`, configMap('1')])),
    );
    const hub = await world.hub({ env: { WHEELHOUSE_MAX_APPLICATIONS_PER_SET: '2' } });
    await apply(hub, [...names.map(cluster), set(repository.url, ['a', 'b'])].join('---'));
    await eventually('two Applications', async () => (await rowsOf(hub)).length === 2);
    await apply(hub, set(repository.url, names));
    const said = await eventually('the condition', () => condition(hub));
    expect(said).toMatch(/more than 2 Applications.*WHEELHOUSE_MAX_APPLICATIONS_PER_SET/);
    expect((await rowsOf(hub)).map(({ name, removal }) => [name, removal])).toEqual([
      ['shop-a', null],
      ['shop-b', null],
    ]);
    const previewed = await hub.previews.preview(set(repository.url, names), admin);
    expect(previewed.problems.map(describeProblem)).toEqual([expect.stringContaining('more than 2 Applications')]);
    await world.stopHubs();
  }, 60_000);

  it('a fleet file whose aliases multiply, or that is too large, is refused by its name; the rest is applied', async () => {
    const repository = await world.repository({ 'fleet/bomb.yaml': aliasBomb(), 'fleet/good.yaml': cluster('good') });
    const hub = await world.hub({ fleet: [{ url: repository.url, revision: 'main', path: 'fleet' }] });
    const bomb = await eventually('the problem', () => fleetProblem(hub));
    expect(bomb).toMatchObject({
      where: 'fleet/bomb.yaml',
      message: expect.stringContaining('aliases expand to too many'),
    });
    await eventually('the rest', async () => {
      const { rows } = await hub.parts.db.sql.query<{ name: string }>('SELECT name FROM cluster');
      return rows.map(({ name }) => name).join() === 'good';
    });

    await repository.commit({ 'fleet/bomb.yaml': `# ${'x'.repeat(17 * 1024 * 1024)}\n` });
    await hub.refresher.refresh({ hard: false });
    await eventually('the file', async () => (await fleetProblem(hub))?.message.includes('16777216 are allowed'));

    const large = Object.fromEntries(
      Array.from({ length: 5 }, (_, i) => [`fleet/${i}.yaml`, `# ${'x'.repeat(15 * 2 ** 20)}\n`]),
    );
    await repository.commit({ ...large, 'fleet/bomb.yaml': null });
    await hub.refresher.refresh({ hard: false });
    await eventually('all together', async () =>
      (await fleetProblem(hub))?.message.includes('more than 67108864 bytes together'),
    );
    await world.stopHubs();
  }, 120_000);

  it('a fleet repository with more manifests than are read says so, and what is applied stays', async () => {
    const repository = await world.repository({ 'fleet/good.yaml': cluster('good') });
    const hub = await world.hub({ fleet: [{ url: repository.url, revision: 'main', path: 'fleet' }] });
    const clusters = async (): Promise<string> => {
      const { rows } = await hub.parts.db.sql.query<{ name: string }>('SELECT name FROM cluster');
      return rows.map(({ name }) => name).join();
    };
    await eventually('the cluster', async () => (await clusters()) === 'good');
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`fleet/more/${i}.yaml`, '# nothing\n']));
    await repository.commit(many);
    await hub.refresher.refresh({ hard: false });
    const found = await eventually('the problem', () => fleetProblem(hub));
    expect(found.message).toMatch(/10001 manifests are below fleet; 10000 are allowed/);
    expect(await clusters()).toBe('good');
    await world.stopHubs();
  }, 120_000);

  it.each([
    ['whose aliases multiply', aliasBomb, /aliases expand to too many values/],
    [
      'that is too long',
      () => `# ${'x'.repeat(17 * 1024 * 1024)}\n${cluster('a')}`,
      /characters long; 16777216 are allowed/,
    ],
    ['that is nested without end', () => `a: ${'['.repeat(100_000)}`, /nested too deep/],
  ])(
    'a manifest %s is refused when it is applied',
    async (_, manifest, words) => {
      const hub = await world.hub();
      const applied = await hub.resources.apply(manifest(), {
        actor: admin,
        origin: 'api:admin',
        file: 'apply',
        dryRun: false,
      });
      expect(applied.ok ? [] : applied.error.map(describeProblem)).toEqual([expect.stringMatching(words)]);
      await world.stopHubs();
    },
    60_000,
  );
});
