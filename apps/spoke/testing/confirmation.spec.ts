import { jest } from '@jest/globals';
import type { RequestedOperation, TargetStatus } from '@wheelhouse/contract';
import type { ApplicationId, KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { automated } from './fake-hub.ts';
import type { WantOptions } from './fake-hub.ts';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(60_000);

describe('what is deleted only once a person agreed', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    await world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() }).says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const live = (namespace: string, name: string) =>
    world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  const keyIn = (namespace: string, name: string): ObjectKey => ({ group: '', kind: 'ConfigMap', namespace, name });
  const asking = (name: string, option: 'Prune' | 'Delete'): KubeObject => ({
    ...configMap(name),
    metadata: { name, annotations: { 'argocd.argoproj.io/sync-options': `${option}=confirm` } },
  });
  const waits = ({ conditions }: TargetStatus): boolean =>
    conditions.some(({ type }) => type === 'WaitsForConfirmation');
  const goneFrom = (id: ApplicationId) =>
    waitUntil(async () => world.hub.gone.some((each) => each.id === id), { what: 'gone', timeoutMs: 15_000 });
  /** Nobody collects garbage here, so that nothing goes in the foreground. */
  const atOnce: WantOptions = {
    spec: { syncPolicy: { automated, syncOptions: ['CreateNamespace=true', 'PrunePropagationPolicy=background'] } },
  };

  it('a prune: what the person named goes, and what began to wait meanwhile stays', async () => {
    const id = application('a');
    const first = [configMap('a'), asking('old', 'Prune'), asking('other', 'Prune')];
    await world.hub.healthy(id, await world.hub.want(id, first, atOnce));
    await world.hub.want(id, [configMap('a')], atOnce);
    const status = await world.hub.until(id, waits);
    expect(status.conditions.find(({ type }) => type === 'WaitsForConfirmation')?.message).toMatch(
      /^2 objects wait for a person .*ConfigMap ns-aaaa\/old, ConfigMap ns-aaaa\/other; `wheelhouse app confirm`/,
    );
    expect(status.resources.filter(({ confirm }) => confirm).map(({ name }) => name)).toEqual(['old', 'other']);
    const operation: RequestedOperation = {
      ...{ id: crypto.randomUUID() as never, kind: 'refresh', prune: false, dryRun: false, requestedBy: 'ada' },
      ...{ confirm: true, resources: [keyIn('ns-aaaa', 'old'), keyIn('ns-aaaa', 'a')] },
    };
    await world.hub.want(id, [configMap('a')], { ...atOnce, entry: { operation } });
    const over = await world.hub.until(
      id,
      (each) => each.operation?.id === operation.id && !!each.operation.finishedAt,
    );
    expect(over.operation).toMatchObject({ phase: 'Succeeded', cause: 'ada agreed to the deletion of 1 objects' });
    expect(await live('ns-aaaa', 'old')).toBeUndefined();
    expect(await live('ns-aaaa', 'other')).toBeDefined();
    expect(await live('ns-aaaa', 'a')).toBeDefined();
    const after = await world.hub.until(id, ({ conditions }) =>
      conditions.some(({ message }) => message.startsWith('1 object waits')),
    );
    expect(after.resources.filter(({ confirm }) => confirm).map(({ name }) => name)).toEqual(['other']);
  });

  it('a deletion: nothing goes before, it says what it waits for, and then everything goes', async () => {
    const id = application('b');
    const objects = [configMap('plain'), asking('data', 'Delete'), asking('more', 'Delete')];
    await world.hub.healthy(id, await world.hub.want(id, objects, atOnce));
    await world.hub.remove(id, 'prune');
    const status = await world.hub.until(id, waits);
    expect(status.sync).toMatchObject({
      status: 'OutOfSync',
      reason: expect.stringMatching(/^2 objects wait for a person .*\(Delete=confirm\): ConfigMap ns-bbbb\/data/),
    });
    await world.hub.confirm(id, [keyIn('ns-bbbb', 'more')]);
    const less = await world.hub.until(id, ({ sync }) => sync.reason?.startsWith('1 object waits') ?? false);
    expect(less.resources.filter(({ confirm }) => confirm).map(({ name }) => name)).toEqual(['data']);
    for (const name of ['plain', 'data', 'more']) expect(await live('ns-bbbb', name)).toBeDefined();
    await world.hub.confirm(id, [keyIn('ns-bbbb', 'data'), keyIn('ns-bbbb', 'more')]);
    await goneFrom(id);
    for (const name of ['plain', 'data', 'more']) expect(await live('ns-bbbb', name)).toBeUndefined();
  });

  it('a deletion does not wait for what somebody deleted by hand, and one that is called off waits no more', async () => {
    const [id, kept] = [application('c'), application('d')];
    const objects = [configMap('plain'), asking('data', 'Delete')];
    await world.hub.healthy(id, await world.hub.want(id, objects, atOnce));
    await world.hub.healthy(kept, await world.hub.want(kept, objects, atOnce));
    await world.hub.remove(kept, 'prune');
    await world.hub.until(kept, waits);
    await world.hub.publish({ removed: [] });
    await world.hub.healthy(kept, await world.hub.want(kept, objects, atOnce));
    await world.hub.until(kept, (status) => !waits(status) && status.resources.length === 0);
    await world.hub.remove(id, 'prune');
    await world.hub.until(id, waits);
    const data = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-cccc', name: 'data' };
    await world.kube.delete(data, { propagation: 'Background' });
    await goneFrom(id);
    expect(await live('ns-cccc', 'plain')).toBeUndefined();
  });
});
