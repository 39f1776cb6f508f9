import { connectNats, NatsError } from '@wheelhouse/adapter-nats';
import { inboxPrefix } from '@wheelhouse/contract';
import { applicationSet, cluster, configMap } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a cluster', () => {
  let world: World;
  const baseline = (name: 'dev' | 'staging') => world.kube(name).get('ConfigMap', world.namespace, 'baseline');

  beforeAll(async () => {
    world = await startWorld({
      name: 'joining',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'baseline/config.yaml': configMap('baseline'),
        'fleet/baseline.yaml': applicationSet(
          'baseline',
          'baseline-{{.name}}',
          [{ clusters: { selector: { matchExpressions: [{ key: 'env', operator: 'Exists' }] } } }],
          { repository, path: 'baseline', cluster: '{{.name}}', namespace },
        ),
      }),
    });
    await world.forget('staging');
    await world.untilHealthy(['baseline-dev'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('that joins receives what it should', async () => {
    const commit = await world.git.commit({ 'fleet/clusters/staging.yaml': cluster('staging') }, 'Add staging');
    await world.spoke('staging').start();
    await world.untilHealthy(['baseline-dev', 'baseline-staging'], commit);
    expect((await baseline('staging'))?.data).toEqual({ key: 'value' });
  });

  it('that is removed keeps what runs on it, and is let in no more', async () => {
    const { credentials, clusterId } = await world.identityOf('staging');
    const name = 'a spoke with old credentials';
    const connect = () =>
      connectNats({
        servers: [world.nats.url],
        credentials,
        name,
        inboxPrefix: inboxPrefix(clusterId),
        firstConnectMs: 5_000,
      });
    await (await connect()).close();

    await world.git.commit({ 'fleet/clusters/staging.yaml': null }, 'Remove staging');
    await until('the application to be gone', async () => !(await world.applications()).includes('baseline-staging'));
    const refused = await connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(NatsError);
    expect((refused as NatsError).failure).toBe('unauthorized');
    expect((await baseline('staging'))?.data).toEqual({ key: 'value' });
    expect((await world.application('baseline-dev')).stage).toBe('DONE');
  });

  it('that comes back under its name goes on with what is there', async () => {
    const before = (await baseline('staging'))!.metadata.uid;
    await world.spoke('staging').stop();
    await world.forget('staging');
    const commit = await world.git.commit({
      'fleet/clusters/staging.yaml': cluster('staging'),
      'baseline/config.yaml': configMap('baseline', { key: 'newer' }),
    });
    await world.spoke('staging').start();
    await world.untilHealthy(['baseline-dev', 'baseline-staging'], commit);
    expect((await baseline('staging'))?.metadata.uid).toBe(before);
    expect((await baseline('staging'))?.data).toEqual({ key: 'newer' });
  });
});
