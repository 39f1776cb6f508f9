import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import type { KubeObject } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(60_000);

describe('what a spoke remembers', () => {
  let world: World;
  let spoke: SpokeProcess;
  const id = application('1');
  // Chance does not compress: about 1.2 MB, in two parts.
  const large = Array.from({ length: 4 }, (_, i) =>
    configMap(`large-${i}`, { a: randomBytes(300_000).toString('base64') }),
  );

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
    await spoke.says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const remembered = async (start: string): Promise<KubeObject[]> => {
    const secrets = await world.kube.resourceFor('v1', 'Secret');
    const { items } = await world.kube.list(secrets!, { namespace: 'wheelhouse-system' });
    return items.filter(({ metadata }) => metadata.name.startsWith(start));
  };
  const lose = (name: string) =>
    world.kube.delete(
      { apiVersion: 'v1', kind: 'Secret', namespace: 'wheelhouse-system', name },
      { propagation: 'Background' },
    );
  const live = (name: string) => world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-1111', name });
  const healed = async (name: string): Promise<void> => {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-1111', name };
    await world.kube.delete(ref, { propagation: 'Background' });
    const back = async (): Promise<boolean> => (await live(name)) !== undefined;
    await waitUntil(back, { what: `${name} to be back`, timeoutMs: 10_000 });
  };
  const restart = async (): Promise<void> => {
    await spoke.terminate();
    spoke = world.spoke();
    await spoke.says('"message":"leading"');
  };

  it('is in several Secrets where it is large, and survives a restart without the hub', async () => {
    await world.hub.healthy(id, await world.hub.want(id, large));
    const parts = await remembered('wheelhouse-bundle-');
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      const [state] = Object.values(part['data'] as Record<string, string>);
      expect(Buffer.from(state!, 'base64').length).toBeLessThanOrEqual(700 * 1024);
    }
    await world.hub.server.kill();
    await restart();
    await healed('large-2');
    await world.hub.restartServer();
  });

  it('of a bundle is fetched again where a part was lost, and nothing is pruned', async () => {
    await spoke.terminate();
    const parts = await remembered('wheelhouse-bundle-');
    await lose(parts.find(({ metadata }) => metadata.name.endsWith('.1'))!.metadata.name);
    spoke = world.spoke();
    await spoke.says(/state is damaged: a part is missing/);
    const whole = async (): Promise<boolean> => (await remembered('wheelhouse-bundle-')).length === parts.length;
    await waitUntil(whole, { what: 'the part to be there again', timeoutMs: 15_000 });
    for (const { metadata } of large) expect(await live(metadata.name)).toBeDefined();
    await healed('large-1');
  });

  it('of the manifest is pulled again where it was lost, and nothing is pruned', async () => {
    const { generation } = await world.hub.publish({});
    await spoke.says(`generation ${generation} accepted`);
    await spoke.terminate();
    await lose('wheelhouse-manifest');
    spoke = world.spoke();
    await spoke.says(`generation ${generation} accepted`);
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
    for (const { metadata } of large) expect(await live(metadata.name)).toBeDefined();
  });

  it('of an application is found by its marks where it was lost, and only what the manifest has no more is pruned', async () => {
    await spoke.terminate();
    for (const name of [`wheelhouse-app-${id}`, 'wheelhouse-manifest']) await lose(name);
    const [, ...rest] = large;
    await world.hub.want(id, rest);
    spoke = world.spoke();
    // In the foreground, so that it stays until a garbage collector looks at it: there is none here.
    const leaving = async (name: string): Promise<boolean> =>
      (await live(name))?.metadata['deletionTimestamp'] !== undefined;
    await waitUntil(() => leaving('large-0'), { what: 'large-0 to be pruned', timeoutMs: 15_000 });
    for (const { metadata } of rest) {
      expect(await live(metadata.name)).toBeDefined();
      expect(await leaving(metadata.name)).toBe(false);
    }
  });
});
