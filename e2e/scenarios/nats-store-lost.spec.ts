import { connectNats, NatsError } from '@wheelhouse/adapter-nats';
import { inboxPrefix } from '@wheelhouse/contract';
import { applicationSet, configMap, list } from '../world/content.ts';
import { loseNatsStore } from '../world/store.ts';
import { openWire } from '../world/wire.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('the store of nats-server is deleted', () => {
  const names = ['app-dev', 'app-staging'];
  let world: World;
  const content = (version: string) => ({ 'app/config.yaml': [configMap('config', { version }), configMap('other')] });
  const config = (name: 'dev' | 'staging') => world.kube(name).get('ConfigMap', world.namespace, 'config');
  const uids = async () =>
    Promise.all((['dev', 'staging'] as const).map(async (each) => (await config(each))?.metadata.uid));
  /** Of the manifest that is published now. */
  const generation = async (): Promise<number> => {
    const wire = await openWire(world, (await world.identityOf('dev')).clusterId);
    return wire.manifest().then(
      (manifest) => wire.close().then(() => manifest.generation),
      (error: unknown) => wire.close().then(() => Promise.reject(error)),
    );
  };

  beforeAll(async () => {
    world = await startWorld({
      name: 'store-lost',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => ({
        ...content('1'),
        'fleet/app.yaml': applicationSet('app', 'app-{{.env}}', [list([{ env: 'dev' }, { env: 'staging' }])], {
          repository,
          path: 'app',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
    await world.untilHealthy(names, await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('while hub and spokes run: everything is published again, and nothing is pruned', async () => {
    const [before, known] = [await uids(), await generation()];
    await loseNatsStore(world);
    await world.nats.restart();
    const began = performance.now();
    await world.untilHealthy(names, await world.git.commit(content('2')));
    process.stderr.write(`store lost → healthy at a new commit: ${Math.round(performance.now() - began)} ms\n`);
    expect(await uids()).toEqual(before);
    expect(await generation()).toBeGreaterThan(known);
  });

  it('while the hub is away: the same once it is back', async () => {
    const before = await uids();
    await world.hub.stop();
    await loseNatsStore(world);
    await world.nats.restart();
    const commit = await world.git.commit(content('3'));
    await world.hub.start();
    await world.untilHealthy(names, commit);
    expect(await uids()).toEqual(before);
  });

  it('a spoke that begins anew finds every bundle again, also one that did not change', async () => {
    await world.spoke('staging').stop();
    await world.kube('staging').delete('ConfigMap', world.namespace, 'other');
    await world.spoke('staging').start();
    await until('the object of its bundle', () => world.kube('staging').get('ConfigMap', world.namespace, 'other'));
    await world.untilApplication('app-staging', ({ stage }) => stage === 'DONE', 'to be done');
  });

  it('who was shut out stays shut out', async () => {
    const { credentials, clusterId } = await world.identityOf('staging');
    await world.git.commit({ 'fleet/clusters/staging.yaml': null, 'fleet/app.yaml': devOnly() });
    await until('staging to be gone', async () => !(await world.applications()).includes('app-staging'));
    await world.spoke('staging').stop();
    await loseNatsStore(world);
    await world.nats.restart();
    const connect = () =>
      connectNats({
        servers: [world.nats.url],
        credentials,
        name: 'a spoke with old credentials',
        inboxPrefix: inboxPrefix(clusterId),
        firstConnectMs: 2_000,
      });
    const refusal = async () => {
      const found = await connect().then(
        (nats) => nats.close(),
        (error: unknown) => error,
      );
      return found instanceof NatsError && found.failure === 'unauthorized';
    };
    await until('the removed cluster to be refused', refusal);
    await world.untilHealthy(['app-dev'], await world.git.commit(content('4')));
  });

  const devOnly = () =>
    applicationSet('app', 'app-{{.env}}', [list([{ env: 'dev' }])], {
      repository: world.repository,
      path: 'app',
      cluster: '{{.env}}',
      namespace: world.namespace,
    });
});
