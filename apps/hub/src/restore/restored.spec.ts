import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@wheelhouse/tools';
import pg from 'pg';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import type { Hub } from '../hub.ts';
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
  afterEach(() => world.stopHubs(), 30_000);
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

  it('with the stream lost as well, leaves all as it is until Git was read again, and says what it cannot know', async () => {
    const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
    const fleet = await world.repository({ 'shop.yaml': set(repository.url, ['dev']), 'dev.yaml': cluster('dev') });
    const options = { fleet: [{ url: fleet.url, revision: 'main' }] };
    const database = await createDatabase(world.postgres.url, 'old');
    const first = await world.hub({ ...options, database });
    await eventually('the cluster', async () => (await rowsOf(first)).length === 1);
    await apply(first, [byHand('changed', repository.url), byHand('going', repository.url)].join('---'));
    const spoke = await joined(first, world, 'dev');
    await eventually('all', async () => (await spoke.manifest())?.applications.length === 3);
    await spoke.obey();
    await first.resources.remove({ kind: 'Application', name: 'going' }, { actor: admin, cascade: true });
    await eventually('the order to leave', async () => (await spoke.manifest())!.removed.length === 1);
    await world.stopHubs();
    const backup = await copyOf('old', 'older');

    const second = await world.hub({ ...options, database });
    await apply(second, byHand('going', repository.url));
    const commit = await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
    await second.refresher.repositoryChanged([repository.url], undefined);
    const before = await eventually('the newest', async () => {
      const found = (await spoke.manifest())!;
      const all = found.applications.every(({ current }) => current?.revision === commit);
      return found.applications.length === 3 && found.removed.length === 0 && all && found;
    });
    await world.stopHubs();
    await world.loseStreams();

    const seen = new Map<number, readonly (string | undefined)[]>();
    const restored = await world.hub({ ...options, database: backup });
    const manifest = await eventually('a later generation', async () => {
      spoke.generation = before.generation;
      spoke.heartbeat();
      const found = await spoke.manifest().catch(() => undefined);
      if (!found) return false;
      seen.set(
        found.generation,
        found.applications.map(({ current }) => current?.revision),
      );
      expect(found.removed.length === 0 || found.generation <= before.generation).toBe(true);
      return found.generation > before.generation && found;
    });
    // Not one manifest that the spoke takes has anything of the backup.
    const taken = [...seen].filter(([generation]) => generation > before.generation);
    expect(taken.map(([, revisions]) => revisions)).toEqual([[commit]]);
    const shop = before.applications.find(({ spec }) => before.specs.get(spec)!.identity.name === 'shop-dev')!;
    expect(manifest.applications.map(({ id, current }) => [id, current])).toEqual([[shop.id, shop.current]]);
    const problems = (await rowsOf(restored)).map(({ name, removal, problems: all }) => [name, removal, all[0]?.code]);
    expect(problems).toEqual([
      ['changed', null, 'RESTORED'],
      ['going', null, 'RESTORED'],
      ['shop-dev', null, undefined],
    ]);
    await apply(restored, byHand('changed', repository.url));
    await eventually('it again', async () => (await spoke.manifest())!.applications.length === 2);
    await countersAgree(restored);
    await spoke.close();
  }, 90_000);

  it.each([
    ['the signing key', (hub: Hub) => hub.keyRotation.rotateSigning(admin)],
    ['a key of a project', (hub: Hub) => hub.keyRotation.rotateProject('default', admin)],
  ])(
    'older than an exchange of %s, makes a new one, and every cluster reads all again',
    async (_, rotate) => {
      const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
      const database = await createDatabase(world.postgres.url, `before_${_.length}`);
      const first = await world.hub({ database });
      await apply(first, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
      const spoke = await joined(first, world, 'dev');
      await eventually('it', async () => (await spoke.manifest())?.applications.length === 1);
      await world.stopHubs();
      const backup = await copyOf(`before_${_.length}`, `backup_${_.length}`);

      const second = await world.hub({ database });
      const keysOf = async (hub: Hub): Promise<string> => JSON.stringify(await hub.keyRotation.list(admin));
      const ofBackup = second.parts.keys.signer.keyId;
      spoke.heartbeat({ trust: spoke.trustVersion });
      expect(await rotate(second)).toMatchObject({ ok: true });
      await eventually('the exchange', async () => {
        await spoke.renew();
        spoke.heartbeat({ trust: spoke.trustVersion });
        return !(await keysOf(second)).includes('retiring') && !(await keysOf(second)).includes('next');
      });
      await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
      await second.refresher.repositoryChanged([repository.url], undefined);
      const before = await eventually('the commit', async () => {
        const found = (await spoke.manifest())!;
        const bundle = await spoke.bundle(found.applications[0]!);
        return JSON.stringify(bundle.objects).includes('"2"') && found;
      });
      const { keyId } = second.parts.keys.signer;
      const exchanged = [...spoke.keys.keys()];
      await world.stopHubs();

      spoke.generation = before.generation;
      const restored = await world.hub({ database: backup });
      spoke.heartbeat({ trust: spoke.trustVersion });
      await eventually('what is published', async () => {
        await spoke.renew().catch(() => undefined);
        spoke.heartbeat({ trust: spoke.trustVersion });
        const found = await spoke.manifest().catch(() => undefined);
        if (!found || found.generation <= before.generation) return false;
        expect(found.applications.map(({ current }) => current?.digest)).toEqual([
          before.applications[0]!.current?.digest,
        ]);
        const bundle = await spoke.bundle(found.applications[0]!).catch(() => undefined);
        return bundle !== undefined && ![...spoke.keys.keys()].some((id) => exchanged.includes(id));
      });
      // The key that was given up signs nothing any more.
      if (keyId !== ofBackup) expect([ofBackup, keyId]).not.toContain(restored.parts.keys.signer.keyId);
      await spoke.close();
    },
    90_000,
  );
});
