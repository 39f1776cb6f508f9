import { application, configMap, deployment } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a namespace that is deleted behind us', () => {
  let world: World;
  const kube = () => world.kube('dev');

  beforeAll(async () => {
    world = await startWorld({
      name: 'namespace',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'web/web.yaml': [deployment('web'), configMap('settings')],
        'fleet/web.yaml': application('web', { repository, path: 'web', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['web'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('is made again with all that belongs in it, and said to be missing meanwhile', async () => {
    const before = (await kube().get('Namespace', '', world.namespace))!.metadata.uid;
    const deleted = performance.now();
    await kube().delete('Namespace', '', world.namespace);
    await world.untilApplication('web', ({ sync }) => sync.status === 'OUT_OF_SYNC', 'to be out of sync');
    await until('another namespace', async () => {
      const found = await kube().get('Namespace', '', world.namespace);
      return found && found.metadata.uid !== before;
    });
    await until('what was in it', async () => {
      const web = await kube().get('Deployment.apps', world.namespace, 'web');
      return web && (await kube().get('ConfigMap', world.namespace, 'settings'));
    });
    await world.untilApplication(
      'web',
      ({ sync, health }) => sync.status === 'SYNCED' && health.status === 'HEALTHY',
      'to be healthy again',
    );
    process.stderr.write(`namespace deleted → healthy again: ${Math.round(performance.now() - deleted)} ms\n`);
  });
});
