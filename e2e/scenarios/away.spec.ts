import { applicationSet, configMap, list } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a cluster that is away', () => {
  let world: World;
  const config = () => world.kube('staging').get('ConfigMap', world.namespace, 'config');
  const release = (version: string) => world.git.commit({ 'app/config.yaml': configMap('config', { version }) });

  beforeAll(async () => {
    world = await startWorld({
      name: 'away',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('config', { version: '1' }),
        'fleet/app.yaml': applicationSet('app', 'app-{{.env}}', [list([{ env: 'dev' }, { env: 'staging' }])], {
          repository,
          path: 'app',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
    await world.untilHealthy(['app-dev', 'app-staging'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  const reasons = async (): Promise<string[]> => {
    const query = '{ events(first: 100, filter: { cluster: "staging" }) { nodes { reason } } }';
    const { events } = await world.hub.graphql<{ events: { nodes: { reason: string }[] } }>(query);
    return events.nodes.map(({ reason }) => reason);
  };

  it('is deferred, and the others go on', async () => {
    await world.spoke('staging').stop();
    await world.untilHealthy(['app-dev'], await release('2'));
    await world.untilHealthy(['app-dev'], await release('3'));
    const query = '{ cluster(name: "staging") { connected } }';
    const connected = async () =>
      (await world.hub.graphql<{ cluster: { connected: boolean } }>(query)).cluster.connected;
    await until('the hub to know that it is away', async () => !(await connected()));
    const { stage, waitReasons, conditions } = await world.application('app-staging');
    expect(stage).toBe('IN_FLIGHT');
    expect(waitReasons.map(({ message }) => message).join()).toContain('Cluster staging is away');
    expect(conditions).toEqual([]);
    expect(await reasons()).toContain('ClusterAway');
    expect((await config())?.data).toEqual({ version: '1' });
  });

  it('catches up with the latest only', async () => {
    const { resourceVersion } = (await config())!.metadata;
    const commit = await world.git.commit({}, 'Nothing new');
    await world.spoke('staging').start();
    await world.untilHealthy(['app-dev', 'app-staging'], commit);
    const changes = await world.kube('staging').changesSince('ConfigMap', world.namespace, resourceVersion);
    const versions = changes.filter(({ metadata }) => metadata.name === 'config').map(({ data }) => data.version);
    expect([...new Set(versions)]).toEqual(['3']);
    await until('the hub to say that it is back', async () => (await reasons()).includes('ClusterBack'));
  });
});
