import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationById, counted } from '@wheelhouse/adapter-postgres';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, countersAgree, eventually, joined, rowsOf } from '../hub-testing/shop.ts';
import { withdraw } from './withdraw.ts';

const byHand = (url: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  project: default
  source: { repoURL: '${url}', targetRevision: main, path: app }
  destination: { name: dev, namespace: shop }
  syncPolicy: { automated: {} }
`;

describe('an Application that somebody removes while its next release is made', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('stays removed: the release that knew it as it was does not bring it back', async () => {
    const repository = await world.repository({ 'app/a.yaml': configMap('1') });
    const hub = await world.hub();
    const { db } = hub.parts;
    await apply(hub, [cluster('dev'), byHand(repository.url)].join('---'));
    const spoke = await joined(hub, world, 'dev');
    const { id, current } = await eventually(
      'it in the manifest',
      async () => (await spoke.manifest())?.applications[0],
    );
    await spoke.obey();
    await eventually('it to be healthy', async () => (await rowsOf(hub))[0]?.health === 'Healthy');
    await hub.idle();
    const waiting = async (): Promise<boolean> =>
      (
        await db.sql.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'",
        )
      ).rows.length > 0;

    // The row is locked before the release gets to it: it was rendered, and waits to be stored.
    await db.transaction(async (sql) => {
      await sql.query('SELECT 1 FROM application WHERE id = $1 FOR UPDATE', [id]);
      await repository.commit({ 'app/a.yaml': configMap('2') });
      await hub.refresher.repositoryChanged([repository.url], undefined);
      await eventually('the release to wait', waiting);
      const row = (await applicationById(sql, id))!;
      await counted(sql, [id], () => withdraw(sql, [row], () => 'prune'));
    });

    await hub.idle();
    hub.wakes.wake('cluster', [spoke.cluster]);
    const manifest = await eventually('the order to leave', async () => {
      const found = (await spoke.manifest())!;
      return found.removed.length > 0 && found;
    });
    expect(manifest.applications).toEqual([]);
    expect(manifest.removed).toMatchObject([{ id, mode: 'prune' }]);
    expect((await applicationById(db.sql, id))!.removal).toBe('prune');
    expect((await applicationById(db.sql, id))!.desired?.revision).toBe(current?.revision);

    await spoke.obey();
    await eventually('it to be gone', async () => (await rowsOf(hub)).length === 0);
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);
});
