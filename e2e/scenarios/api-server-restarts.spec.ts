import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareSpoke, startControlPlane, type Cluster, type ControlPlane } from '@wheelhouse/tools';
import { application, cluster, configMap } from '../world/content.ts';
import { connectKube, type Kube } from '../world/kube.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('an API server that is started again', () => {
  const COUNT = 300;
  let world: World;
  let dir: string;
  let control: ControlPlane;
  let own: Cluster;
  let kube: Kube;
  const many = (version: string) => ({
    'app/config.yaml': Array.from({ length: COUNT }, (_, i) => configMap(`config-${i}`, { version })),
  });
  const versions = async () =>
    (await kube.list('ConfigMap', world.namespace))
      .filter(({ metadata }) => metadata.name.startsWith('config-'))
      .map(({ data }) => data.version as string);

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-e2e-own-'));
    control = await startControlPlane({ dir });
    own = await control.cluster('own', { controllers: false });
    const access = { name: 'own', kubeconfig: own.kubeconfig, spokeKubeconfig: await prepareSpoke(own) };
    kube = await connectKube(access);
    world = await startWorld({
      name: 'api-server',
      clusters: [],
      files: ({ repository, namespace }) => ({
        ...many('1'),
        'fleet/own.yaml': cluster('own'),
        'fleet/app.yaml': application('app', { repository, path: 'app', cluster: 'own', namespace }),
      }),
    });
    await world.spokeAt(access).start();
  });
  afterAll(async () => {
    await world?.stop();
    await kube?.client.close();
    await control?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('in the middle of a first sync is followed by all of it', async () => {
    await until('some of it to be there', async () => (await versions()).length > COUNT / 10);
    await own.restartApiServer();
    const back = performance.now();
    await world.untilHealthy(['app'], await world.git.commit({}), 60_000);
    process.stderr.write(`API server back → ${COUNT} objects healthy: ${Math.round(performance.now() - back)} ms\n`);
    expect(await versions()).toEqual(Array.from({ length: COUNT }, () => '1'));
  });

  it('in the middle of a change is followed by all of it', async () => {
    const commit = await world.git.commit(many('2'));
    await until('some of it to be there', async () => (await versions()).includes('2'));
    await own.restartApiServer();
    await world.untilHealthy(['app'], commit, 60_000);
    expect(await versions()).toEqual(Array.from({ length: COUNT }, () => '2'));
  });
});
