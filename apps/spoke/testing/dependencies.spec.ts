import { jest } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import { automated, targetSpec } from './fake-hub.ts';
import type { WantOptions } from './fake-hub.ts';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(60_000);

describe('an application that depends on another', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    await world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() }).says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const refOf = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  const live = (namespace: string, name: string) => world.kube.get(refOf(namespace, name));

  it('waits for the Applications that it depends on, and goes on when they are well', async () => {
    const [db, web] = [application('e'), application('f')];
    const dependent: WantOptions = {
      spec: { dependsOn: [{ namespace: 'argocd', name: 'app-eeee' }] },
    };
    const wanted = await world.hub.want(web, [configMap('web')], dependent);
    const waitsFor = (text: string) =>
      world.hub.until(web, ({ sync }) => sync.reason === `waits for Application app-eeee, ${text}`);
    await waitsFor('which is not on this cluster');
    const stuck = { ...configMap('stuck'), kind: 'Unknown' };
    const once = { limit: 0, backoff: { durationMs: 1, factor: 1, maxDurationMs: 1 } };
    const manualDb: WantOptions = {
      spec: { syncPolicy: { automated: { ...automated, selfHeal: false }, syncOptions: [], retry: once } },
    };
    await world.hub.want(db, [stuck], manualDb);
    const waiting = await world.hub.until(web, ({ conditions }) =>
      conditions.some(({ message }) => /app-eeee, which is not synced: .*does not know kind Unknown/.test(message)),
    );
    expect(waiting.conditions.map(({ type }) => type)).toContain('WaitsForDependency');
    expect(await live('ns-ffff', 'web')).toBeUndefined();
    await world.hub.want(db, [configMap('db')], { spec: { syncPolicy: targetSpec(db).syncPolicy } });
    const over = await world.hub.healthy(web, wanted);
    expect(over.conditions).toEqual([]);
    const db2 = await world.hub.want(db, [configMap('db', { a: '2' }), stuck], manualDb);
    await world.hub.until(
      db,
      ({ operation, applied }) => operation?.phase === 'Failed' && applied?.bundle !== db2.digest,
    );
    await world.hub.want(web, [configMap('web', { a: '2' })], dependent);
    await world.hub.until(web, ({ sync }) => /app-eeee, which is not synced/.test(sync.reason ?? ''));
    await world.kube.patch(refOf('ns-ffff', 'web'), 'application/merge-patch+json', { data: { a: 'hand' } });
    await waitUntil(async () => JSON.stringify((await live('ns-ffff', 'web'))?.['data']) === '{"a":"1"}', {
      what: 'it to be healed meanwhile',
      timeoutMs: 10_000,
    });
  });
});
