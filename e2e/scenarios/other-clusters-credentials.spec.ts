import { BlobStream, connectNats, ManifestStream, type Nats } from '@wheelhouse/adapter-nats';
import { inboxPrefix, subjects } from '@wheelhouse/contract';
import { shardOf } from '@wheelhouse/core-domain';
import { application, configMap, project } from '../world/content.ts';
import { openWire } from '../world/wire.ts';
import { startWorld, until, type World } from '../world/world.ts';
import type { SpokeIdentity } from '../world/identity.ts';

describe('with the credentials of one cluster', () => {
  let world: World;
  let dev: SpokeIdentity;
  let staging: SpokeIdentity;
  let nats: Nats;

  const onlyOn = (name: string, namespace: string) =>
    project(name, { sourceRepos: ['*'], destinations: [{ name, namespace }] });

  beforeAll(async () => {
    world = await startWorld({
      name: 'credentials',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => ({
        'fleet/projects.yaml': [onlyOn('dev', namespace), onlyOn('staging', namespace)],
        'dev/config.yaml': configMap('config', { of: 'dev' }),
        'staging/config.yaml': configMap('config', { of: 'staging' }),
        'fleet/apps.yaml': ['dev', 'staging'].map((cluster) =>
          application(cluster, { repository, path: cluster, cluster, namespace, project: cluster }),
        ),
      }),
    });
    await world.untilHealthy(['dev', 'staging'], await world.git.commit({}));
    dev = await world.identityOf('dev');
    staging = await world.identityOf('staging');
    const { credentials, clusterId } = dev;
    const servers = [world.nats.url];
    nats = await connectNats({ servers, credentials, name: 'dev', inboxPrefix: inboxPrefix(clusterId) });
  });
  afterAll(async () => {
    await nats?.close();
    await world?.stop();
  });

  const bundleOf = async ({ clusterId }: SpokeIdentity) => {
    const wire = await openWire(world, clusterId);
    const [entry] = (await wire.manifest()).applications;
    await wire.close();
    return entry!.current!;
  };

  it('a spoke gets its own manifest and bundle', async () => {
    const { project, digest } = await bundleOf(dev);
    expect(await new ManifestStream(nats).get(dev.clusterId)).toBeDefined();
    expect(await new BlobStream(nats).get(project, digest)).toBeDefined();
  });

  it("nobody gets another cluster's manifest", async () => {
    await expect(new ManifestStream(nats).get(staging.clusterId)).rejects.toThrow(/do not permit it/);
  });

  it('nobody gets the bundles of a project that has no business there', async () => {
    const { project, digest } = await bundleOf(staging);
    await expect(new BlobStream(nats).get(project, digest)).rejects.toThrow(/do not permit it/);
  });

  it('nobody hears when another cluster gets a manifest', async () => {
    const { closed } = new ManifestStream(nats).subscribeLive(staging.clusterId, () => {});
    expect((await closed)?.message).toMatch(/do not permit it/);
  });

  it('nobody speaks for another cluster', async () => {
    const subject = subjects.status(shardOf(staging.clusterId), staging.clusterId);
    const heard: string[] = [];
    const wire = await openWire(world, staging.clusterId);
    wire.connection.subscribe(subject, { callback: (_, message) => void heard.push(message.string()) });
    await wire.connection.flush();
    nats.connection.publish(subject, 'of dev');
    await nats.connection.flush();
    wire.connection.publish(subject, 'of the hub');
    await until('the message of somebody who may', async () => heard.includes('of the hub'));
    expect(heard).not.toContain('of dev');
    await wire.close();
  });
});
