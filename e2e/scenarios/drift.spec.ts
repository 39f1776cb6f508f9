import { application, configMap, deployment } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('what is changed behind our back', () => {
  let world: World;
  const kube = () => world.kube('dev');
  const web = () => kube().get('Deployment.apps', world.namespace, 'web');

  beforeAll(async () => {
    world = await startWorld({
      name: 'drift',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'web/web.yaml': [deployment('web', { replicas: 2 }), configMap('settings')],
        'fleet/web.yaml': application('web', { repository, path: 'web', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['web'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('a Deployment that is scaled by hand gets its replicas back', async () => {
    await kube().patch('Deployment.apps', world.namespace, 'web', { spec: { replicas: 7 } });
    await until('two replicas again', async () => (await web())?.spec.replicas === 2);
    await world.untilApplication('web', ({ sync }) => sync.status === 'SYNCED', 'to be synced again');
  });

  it('an object that is deleted by hand comes back', async () => {
    const before = (await web())!.metadata.uid;
    await kube().delete('Deployment.apps', world.namespace, 'web');
    await kube().delete('ConfigMap', world.namespace, 'settings');
    await until('both to be back', async () => {
      const found = await web();
      return found && found.metadata.uid !== before && (await kube().get('ConfigMap', world.namespace, 'settings'));
    });
    await world.untilApplication('web', ({ health }) => health.status === 'HEALTHY', 'to be healthy again');
  });

  it('a field that is not in Git belongs to whoever wrote it', async () => {
    await kube().patch('Deployment.apps', world.namespace, 'web', { spec: { minReadySeconds: 1, replicas: 7 } });
    await until('two replicas again', async () => (await web())?.spec.replicas === 2);
    expect((await web())?.spec.minReadySeconds).toBe(1);
  });
});
