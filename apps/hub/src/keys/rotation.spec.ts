import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { denials } from '@wheelhouse/adapter-postgres';
import { BlobStream, FleetAccount, jwtIssuedAt } from '@wheelhouse/adapter-nats';
import { blobMessage } from '@wheelhouse/contract';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { admin, hubWorld, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, joined, set } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';

const settings = (value: string): string => configMap(value);

describe('keys', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterEach(() => world.stopHubs(), 60_000);
  afterAll(() => world.stop(), 30_000);

  interface Begun {
    readonly hub: Hub;
    readonly spoke: FakeSpoke;
    readonly repository: Repository;
  }

  /** A set on `dev` with one bundle published, and one large enough to be split. */
  async function begin(): Promise<Begun> {
    const repository = await world.repository({
      'overlays/dev/a.yaml': settings('1'),
      'overlays/large/a.yaml': settings('x'.repeat(200_000)),
      'overlays/large/b.yaml': settings('y'.repeat(200_000)).replace('settings', 'others'),
    });
    const hub = await world.hub();
    const large = set(repository.url, ['dev'])
      .replaceAll('shop', 'large')
      .replace('overlays/{{.cluster}}', 'overlays/large');
    await apply(hub, [cluster('dev'), set(repository.url, ['dev']), large].join('---'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('the manifest', async () => (await spoke.manifest())?.applications.length === 2);
    return { hub, spoke, repository };
  }

  const readAll = async (spoke: FakeSpoke): Promise<number> => {
    const manifest = (await spoke.manifest())!;
    const bundles = await Promise.all(manifest.applications.map((entry) => spoke.bundle(entry)));
    return bundles.reduce((sum, { objects }) => sum + objects.length, 0);
  };
  const keysOf = async (hub: Hub) => {
    const keys = await hub.keyRotation.list(admin);
    if (!keys.ok) throw new Error('not an admin');
    return keys.value;
  };
  /** The keys that the stream's blobs are sealed with. */
  async function inStream({ parts: { db, nats } }: Hub): Promise<readonly string[]> {
    const { rows } = await db.sql.query<{ p: never; d: never }>(
      'SELECT project_id AS p, digest AS d FROM blob WHERE stored_at IS NOT NULL',
    );
    const blobs = new BlobStream(nats);
    const ids = rows.map(async ({ p, d }) => {
      const envelope = blobMessage.decode((await blobs.get(p, d)) ?? new Uint8Array());
      return envelope.ok ? envelope.value.keyId : 'nothing';
    });
    return [...new Set(await Promise.all(ids))];
  }
  const commit = async ({ hub, repository }: Begun, value: string): Promise<void> => {
    await repository.commit({ 'overlays/dev/a.yaml': settings(value) });
    await hub.refresher.repositoryChanged([repository.url], undefined);
  };

  it('are read by several at once while one was added: one trust set comes of it', async () => {
    const { keys } = (await world.hub()).parts;
    const before = keys.trustVersion;
    await Promise.all([keys.addSigningKey(), keys.reload(), keys.reload(), keys.reload()]);
    await keys.reload();
    expect(keys.trustVersion).toBe(before + 1);
  });

  it('of projects seal what is stored, and open it for the clusters that the manifest gives them to', async () => {
    const { hub, spoke } = await begin();
    expect(await readAll(spoke)).toBe(3);
    const { projects } = await keysOf(hub);
    expect(projects).toMatchObject([{ project: 'default', state: 'current', blobs: 4, clusters: 1 }]);
    expect(await inStream(hub)).toEqual([projects[0]!.id]);
    // The same again gives the same bytes.
    const { generation } = (await spoke.manifest())!;
    await hub.resume();
    await hub.idle();
    expect((await spoke.manifest())!.generation).toBe(generation);
    await spoke.close();
  }, 60_000);

  it('of a project are exchanged while commits flow; what is old is sealed anew, and the old key goes', async () => {
    const begun = await begin();
    const { hub, spoke } = begun;
    const before = (await keysOf(hub)).projects[0]!.id;
    expect(await hub.keyRotation.rotateProject('default', admin)).toMatchObject({ ok: true });
    await commit(begun, '2');
    await eventually('one key', async () => {
      expect(await readAll(spoke)).toBe(3);
      const { projects } = await keysOf(hub);
      return projects.length === 1 && projects[0]!.id !== before;
    });
    const { id } = (await keysOf(hub)).projects[0]!;
    expect(await inStream(hub)).toEqual([id]);
    await eventually('a manifest without the old key', async () => {
      await spoke.manifest();
      return [...spoke.keys.keys()].join() === id;
    });
    expect(await readAll(spoke)).toBe(3);
    await spoke.close();
  }, 60_000);

  it('go on being exchanged by the hub that comes back', async () => {
    const begun = await begin();
    const { hub, spoke } = begun;
    const { rows } = await hub.parts.db.sql.query<{ id: never }>("SELECT id FROM project WHERE name = 'default'");
    const database = hub.parts.config.databaseUrl;
    await hub.parts.db.transaction((sql) => hub.parts.keys.projects.rotate(sql, rows[0]!.id));
    await world.stopHubs();
    const again = await world.hub({ database });
    await eventually('one key', async () => (await keysOf(again)).projects.length === 1);
    expect(await inStream(again)).toEqual([(await keysOf(again)).projects[0]!.id]);
    expect(await readAll(spoke)).toBe(3);
    await spoke.close();
  }, 60_000);

  it('of a project change when it is narrowed away from a cluster, whose older credentials are revoked', async () => {
    const begun = await begin();
    const { hub, spoke } = begun;
    const before = (await keysOf(hub)).projects[0]!.id;
    await spoke.renew();
    const project = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: default }
spec: { sourceRepos: ['*'], destinations: [{ name: NAME, namespace: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] }`;
    await apply(hub, project.replace('NAME', 'other'));
    const [key] = await eventually('another key', async () => {
      const { projects } = await keysOf(hub);
      return projects.length === 1 && projects[0]!.id !== before && projects;
    });
    expect(key).toMatchObject({ clusters: 0 });
    await spoke.manifest();
    expect([...spoke.keys.keys()]).not.toContain(key!.id);

    await spoke.renew();
    const issuedAt = jwtIssuedAt(spoke.jwt);
    const account = new FleetAccount(hub.parts.system, hub.parts.keys.fleet);
    expect([...(await account.revoked()).values()]).toEqual([]);
    spoke.heartbeat({ credentials: issuedAt });
    await eventually('the revocation', async () => [...(await account.revoked()).values()].includes(issuedAt - 1));

    await apply(hub, project.replace('NAME', "'*'"));
    await eventually('that it may have keys again', async () => (await denials(hub.parts.db.sql)).length === 0);
    await spoke.close();
    const again = await joined(hub, world, 'dev');
    await eventually('the key', async () => {
      await again.manifest();
      return again.keys.has(key!.id);
    });
    await again.close();
  }, 60_000);

  it('that sign are exchanged when the spokes know the next one; commits flow meanwhile', async () => {
    const begun = await begin();
    const { hub, spoke } = begun;
    const { signer } = hub.parts.keys;
    const before = signer.keyId;
    spoke.heartbeat({ trust: spoke.trustVersion });
    expect(await hub.keyRotation.rotateSigning(admin)).toMatchObject({ ok: true });
    expect(await hub.keyRotation.rotateSigning(admin)).toMatchObject({ ok: false });
    await commit(begun, '2');
    await eventually('the commit', async () => {
      const [one] = await Promise.all((await spoke.manifest())!.applications.map((entry) => spoke.bundle(entry)));
      return one !== undefined;
    });
    expect(signer.keyId).toBe(before);

    await spoke.renew();
    spoke.heartbeat({ trust: spoke.trustVersion });
    await eventually('the next key', () => Promise.resolve(signer.keyId !== before));
    await commit(begun, '3');
    await eventually('one key', async () => {
      expect(await readAll(spoke)).toBe(3);
      return (await keysOf(hub)).signing.length === 1;
    });
    expect(await readAll(spoke)).toBe(3);
    await spoke.renew();
    expect(await readAll(spoke)).toBe(3);
    await spoke.close();
  }, 60_000);

  it('are for admins only', async () => {
    const hub = await world.hub();
    const viewer = { name: 'v', admin: false, projects: ['default'] };
    expect((await hub.keyRotation.list(viewer)).ok).toBe(false);
    expect((await hub.keyRotation.rotateSigning(viewer)).ok).toBe(false);
    expect((await hub.keyRotation.rotateProject('default', viewer)).ok).toBe(false);
  }, 60_000);
});
