import { applicationSet, configMap, list } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a set that loses much at once', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  let world: World;
  const setOf = (kept: readonly string[], { repository, namespace }: { repository: string; namespace: string }) => ({
    'fleet/apps.yaml': applicationSet('apps', 'app-{{.name}}', [list(kept.map((name) => ({ name })))], {
      repository,
      path: 'apps/{{.name}}',
      cluster: 'dev',
      namespace,
    }),
  });
  const configMaps = async () =>
    (await world.kube('dev').list('ConfigMap', world.namespace))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt');

  beforeAll(async () => {
    world = await startWorld({
      name: 'guardrail',
      clusters: ['dev'],
      files: (start) => ({
        ...Object.fromEntries(names.map((name) => [`apps/${name}/config.yaml`, configMap(name)])),
        ...setOf(names, start),
      }),
    });
    await world.untilHealthy(
      names.map((name) => `app-${name}`),
      await world.git.commit({}),
    );
  });
  afterAll(() => world?.stop());

  it('is held, and nothing leaves', async () => {
    await world.git.commit(setOf(['a'], world));
    const held = await until('the change to be held', async () => (await world.applicationSet('apps')).held ?? false);
    expect(held.withdrawn).toEqual(['app-b', 'app-c', 'app-d', 'app-e']);
    expect(held.message).toMatch(/4 of 5/);
    expect(await configMaps()).toEqual(names);
    expect(await world.applications()).toHaveLength(5);
  });

  it('goes on once a person confirms exactly that', async () => {
    const confirm = (digest: string) =>
      world.hub.graphql(
        'mutation ($digest: String!) { confirmHeldChange(applicationSet: "apps", digest: $digest) { name } }',
        { digest },
      );
    const { held } = await world.applicationSet('apps');
    await expect(confirm('0'.repeat(64))).rejects.toThrow('what is held now is not what you confirmed');
    await confirm(held!.digest);
    await until('the four to be gone', async () => (await world.applications()).length === 1);
    expect(await configMaps()).toEqual(['a']);
    expect((await world.applicationSet('apps')).held).toBeNull();
  });
});
