import { http } from '@wheelhouse/tools';
import { application, configMap, deployment } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

// Away for 20 s, which is longer than every period of the hub that the database takes part in: leases of shards (15 s),
// heartbeats (5 s), polling and retries. Only the size of what waits grows with more time.
const AWAY_MS = 20_000;

describe('without Postgres', () => {
  let world: World;
  const web = () => world.kube('dev').get('Deployment.apps', world.namespace, 'web');
  const statusOf = async (at: string) => (await http(`${world.hub.url}${at}`)).status;
  let gone = 0;

  beforeAll(async () => {
    world = await startWorld({
      name: 'no-database',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'web/web.yaml': [deployment('web'), configMap('settings')],
        'fleet/web.yaml': application('web', { repository, path: 'web', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['web'], await world.git.commit({}));
    await world.postgres.stop();
    gone = performance.now();
  });
  afterAll(() => world?.stop());

  it('the hub lives, is not ready, and says why to who asks', async () => {
    await until('the hub not to be ready', async () => (await statusOf('/readyz')) === 503);
    expect(await statusOf('/healthz')).toBe(200);
    await expect(world.hub.graphql('{ fleet { counts { total } } }')).rejects.toThrow(/The database does not answer/);
  });

  it('the spokes heal on', async () => {
    await world.kube('dev').patch('Deployment.apps', world.namespace, 'web', { spec: { replicas: 7 } });
    await until('the replicas of Git', async () => (await web())?.spec.replicas === 1);
  });

  it('what happened meanwhile is known soon after it is back, and the hub was never started again', async () => {
    const commit = await world.git.commit({ 'web/web.yaml': [deployment('web', { replicas: 2 })] });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, AWAY_MS - (performance.now() - gone))));
    await world.postgres.restart();
    const back = performance.now();
    await until('the hub to be ready', async () => (await statusOf('/readyz')) === 200);
    await world.untilHealthy(['web'], commit);
    process.stderr.write(`Postgres back → healthy at what was committed: ${Math.round(performance.now() - back)} ms\n`);
    expect((await web())?.spec.replicas).toBe(2);
    const log = await world.hub.log();
    expect(log.match(/Nest application successfully started|listening/g)?.length ?? 1).toBe(1);
  });
});
