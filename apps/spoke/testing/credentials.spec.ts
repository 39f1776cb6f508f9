import { jest } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import { OTHER_PROJECT, PROJECT } from './fake-hub.ts';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(60_000);

describe("a spoke's credentials", () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
  });
  afterAll(() => world?.stop());

  const until = (what: string, probe: () => boolean | Promise<boolean>, timeoutMs = 15_000) =>
    waitUntil(async () => probe(), { what, timeoutMs, everyMs: 20 });
  const healed = async (namespace: string, name: string): Promise<void> => {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name };
    await world.kube.delete(ref, { propagation: 'Background' });
    await until('it to be healed', async () => (await world.kube.get(ref)) !== undefined);
  };

  it('are renewed before they end, and the connection outlives them', async () => {
    const { hub } = world;
    hub.ttlSeconds = 6;
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: hub.token() });
    await spoke.says('leading as epoch');
    const began = Date.now();
    await until('the first renewal', () => hub.renewals.length > 0);
    hub.ttlSeconds = 3600;
    await until('the second renewal', () => hub.renewals.length > 1);
    expect(hub.renewals[0]! - began).toBeLessThan(6_000);
    await until('the first credentials to end', () => Date.now() - began > 8_000);
    const id = application('1');
    await hub.healthy(id, await hub.want(id, [configMap('a')]));
    expect(spoke.log).not.toMatch(/refuses|away/);
    expect(hub.renewals).toHaveLength(2);
  });

  it('are renewed when the hub asks', async () => {
    const { hub } = world;
    const before = hub.renewals.length;
    hub.projects = [PROJECT, OTHER_PROJECT];
    expect(await hub.ask('renew', {})).toEqual({ accepted: true });
    await until('the renewal', () => hub.renewals.length > before);
    const id = application('2');
    await hub.healthy(id, await hub.want(id, [configMap('b')], { project: OTHER_PROJECT }));
    expect(spoke.log).not.toContain('refuses');
  });

  it('are renewed when a manifest names a project that they do not cover', async () => {
    const { hub } = world;
    const id = application('3');
    const project = 'dddddddddddddddd' as typeof PROJECT;
    hub.projects = [PROJECT, OTHER_PROJECT, project];
    const began = Date.now();
    await hub.healthy(id, await hub.want(id, [configMap('c')], { project }));
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('are asked for ever more seldom where the hub grants nothing new', async () => {
    const { hub } = world;
    const before = hub.renewals.length;
    const id = application('4');
    await hub.want(id, [configMap('d')], { project: 'eeeeeeeeeeeeeeee' as typeof PROJECT });
    const status = await hub.until(id, ({ sync }) => sync.reason?.includes('permit') ?? false);
    expect(status.sync.reason).toContain('do not permit it');
    await until('the connection', () => hub.heartbeats.length > 0);
    const at = hub.heartbeats.length;
    await until('some heartbeats', () => hub.heartbeats.length > at + 3);
    expect(hub.renewals.length - before).toBeLessThanOrEqual(2);
  });

  it('that are withdrawn are named, once; healing goes on, also after a restart', async () => {
    const { hub } = world;
    await hub.revoke();
    await spoke.says("the hub ended this cluster's access");
    await spoke.says('`wheelhouse cluster join NAME` makes a token');
    const length = spoke.log.length;
    await healed('ns-1111', 'a');
    await spoke.terminate();
    expect(spoke.log.slice(length)).not.toMatch(/hub ended|does not accept|refuses/);
    spoke = world.spoke();
    await spoke.says("the hub does not accept this cluster's credentials; healing goes on");
    await healed('ns-1111', 'a');
    expect(spoke.log.split('does not accept').length).toBe(2);
  });

  it('are made anew with a new token, and everything goes on', async () => {
    const { hub } = world;
    await spoke.terminate();
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: hub.token() });
    await spoke.says('leading as epoch');
    const id = application('1');
    await hub.healthy(id, await hub.want(id, [configMap('a', { a: '2' })]));
  });
});
