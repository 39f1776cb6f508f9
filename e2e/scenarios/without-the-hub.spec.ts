import { application, configMap, deployment } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('without the hub and NATS', () => {
  let world: World;
  const web = () => world.kube('dev').get('Deployment.apps', world.namespace, 'web');
  const scaleByHand = () =>
    world.kube('dev').patch('Deployment.apps', world.namespace, 'web', { spec: { replicas: 7 } });
  const healed = () => until('the replicas of Git', async () => (await web())?.spec.replicas === 1);

  beforeAll(async () => {
    world = await startWorld({
      name: 'alone',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'web/web.yaml': [deployment('web'), configMap('settings')],
        'fleet/web.yaml': application('web', { repository, path: 'web', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['web'], await world.git.commit({}));
    await world.hub.stop();
    await world.nats.stop();
  });
  afterAll(() => world?.stop());

  it('a spoke goes on healing', async () => {
    await scaleByHand();
    await healed();
  });

  it('a spoke that starts heals what it last knew', async () => {
    await world.spoke('dev').stop();
    await scaleByHand();
    await world.kube('dev').delete('ConfigMap', world.namespace, 'settings');
    await world.spoke('dev').start();
    await healed();
    await until('the deleted object', () => world.kube('dev').get('ConfigMap', world.namespace, 'settings'));
  });

  it('what was committed meanwhile arrives once they are back', async () => {
    const commit = await world.git.commit({ 'web/web.yaml': [deployment('web', { replicas: 2 })] });
    await world.nats.restart();
    await world.hub.start();
    await world.untilHealthy(['web'], commit);
    expect((await web())?.spec.replicas).toBe(2);
    expect(await world.kube('dev').get('ConfigMap', world.namespace, 'settings')).toBeUndefined();
  });
});
