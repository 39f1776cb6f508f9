import type { ClusterId } from '@wheelhouse/core-domain';
import { application, configMap } from '../world/content.ts';
import { openWire, type Wire } from '../world/wire.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a manifest', () => {
  let world: World;
  let wire: Wire;
  const precious = () => world.kube('dev').get('ConfigMap', world.namespace, 'precious');
  const events = async () => {
    const query = '{ events(first: 50) { nodes { reason message cluster { name } } } }';
    return (await world.hub.graphql<{ events: { nodes: { reason: string; message: string }[] } }>(query)).events.nodes;
  };
  const refusal = (words: RegExp) =>
    until(`an event that says ${words}`, async () =>
      (await events()).some(({ reason, message }) => reason === 'ManifestRefused' && words.test(message)),
    );

  beforeAll(async () => {
    world = await startWorld({
      name: 'manifests',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('precious'),
        'fleet/app.yaml': application('app', { repository, path: 'app', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['app'], await world.git.commit({}));
    wire = await openWire(world, (await world.identityOf('dev')).clusterId);
  });
  afterAll(async () => {
    await wire?.close();
    await world?.stop();
  });

  const empty = { applications: [], removed: [], specs: new Map() };

  it('that nobody but the hub could have signed is refused', async () => {
    const manifest = await wire.manifest();
    await wire.publish({ ...manifest, ...empty, generation: manifest.generation + 1 }, { forged: true });
    await refusal(/signature/);
    expect(await precious()).toBeDefined();
  });

  it('of another cluster is refused', async () => {
    const manifest = await wire.manifest();
    const generation = manifest.generation + 1;
    await wire.publish({ ...manifest, ...empty, cluster: 'a'.repeat(16) as ClusterId, generation });
    // What is signed names the cluster: for this one, the signature is none.
    await refusal(new RegExp(`generation ${generation} was not signed`));
    expect(await precious()).toBeDefined();
  });

  it('that is older than what was accepted is refused', async () => {
    await wire.publish({
      ...(await wire.manifest()),
      ...empty,
      cluster: (await world.identityOf('dev')).clusterId,
      generation: 1,
    });
    await refusal(/generation 1 is older/);
    expect(await precious()).toBeDefined();
  });

  it('that is empty and well signed deletes nothing', async () => {
    const generation = (await wire.manifest()).generation + 1_000;
    const { clusterId: cluster } = await world.identityOf('dev');
    await wire.publish({ ...(await wire.manifest()), ...empty, cluster, generation });
    await until('the spoke to accept it', async () =>
      (await world.spoke('dev').log()).includes(`generation ${generation} accepted`),
    );
    expect(await precious()).toBeDefined();
  });

  it('of the hub is the next one, whatever was between', async () => {
    const commit = await world.git.commit({ 'app/config.yaml': configMap('precious', { key: 'newer' }) });
    await world.untilHealthy(['app'], commit);
    expect((await precious())?.data).toEqual({ key: 'newer' });
  });
});
