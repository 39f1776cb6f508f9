import { jest } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import { CLUSTER } from './fake-hub.ts';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(90_000);

describe('a spoke when things go wrong', () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.stop());

  const configMapIn = (namespace: string, name: string) =>
    world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  const until = (what: string, probe: () => Promise<boolean>, timeoutMs = 10_000) =>
    waitUntil(probe, { what, timeoutMs });

  it('says what to do when its token is used up, and joins with a good one', async () => {
    world.hub.refuseJoin = 'the token was used already';
    const refused = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
    await refused.says(
      'the hub refused: the token was used already; make a new token with `wheelhouse cluster join NAME`',
    );
    expect(await refused.terminate()).toBe(0);
    world.hub.refuseJoin = undefined;
    const token = world.hub.token();
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: token });
    await spoke.says('leading as epoch');
    expect(spoke.log).not.toContain(token);
  });

  it('refuses a forged manifest, and goes on with the true one', async () => {
    const id = application('1');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await world.hub.publish({ applications: [], specs: new Map() }, { forged: true });
    await spoke.says(/a manifest was refused.*signature/);
    await until('the event', async () => world.hub.events.some(({ reason }) => reason === 'ManifestRefused'));
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')]));
    expect(await configMapIn('ns-1111', 'a')).toBeDefined();
  });

  it('refuses the manifest of another cluster', async () => {
    await world.hub.publish({ cluster: CLUSTER.replaceAll('b', 'c') as never, applications: [] });
    await spoke.says(/a manifest was refused.*(signature|cluster)/);
    expect(await configMapIn('ns-1111', 'a')).toBeDefined();
  });

  it('refuses an older generation', async () => {
    const before = spoke.log.length;
    await world.hub.publish({ generation: 1, applications: [] });
    await until('the refusal', async () => spoke.log.slice(before).includes('generation 1 is older than'));
    expect(await configMapIn('ns-1111', 'a')).toBeDefined();
  });

  it('deletes nothing for an empty manifest that is signed', async () => {
    const { generation } = await world.hub.publish({ applications: [], specs: new Map() });
    await spoke.says(`generation ${generation} accepted: 0 applications`);
    const status = await world.hub.until(application('1'), ({ sync }) => sync.status === 'Unknown');
    expect(status.sync.reason).toBe('withdrawn without order');
    expect(await configMapIn('ns-1111', 'a')).toBeDefined();
  });

  it('names a feature that it does not know, and changes nothing', async () => {
    const id = application('2');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    await world.hub.publish({ requires: ['teleport'] });
    const status = await world.hub.until(id, ({ sync }) => sync.status === 'Unknown');
    expect(status.sync.reason).toContain('teleport');
    await world.hub.publish({ requires: [] });
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('calls a missing blob lost, prunes nothing, and goes on when it is there', async () => {
    const id = application('3');
    const bundle = await world.hub.want(id, [configMap('a'), configMap('b')]);
    await world.hub.healthy(id, bundle);
    const next = await world.hub.store([configMap('a', { lost: '1' })]);
    const { sequence } = (await world.hub.blobs.head(next.project, next.digest))!;
    await world.hub.blobs.remove(next.project, next.digest, sequence);
    await world.hub.want(id, [configMap('a'), configMap('b')], { entry: { current: next } });
    const status = await world.hub.until(id, ({ sync }) => sync.status === 'Unknown');
    expect(status.sync.reason).toContain('bundle lost');
    expect(await configMapIn('ns-3333', 'b')).toBeDefined();
    await world.hub.store([configMap('a', { lost: '1' })]);
    await world.hub.healthy(id, next);
  });

  it('fetches what is staged, and applies it only when it is current', async () => {
    const id = application('4');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    const staged = await world.hub.store([configMap('a', { a: '2' })]);
    await world.hub.want(id, [configMap('a')], { entry: { staged } });
    const name = `wheelhouse-bundle-${staged.digest}`;
    const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'wheelhouse-system', name };
    await until('the staged bundle to be kept', async () => (await world.kube.get(secret)) !== undefined);
    expect((await configMapIn('ns-4444', 'a'))?.['data']).toEqual({ a: '1' });
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a', { a: '2' })]));
  });

  it('heals while the hub is away, and tells when it is back', async () => {
    const id = application('5');
    const bundle = await world.hub.want(id, [configMap('a')]);
    await world.hub.healthy(id, bundle);
    await world.hub.server.kill();
    await spoke.says('the hub is away');
    await world.kube.delete({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-5555', name: 'a' });
    await until('it to be back', async () => (await configMapIn('ns-5555', 'a')) !== undefined);
    // Also on another node, from what the Secrets hold.
    await spoke.terminate();
    spoke = world.spoke();
    await spoke.says('"message":"leading"');
    await world.kube.delete({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-5555', name: 'a' });
    await until('it to be back again', async () => (await configMapIn('ns-5555', 'a')) !== undefined);
    const epochs = world.hub.epochs.length;
    await world.hub.restartServer();
    await until('a new epoch', async () => world.hub.epochs.length > epochs, 20_000);
    await until('a full report', async () => world.hub.reports.at(-1)?.full === true, 20_000);
    await world.hub.healthy(id, bundle);
  });

  it('converges after kill -9 between the inventory and the objects', async () => {
    const id = application('6');
    const many = Array.from({ length: 40 }, (_, i) => configMap(`m${i}`));
    const bundle = await world.hub.want(id, [...many, deployment('web')]);
    const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'wheelhouse-system', name: `wheelhouse-app-${id}` };
    await waitUntil(async () => (await world.kube.getMetadata(secret)) !== undefined, {
      what: 'the inventory',
      timeoutMs: 10_000,
      everyMs: 1,
    });
    await spoke.kill();
    spoke = world.spoke();
    await world.hub.until(id, ({ healthy }) => healthy?.bundle === bundle.digest, { timeoutMs: 40_000 });
    expect(await configMapIn('ns-6666', 'm39')).toBeDefined();
    expect(world.hub.epochs.length).toBeGreaterThan(1);
  });

  it('lets a second spoke wait, and hand over at once when the first is told to stop', async () => {
    const second = world.spoke({}, 'pod');
    await second.says('waiting for the lease');
    const id = application('7');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
    expect(second.log).not.toContain('"leading"');
    const began = Date.now();
    expect(await spoke.terminate()).toBe(0);
    await second.says('leading as epoch');
    expect(Date.now() - began).toBeLessThan(6_000);
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a', { a: '2' })]));
    spoke = second;
  });

  it('is replaced within 15 s when it dies', async () => {
    const third = world.spoke({}, 'pod');
    await third.says('waiting for the lease');
    const began = Date.now();
    await spoke.kill();
    await third.says('"message":"leading"');
    expect(Date.now() - began).toBeLessThan(15_000);
    const id = application('8');
    await world.hub.healthy(id, await world.hub.want(id, [configMap('a')]));
  });
});
