import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@wheelhouse/tools';
import pg from 'pg';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, countersAgree, eventually, joined, rowsOf, set } from '../hub-testing/shop.ts';

const byHand = (name: string, url: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
spec:
  project: default
  source: { repoURL: '${url}', targetRevision: main, path: overlays/dev }
  destination: { name: dev, namespace: ${name} }
  syncPolicy: { automated: {} }
`;

describe('a hub whose database was restored from a backup', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  /** A copy of a database that nobody uses at the moment. */
  async function copyOf(name: string, copy: string): Promise<string> {
    const client = new pg.Client({ connectionString: world.postgres.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${copy} TEMPLATE ${name}`).finally(() => client.end());
    return createDatabase(world.postgres.url, copy);
  }

  it('goes on from what is published, and says what it cannot know', async () => {
    const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
    const database = await createDatabase(world.postgres.url, 'original');
    const first = await world.hub({ database });
    await apply(first, [cluster('dev'), set(repository.url, ['dev']), byHand('left', repository.url)].join('---'));
    const spoke = await joined(first, world, 'dev');
    await eventually('both', async () => (await spoke.manifest())?.applications.length === 2);
    await spoke.obey();
    await world.stopHubs();
    const backup = await copyOf('original', 'backup');

    const second = await world.hub({ database });
    await apply(second, byHand('made', repository.url));
    await second.resources.remove({ kind: 'Application', name: 'left' }, { actor: admin, cascade: true });
    await eventually('the order to leave', async () => (await spoke.manifest())!.removed.length === 1);
    await spoke.obey();
    const commit = await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
    await second.refresher.repositoryChanged([repository.url], undefined);
    const before = await eventually('the newest', async () => {
      const found = (await spoke.manifest())!;
      const all = found.applications.every(({ current }) => current?.revision === commit);
      return found.applications.length === 2 && found.removed.length === 0 && all && found;
    });
    await spoke.obey();
    await world.stopHubs();

    // Its heartbeats tell of the later generation while the hub asks the stream about it.
    spoke.generation = before.generation;
    const beating = setInterval(() => spoke.heartbeat(), 2);
    const restored = await world.hub({ database: backup }).finally(() => clearInterval(beating));
    const rows = await eventually('the rows', async () => {
      const found = await rowsOf(restored);
      return found.some(({ name }) => name === 'made') && found;
    });
    const problems = Object.fromEntries(rows.map(({ name, problems: all }) => [name, all.map(({ code }) => code)]));
    expect(problems).toEqual({ left: ['RESTORED'], made: ['RESTORED'], 'shop-dev': [] });
    // What nobody declares any more is forgotten by its cluster, which leaves it as it is; nothing goes back.
    const manifest = await eventually('a later generation', async () => {
      const found = (await spoke.manifest())!;
      return found.generation > before.generation && found;
    });
    const shop = before.applications.find(({ spec }) => before.specs.get(spec)!.identity.name === 'shop-dev')!;
    expect(manifest.applications.map(({ id, current }) => [id, current])).toEqual([[shop.id, shop.current]]);
    expect(manifest.removed).toEqual([]);
    const told = "SELECT 1 FROM event WHERE reason = 'DatabaseRestored'";
    expect((await restored.parts.db.sql.query(told)).rows).toHaveLength(1);

    await apply(restored, byHand('made', repository.url));
    const made = before.applications.find(({ id }) => id !== shop.id)!;
    await eventually('it to be declared again, under its id', async () =>
      (await spoke.manifest())!.applications.some(
        ({ id, current }) => id === made.id && current?.digest === made.current?.digest,
      ),
    );
    await countersAgree(restored);
    await spoke.close();
  }, 90_000);
});
