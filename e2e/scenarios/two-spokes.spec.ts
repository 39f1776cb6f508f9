import { application, configMap } from '../world/content.ts';
import type { Spoke } from '../world/spoke.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('two spokes on one cluster', () => {
  let world: World;
  let first: Spoke;
  let second: Spoke;
  let version = 0;

  const holder = async () =>
    (await world.kube('dev').get('Lease.coordination.k8s.io', 'wheelhouse-system', 'wheelhouse-spoke'))?.spec
      .holderIdentity as string | undefined;
  const isHeldBy = (name: string) =>
    until(`the lease to be held by ${name}`, async () => (await holder())?.startsWith(`${name}-`));
  const release = async () => {
    version += 1;
    return world.git.commit({ 'app/config.yaml': configMap('config', { version: `${version}` }) });
  };

  beforeAll(async () => {
    world = await startWorld({
      name: 'two-spokes',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('config'),
        'fleet/app.yaml': application('app', { repository, path: 'app', cluster: 'dev', namespace }),
      }),
    });
    first = world.spoke('dev');
    second = world.secondSpoke('dev');
    await world.untilHealthy(['app'], await world.git.commit({}));
    await second.start();
  });
  afterAll(() => world?.stop());

  it('write once: the second waits', async () => {
    await until('the second to wait', async () => /waiting for the lease/.test(await second.log()));
    await isHeldBy('dev-spoke');
    const before = (await world.kube('dev').get('ConfigMap', world.namespace, 'config'))!.metadata.resourceVersion;
    await world.untilHealthy(['app'], await release());
    const changes = await world.kube('dev').changesSince('ConfigMap', world.namespace, before);
    expect(changes.filter(({ metadata }) => metadata.name === 'config')).toHaveLength(1);
    expect(await second.log()).not.toContain('leading');
  });

  it('the second takes over within 15 s when the first is killed', async () => {
    const killed = performance.now();
    await first.stop('SIGKILL');
    const commit = await release();
    await until('the second to lead', async () => (await holder())?.startsWith('dev-second-spoke-'), 15_000);
    process.stderr.write(`takeover after kill -9: ${Math.round(performance.now() - killed)} ms\n`);
    await world.untilHealthy(['app'], commit);
  });

  it('hands over at once when it is told to end', async () => {
    await first.start();
    await until('the first to wait again', async () => (await first.log()).split('waiting for the lease').length > 2);
    const told = performance.now();
    await second.stop();
    await isHeldBy('dev-spoke');
    const took = performance.now() - told;
    process.stderr.write(`hand-over after SIGTERM: ${Math.round(took)} ms\n`);
    // Waiting pods read the Lease every few seconds; a lease that ran out would take three times as long.
    expect(took).toBeLessThan(12_000);
    await world.untilHealthy(['app'], await release());
  });
});
