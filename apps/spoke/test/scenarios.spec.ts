import { jest } from '@jest/globals';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';
import { waitUntil } from '@wheelhouse/tools';

jest.setTimeout(90_000);

describe('a spoke on a real cluster', () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld();
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
    await spoke.says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const live = (kind: string, namespace: string, name: string) =>
    world.kube.get({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, namespace, name });

  it('joins, applies what is wanted, and reports it healthy', async () => {
    const id = application('1');
    const began = Date.now();
    const bundle = await world.hub.want(id, [configMap('settings'), deployment('web')]);
    const status = await world.hub.healthy(id, bundle);
    console.log('healthy after', Date.now() - began);
    expect(status.counts).toEqual({ total: 2, synced: 2, healthy: 2 });
    expect((await live('Deployment', 'ns-1111', 'web'))?.metadata.labels).toMatchObject({
      'wheelhouse.dev/application': id,
    });
    expect(spoke.log).toContain('joined hub hub-1');
    expect(spoke.log).toContain('generation 1 accepted');
  });
});
