import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { calls, respond } from '@wheelhouse/adapter-nats';
import { decodeManifestHeaders, subjects } from '@wheelhouse/contract';
import { createDatabase } from '@wheelhouse/tools';
import { Crash } from './hub-testing/crash.ts';
import type { FakeSpoke } from './hub-testing/fake-spoke.ts';
import { hubWorld, type HubWorld } from './hub-testing/hub-world.ts';
import { apply, cluster, configMap, countersAgree, eventually, joined, set, stages } from './hub-testing/shop.ts';

/** Every manifest that the stream let in, as `generation digest`. */
function heardBy(spoke: FakeSpoke): string[] {
  const heard: string[] = [];
  spoke.nats.connection.subscribe(subjects.live(spoke.cluster), {
    callback: (_, message) => {
      const headers = decodeManifestHeaders(spoke.cluster, (name) => message.headers?.get(name) || undefined);
      if (headers.ok) heard.push(`${headers.value.statement.generation} ${headers.value.statement.digest}`);
    },
  });
  return heard;
}

const generationsOf = (heard: readonly string[]): number[] => heard.map((line) => Number(line.split(' ')[0]));

describe('a hub that is killed', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterEach(() => world.stopHubs(), 30_000);
  afterAll(() => world.stop(), 30_000);

  it.each([
    ['before it has written an Application', /^\s*INSERT INTO application /],
    ['between an Application and its Release', /^\s*INSERT INTO release /],
    ['between a Release and its manifest with its outbox row', /INSERT INTO manifest .*INSERT INTO outbox /s],
    ['between the row of a blob and its claim', /used AS \(/],
    ['between the row of a blob and its publishing', /stored_at IS NULL AND body IS NOT NULL/],
    ['between the publishing of a blob and its acknowledgement', /UPDATE blob b SET stored_at/],
    [
      'between the publishing of a manifest and its acknowledgement, which takes the outbox row away',
      /UPDATE manifest SET sequence = \$2, published_at.*DELETE FROM outbox/s,
    ],
    ['between that and what it says of the targets', /^\s*UPDATE application a SET\s+published_bundle/],
    ['between a report and its ingestion', /INSERT INTO application_status /],
  ])(
    '%s goes on where it was, and gives no generation twice',
    async (title, at) => {
      const name = title.replaceAll(/\W/g, '_').slice(0, 50).toLowerCase();
      const database = await createDatabase(world.postgres.url, name);
      const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
      const crash = new Crash();
      const first = await world.hub({ database, mirrors: name, crash });
      await apply(first, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
      const spoke = await joined(first, world, 'dev');
      const heard = heardBy(spoke);
      respond(spoke.nats, subjects.toSpoke(spoke.cluster, 'report'), calls.live.report, () => {
        spoke.report([...spoke.targets.values()], { full: true });
        return { accepted: true };
      });
      await eventually('published', async () => (await stages(first)) === 'shop-dev:InFlight');
      await spoke.obey();
      await eventually('done', async () => (await stages(first)) === 'shop-dev:Done');

      crash.arm(at);
      const commit = await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
      await first.refresher.repositoryChanged([repository.url], undefined);
      await eventually('the end', async () => {
        if (!crash.dead && (await spoke.manifest())!.applications[0]!.current!.revision === commit) await spoke.obey();
        return crash.dead;
      });
      await crash.bury(first);

      const second = await world.hub({ database, mirrors: name });
      const manifest = await eventually('the new commit', async () => {
        const found = await spoke.manifest();
        return found!.applications[0]!.current!.revision === commit && found;
      });
      expect((await spoke.bundle(manifest!.applications[0]!)).objects[0]).toMatchObject({ data: { value: '2' } });
      await eventually('published again', async () => (await stages(second)) !== 'shop-dev:NotSent');
      await spoke.obey();
      spoke.heartbeat();
      await eventually('done again', async () => (await stages(second)) === 'shop-dev:Done');
      await second.idle();

      const generations = generationsOf(heard);
      expect(generations).toEqual([...new Set(generations)].sort((a, b) => a - b));
      const bundles = new Set(heard.map((line) => line.split(' ')[1]));
      expect(bundles.size).toBe(heard.length);
      await countersAgree(second);
      await spoke.close();
    },
    60_000,
  );
});

describe('a commit whose answer is lost', () => {
  let world: HubWorld;
  beforeEach(async () => {
    world = await hubWorld();
  }, 60_000);
  afterEach(() => world.stop(), 30_000);

  it.each([
    ['of a Release', /^\s*INSERT INTO release /],
    ['of a manifest', /INSERT INTO manifest .*INSERT INTO outbox /s],
    ['of what was published', /UPDATE manifest SET sequence = \$2, published_at.*DELETE FROM outbox/s],
  ])(
    '%s: all that should follow it follows',
    async (_, at) => {
      const repository = await world.repository({ 'overlays/dev/a.yaml': configMap('1') });
      const crash = new Crash();
      const hub = await world.hub({ crash });
      await apply(hub, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
      const spoke = await joined(hub, world, 'dev');
      await eventually('published', async () => (await stages(hub)) === 'shop-dev:InFlight');
      await spoke.obey();
      await eventually('done', async () => (await stages(hub)) === 'shop-dev:Done');

      crash.lose(at);
      const commit = await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
      await hub.refresher.repositoryChanged([repository.url], undefined);
      await eventually('the loss', () => Promise.resolve(crash.lost));
      await eventually(
        'the new commit',
        async () => (await spoke.manifest())!.applications[0]!.current!.revision === commit,
      );
      await spoke.obey();
      await eventually('done again', async () => (await stages(hub)) === 'shop-dev:Done');
      await countersAgree(hub);
      await spoke.close();
    },
    60_000,
  );
});
