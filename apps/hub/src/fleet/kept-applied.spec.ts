import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually, set } from '../hub-testing/shop.ts';

describe('what a fleet source declares', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('is put right at once where somebody changes or deletes it by hand, and nothing else is', async () => {
    const repository = await world.repository({
      'fleet/dev.yaml': cluster('dev'),
      'fleet/set.yaml': set('file:///none', ['dev']),
    });
    const hub = await world.hub({ fleet: [{ url: repository.url, revision: 'main', path: 'fleet' }] });
    const found = async (): Promise<string> => {
      const { rows } = await hub.parts.db.sql.query<{ text: string }>(
        `SELECT concat(name, ' ', labels ->> 'env') AS text FROM cluster UNION ALL SELECT name FROM application_set ORDER BY 1`,
      );
      return rows.map((row) => row.text).join(', ');
    };
    await eventually('applied', async () => (await found()) === 'dev dev, shop');
    await hub.idle();

    await apply(hub, cluster('dev').replace('env: dev', 'env: changed'));
    await eventually('put right', async () => (await found()) === 'dev dev, shop');

    const removed = await hub.resources.remove(
      { kind: 'ApplicationSet', name: 'shop' },
      { actor: admin, cascade: true },
    );
    expect(removed.ok).toBe(true);
    await eventually('there again', async () => (await found()) === 'dev dev, shop');

    await apply(hub, cluster('own'));
    await hub.idle();
    expect(await found()).toBe('dev dev, own own, shop');
  }, 30_000);

  it('may be Secrets and ConfigMaps for generators, which come back, and go with their files', async () => {
    const repository = await world.repository({
      'fleet/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: plugin }\ndata: { baseUrl: http://x }\n',
      'fleet/token.yaml': TOKEN,
    });
    const hub = await world.hub({ fleet: [{ url: repository.url, revision: 'main', path: 'fleet' }] });
    const found = async (): Promise<string> => {
      const text = `SELECT concat(kind, ' ', name, ' ', manifest #>> '{data,baseUrl}') AS text FROM fact_object ORDER BY 1`;
      return (await hub.parts.db.sql.query<{ text: string }>(text)).rows.map((row) => row.text.trim()).join(', ');
    };
    const all = 'ConfigMap plugin http://x, Secret token';
    await eventually('applied', async () => (await found()) === all);
    await hub.idle();

    await apply(hub, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: plugin }\ndata: { baseUrl: http://y }\n');
    await eventually('put right', async () => (await found()) === all);
    await hub.resources.remove({ kind: 'Secret', name: 'token' }, { actor: admin, cascade: true });
    await eventually('there again', async () => (await found()) === all);

    await repository.commit({ 'fleet/token.yaml': null });
    await hub.refresher.repositoryChanged([repository.url], undefined);
    await eventually('gone', async () => (await found()) === 'ConfigMap plugin http://x');
  }, 30_000);
});

const TOKEN = `apiVersion: v1
kind: Secret
metadata: { name: token, labels: { argocd.argoproj.io/secret-type: scm-creds } }
stringData: { token: t }
`;
