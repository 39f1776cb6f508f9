import { applicationSet, cluster, configMap } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a cluster that is removed and joins again under its name, with what it remembers', () => {
  const names = ['baseline-dev', 'baseline-staging'];
  let world: World;
  const get = (on: 'dev' | 'staging', name: string) => world.kube(on).get('ConfigMap', world.namespace, name);
  const clusters = async (): Promise<{ name: string; joined: boolean; connected: boolean }[]> => {
    const query = '{ clusters(first: 50) { nodes { name joined connected } } }';
    const found = await world.hub.graphql<{
      clusters: { nodes: { name: string; joined: boolean; connected: boolean }[] };
    }>(query);
    return found.clusters.nodes;
  };

  beforeAll(async () => {
    world = await startWorld({
      name: 'again',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => ({
        'baseline/config.yaml': [configMap('one'), configMap('two')],
        'fleet/baseline.yaml': applicationSet(
          'baseline',
          'baseline-{{.name}}',
          [{ clusters: { selector: { matchExpressions: [{ key: 'env', operator: 'Exists' }] } } }],
          { repository, path: 'baseline', cluster: '{{.name}}', namespace },
        ),
      }),
    });
    await world.untilHealthy(names, await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('leaves everything on it as it runs, and nothing of it in any list', async () => {
    const other = (await get('dev', 'one'))!.metadata.resourceVersion;
    await world.git.commit({ 'fleet/clusters/staging.yaml': null });
    await until('the application to be gone', async () => !(await world.applications()).includes(names[1]!));
    expect((await clusters()).map(({ name }) => name)).toEqual(['dev']);
    await until('the spoke to be told', async () =>
      /ended this cluster's access/.test(await world.spoke('staging').log()),
    );
    expect(await get('staging', 'one')).toBeDefined();
    expect((await get('dev', 'one'))!.metadata.resourceVersion).toBe(other);
  });

  it('goes on with what is there, prunes what left Git meanwhile only by order, and troubles no other cluster', async () => {
    const [before, other] = [await get('staging', 'one'), (await get('dev', 'one'))!.metadata.uid];
    await world.spoke('staging').stop();
    const commit = await world.git.commit({
      'fleet/clusters/staging.yaml': cluster('staging'),
      'baseline/config.yaml': configMap('one', { key: 'newer' }),
    });
    await world.spoke('staging').join();
    await world.untilHealthy(names, commit);
    const after = await get('staging', 'one');
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(after?.data).toEqual({ key: 'newer' });
    expect((await get('dev', 'one'))!.metadata.uid).toBe(other);
    expect(await world.applications()).toEqual(names);
    expect((await clusters()).map(({ name, connected }) => `${name} ${connected}`)).toEqual([
      'dev true',
      'staging true',
    ]);
  });

  it('remembers its former self for as long as an object carries its mark', async () => {
    const remembered = async () =>
      (await world.kube('staging').list('Secret', 'wheelhouse-system')).filter(({ metadata }) =>
        metadata.name.startsWith('wheelhouse-app-'),
      ).length;
    expect(await get('staging', 'two')).toBeDefined();
    expect(await remembered()).toBe(2);
    await world.kube('staging').delete('ConfigMap', world.namespace, 'two');
    await world.untilHealthy(
      names,
      await world.git.commit({ 'baseline/config.yaml': configMap('one', { key: 'last' }) }),
    );
    await until('only the application of now to be remembered', async () => (await remembered()) === 1);
  });
});
