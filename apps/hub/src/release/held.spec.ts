import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, countersAgree, eventually, rowsOf, set } from '../hub-testing/shop.ts';

describe('a shrinking that the guardrail holds', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('keeps only what would leave; what is new or changed goes on, and a confirmation counts once', async () => {
    const names = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
    const repository = await world.repository(
      Object.fromEntries(names.map((name) => [`overlays/${name}/a.yaml`, configMap('1')])),
    );
    const hub = await world.hub();
    const held = async (): Promise<{ id: string; held: { digest: string; withdrawn: string[] } | null }> =>
      (await hub.parts.db.sql.query<Awaited<ReturnType<typeof held>>>('SELECT id, held FROM application_set')).rows[0]!;
    const revisions = async (): Promise<Record<string, string | null>> =>
      Object.fromEntries((await rowsOf(hub)).map((row) => [row.name, row.desired_revision]));
    const confirm = async (): Promise<void> => {
      const { id, held: found } = await held();
      expect(await hub.operations.confirmHeldChange(id, found!.digest, admin)).toMatchObject({ ok: true });
    };
    await apply(hub, [...names.map(cluster), set(repository.url, names.slice(0, 5))].join('---'));
    await eventually('rendered', async () => Object.values(await revisions()).filter(Boolean).length === 5);
    const before = await revisions();

    await apply(hub, set(repository.url, ['c1', 'c6']));
    await eventually('held', async () => (await held()).held);
    expect((await held()).held!.withdrawn).toEqual(['shop-c2', 'shop-c3', 'shop-c4', 'shop-c5']);
    await eventually('the new one', async () => (await revisions())['shop-c6']);
    const { digest } = (await held()).held!;

    const commit = await repository.commit({ 'overlays/c1/a.yaml': configMap('2') });
    await hub.refresher.repositoryChanged([repository.url], undefined);
    await eventually('the changed one', async () => (await revisions())['shop-c1'] === commit);
    expect(await revisions()).toMatchObject({ 'shop-c2': before['shop-c2'], 'shop-c5': before['shop-c5'] });
    expect((await rowsOf(hub)).every((row) => row.removal === null)).toBe(true);
    expect((await held()).held!.digest).toBe(digest);
    await countersAgree(hub);

    await confirm();
    // Their clusters never joined: nothing can be there.
    await eventually('gone', async () => (await rowsOf(hub)).map((row) => row.name).join() === 'shop-c1,shop-c6');
    await eventually('free', async () => (await held()).held === null);

    // The same once more is another change: it is held again.
    await apply(hub, set(repository.url, names));
    await eventually('back', async () => Object.values(await revisions()).filter(Boolean).length === 6);
    await apply(hub, set(repository.url, ['c1', 'c6']));
    await eventually('held again', async () => (await held()).held);
    expect(await rowsOf(hub)).toHaveLength(6);
    await countersAgree(hub);
  }, 60_000);
});
