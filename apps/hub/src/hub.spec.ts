import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@wheelhouse/tools';
import { calls, respond } from '@wheelhouse/adapter-nats';
import { subjects } from '@wheelhouse/contract';
import { FakeSpoke, healthy } from './hub-testing/fake-spoke.ts';
import { admin, hubWorld, type HubWorld, type Repository } from './hub-testing/hub-world.ts';
import {
  apply,
  cluster,
  configMap,
  countersAgree,
  eventually,
  joined,
  rowsOf,
  set,
  stages,
} from './hub-testing/shop.ts';

describe('a hub', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterEach(() => world.stopHubs(), 30_000);
  afterAll(() => world.stop(), 30_000);

  const shop = (): Promise<Repository> =>
    world.repository({ 'overlays/dev/a.yaml': configMap('1'), 'overlays/staging/a.yaml': configMap('1') });

  it('brings a set from Git to the spokes, and what they say back', async () => {
    const repository = await shop();
    const hub = await world.hub();
    expect(
      await apply(hub, [cluster('dev'), cluster('staging'), set(repository.url, ['dev', 'staging'])].join('---')),
    ).toEqual(['Cluster/dev created', 'Cluster/staging created', 'ApplicationSet/shop created']);
    const spoke = await joined(hub, world, 'dev');
    const manifest = await eventually('the manifest', async () => {
      const found = await spoke.manifest();
      return found && found.applications.length === 1 && found;
    });
    expect((await spoke.bundle(manifest.applications[0]!)).objects).toEqual([
      expect.objectContaining({ kind: 'ConfigMap', data: { value: '1' } }),
    ]);
    await eventually('the rungs', async () => (await stages(hub)) === 'shop-dev:InFlight shop-staging:InFlight');
    await spoke.obey();
    await eventually('the status', async () => (await stages(hub)) === 'shop-dev:Done shop-staging:InFlight');
    await countersAgree(hub);

    // The second run does nothing.
    await hub.resume();
    await hub.idle();
    expect((await spoke.manifest())!.generation).toBe(manifest.generation);

    // A commit that changes one overlay changes one manifest.
    const commit = await repository.commit({ 'overlays/dev/a.yaml': configMap('2') });
    await hub.refresher.repositoryChanged([repository.url], 'refs/heads/main');
    const next = await eventually('the next manifest', async () => {
      const found = await spoke.manifest();
      return found!.generation > manifest.generation && found;
    });
    expect(next!.applications[0]!.current!.revision).toBe(commit);
    await spoke.obey();
    await eventually('done again', async () => (await stages(hub)) === 'shop-dev:Done shop-staging:InFlight');
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('changes nothing where a render or a generator fails, and says why', async () => {
    const repository = await shop();
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), cluster('staging'), set(repository.url, ['dev', 'staging'])].join('---'));
    await eventually('rendered', async () => (await stages(hub)) === 'shop-dev:InFlight shop-staging:InFlight');
    const before = await rowsOf(hub);

    await repository.commit({ 'overlays/dev/a.yaml': 'kind: [broken' });
    await hub.refresher.repositoryChanged([repository.url], undefined);
    const broken = await eventually('the problem', async () =>
      (await rowsOf(hub)).find((row) => row.problems.length > 0),
    );
    expect(broken).toMatchObject({ name: 'shop-dev', desired_revision: before[0]!.desired_revision });
    expect((await rowsOf(hub))[1]!.problems).toEqual([]);

    await apply(hub, set(repository.url, ['dev', 'staging']).replace('{{.cluster}}', '{{.missing}}'));
    await eventually('the condition', async () => {
      const { rows } = await hub.parts.db.sql.query<{ message: string }>(
        `SELECT c ->> 'message' AS message FROM application_set, jsonb_array_elements(conditions) c
         WHERE c ->> 'type' = 'ErrorOccurred' AND c ->> 'reason' = 'RenderTemplateParamsError'`,
      );
      return rows[0]?.message.includes('missing');
    });
    expect((await rowsOf(hub)).map((row) => row.removal)).toEqual([null, null]);
    await countersAgree(hub);
  }, 60_000);

  it('withdraws by tombstone, holds a shrinking, and lets it go when a person confirms', async () => {
    const names = ['c1', 'c2', 'c3', 'c4', 'c5'];
    const repository = await world.repository(
      Object.fromEntries(names.map((name) => [`overlays/${name}/a.yaml`, configMap(name)])),
    );
    const hub = await world.hub();
    await apply(hub, [...names.map(cluster), set(repository.url, names)].join('---'));
    await eventually(
      'rendered',
      async () => (await rowsOf(hub)).length === 5 && (await rowsOf(hub)).every((row) => row.stage === 'InFlight'),
    );
    const spoke = await joined(hub, world, 'c5');
    await spoke.obey();

    await apply(hub, set(repository.url, names.slice(0, 4)));
    const manifest = await eventually('the tombstone', async () => {
      const found = await spoke.manifest();
      return found!.removed.length === 1 && found;
    });
    expect(manifest!.applications).toEqual([]);
    expect(manifest!.removed[0]!.mode).toBe('prune');
    expect((await rowsOf(hub)).find((row) => row.name === 'shop-c5')!.removal).toBe('prune');
    await spoke.obey();
    await eventually('gone', async () => (await rowsOf(hub)).length === 4);
    await eventually('no tombstone', async () => (await spoke.manifest())!.removed.length === 0);

    await apply(hub, set(repository.url, []));
    const held = await eventually('held', async () => {
      const { rows } = await hub.parts.db.sql.query<{
        id: string;
        held: { digest: string; withdrawn: string[] } | null;
      }>('SELECT id, held FROM application_set');
      return rows[0]?.held && rows[0];
    });
    expect(held!.held!.withdrawn).toHaveLength(4);
    expect(await rowsOf(hub)).toHaveLength(4);
    expect(await hub.operations.confirmHeldChange(held!.id, 'f'.repeat(64), admin)).toMatchObject({ ok: false });
    expect(await hub.operations.confirmHeldChange(held!.id, held!.held!.digest, admin)).toMatchObject({ ok: true });
    // Their clusters never joined: nothing can be there.
    await eventually('all gone', async () => (await rowsOf(hub)).length === 0);
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('waits at the manual gate until a person syncs', async () => {
    const repository = await shop();
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), set(repository.url, ['dev'], 'syncOptions: []')].join('---'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('held', async () => (await stages(hub)) === 'shop-dev:Held');
    const staged = (await spoke.manifest())!.applications[0]!;
    expect(staged).toMatchObject({ staged: { digest: expect.any(String) } });
    expect(staged.current).toBeUndefined();
    expect(await hub.operations.sync(staged.id, { actor: admin, prune: true, dryRun: false })).toEqual({
      ok: true,
      value: undefined,
    });
    await eventually('admitted', async () => (await stages(hub)) === 'shop-dev:InFlight');
    expect((await spoke.manifest())!.applications[0]!.operation).toMatchObject({
      kind: 'sync',
      prune: true,
      requestedBy: 'admin',
    });
    await spoke.obey();
    await eventually('done', async () => (await stages(hub)) === 'shop-dev:Done');
    await eventually('the request is finished', async () => !(await spoke.manifest())!.applications[0]!.operation);
    expect((await spoke.manifest())!.applications[0]!.current).toBeDefined();
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('goes on where the hub before it left off', async () => {
    const repository = await shop();
    const database = await createDatabase(world.postgres.url, 'ended');
    const first = await world.hub({ database });
    await apply(first, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
    const spoke = await joined(first, world, 'dev');
    await eventually('published', async () => (await stages(first)) === 'shop-dev:InFlight');
    const { generation } = (await spoke.manifest())!;
    await world.stopHubs();
    await repository.commit({ 'overlays/dev/a.yaml': configMap('3') });
    const second = await world.hub({ database });
    const found = await eventually('the new commit', async () => {
      const manifest = await spoke.manifest();
      return manifest!.generation > generation && manifest;
    });
    expect((await spoke.bundle(found!.applications[0]!)).objects[0]).toMatchObject({ data: { value: '3' } });
    await countersAgree(second);
    await spoke.close();
  }, 60_000);

  it('publishes again what the stream lost, rendered again from its commit', async () => {
    const repository = await shop();
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('published', async () => (await stages(hub)) === 'shop-dev:InFlight');
    const { generation } = await spoke.obey();
    await world.loseStreams();
    const manifest = await eventually('the manifest again', async () => {
      const found = await spoke.manifest().catch(() => undefined);
      return found && found.applications.length === 1 && found;
    });
    expect(manifest.generation).toBeGreaterThanOrEqual(generation);
    expect((await spoke.bundle(manifest.applications[0]!)).objects[0]).toMatchObject({ data: { value: '1' } });
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('goes beyond the generation that a spoke has heard, and asks for a full report where hashes differ', async () => {
    const repository = await shop();
    const hub = await world.hub();
    await apply(hub, [cluster('dev'), set(repository.url, ['dev'])].join('---'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('published', async () => (await stages(hub)) === 'shop-dev:InFlight');
    const { applications } = (await spoke.manifest())!;
    spoke.generation = 41;
    let asked = 0;
    respond(spoke.nats, subjects.toSpoke(spoke.cluster, 'report'), calls.live.report, () => {
      asked++;
      spoke.report([...spoke.targets.values()], { full: true });
      return { accepted: true };
    });
    await spoke.nats.flush();
    spoke.targets.set(applications[0]!.id, healthy(applications[0]!));
    spoke.heartbeat();
    await eventually('the full report', async () => (await stages(hub)) === 'shop-dev:Done');
    // Until the report is written down, each heartbeat with another hash may ask for it.
    expect(asked).toBeGreaterThan(0);
    const before = asked;
    await eventually('a generation beyond', async () => (await spoke.manifest())!.generation === 42);
    spoke.heartbeat();
    await hub.idle();
    expect(asked).toBe(before);
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('takes Applications written by hand the same way, within their project, and lets them go by order', async () => {
    const repository = await shop();
    const hub = await world.hub();
    const byHand = (destination: string, project = 'team'): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  project: ${project}
  source: { repoURL: '${repository.url}', targetRevision: main, path: overlays/dev }
  destination: { name: ${destination}, namespace: shop }
  syncPolicy: { automated: {} }
`;
    const team = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: team, namespace: argocd }
spec: { sourceRepos: ['*'], destinations: [{ name: dev, namespace: shop }] }
`;
    await apply(hub, [cluster('dev'), cluster('staging'), team, byHand('staging')].join('---'));
    const refused = await eventually('refused', async () => (await rowsOf(hub)).find((row) => row.problems.length > 0));
    expect(refused).toMatchObject({ stage: 'NotSent', problems: [{ code: 'DESTINATION_NOT_PERMITTED' }] });
    const unknown = await hub.resources.apply(byHand('dev', 'teem'), {
      actor: admin,
      origin: 'api:admin',
      file: 'apply',
      dryRun: false,
    });
    expect(unknown).toMatchObject({ ok: false, error: [{ code: 'UNKNOWN_PROJECT', hint: 'did you mean team?' }] });

    await apply(hub, byHand('dev'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('published', async () => (await stages(hub)) === 'shop:InFlight');
    await spoke.obey();
    const name = { kind: 'Application', name: 'shop', project: 'team' } as const;
    expect(await hub.resources.remove(name, { actor: admin, cascade: true })).toMatchObject({ ok: true });
    await eventually('the tombstone', async () => (await spoke.manifest())!.removed[0]?.mode === 'prune');
    await spoke.obey();
    await eventually('gone', async () => (await rowsOf(hub)).length === 0);
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('says to the spoke what a person agreed to delete, by whom, and keeps what waits shown as leaving', async () => {
    const repository = await shop();
    const hub = await world.hub();
    const written = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
spec:
  project: default
  source: { repoURL: '${repository.url}', targetRevision: main, path: overlays/dev }
  destination: { name: dev, namespace: shop }
  syncPolicy: { automated: {} }
`;
    await apply(hub, [cluster('dev'), written].join('---'));
    const spoke = await joined(hub, world, 'dev');
    await eventually('published', async () => (await stages(hub)) === 'shop:InFlight');
    const [entry] = (await spoke.obey()).applications;
    const { id } = entry!;
    const secret = (name: string) => ({ group: '', kind: 'Secret', namespace: 'shop', name });
    const stranger = { name: 'eve', admin: false, projects: ['other'] };
    expect(await hub.operations.confirmDeletion(id, [secret('a')], stranger)).toMatchObject({ ok: false });
    expect(await hub.operations.confirmDeletion(id, [], admin)).toMatchObject({ ok: false });

    expect(await hub.operations.confirmDeletion(id, [secret('a')], admin)).toEqual({ ok: true, value: undefined });
    const asked = await eventually('the request', async () => (await spoke.manifest())!.applications[0]!.operation);
    expect(asked).toMatchObject({ kind: 'refresh', confirm: true, resources: [secret('a')], requestedBy: 'admin' });

    await hub.resources.remove({ kind: 'Application', name: 'shop' }, { actor: admin, cascade: true });
    await eventually('the order to leave', async () => (await spoke.manifest())!.removed[0]?.mode === 'prune');
    const message = '2 objects wait for a person';
    spoke.report([
      {
        ...healthy(entry!),
        sync: { status: 'OutOfSync', reason: message },
        conditions: [{ type: 'WaitsForConfirmation', message, since: 1 }],
      },
    ]);
    for (const name of ['a', 'b', 'a'])
      expect(await hub.operations.confirmDeletion(id, [secret(name)], admin)).toMatchObject({ ok: true });
    const removed = await eventually('what was agreed to', async () => {
      const [one] = (await spoke.manifest())!.removed;
      return one?.confirmed?.length === 2 && one;
    });
    expect(removed!.confirmed).toEqual(expect.arrayContaining([secret('a'), secret('b')]));
    expect((await rowsOf(hub)).map((row) => row.removal)).toEqual(['prune']);
    const { rows } = await hub.parts.db.sql.query<{ actor: string; message: string }>(
      `SELECT actor, message FROM event WHERE application_id = $1 AND reason = 'DeletionConfirmed' ORDER BY id`,
      [id],
    );
    expect(rows).toContainEqual({ actor: 'admin', message: 'admin agreed to the deletion of Secret shop/b' });
    await spoke.obey();
    await eventually('gone', async () => (await rowsOf(hub)).length === 0);
    await countersAgree(hub);
    await spoke.close();
  }, 60_000);

  it('lets a token join once, and shuts a removed cluster out at once', async () => {
    const hub = await world.hub();
    const token = await hub.joinTokens.create('edge', admin);
    if (!token.ok) throw new Error('no token');
    const spoke = await FakeSpoke.join(token.value.token, [world.nats.url]);
    await expect(FakeSpoke.join(token.value.token, [world.nats.url])).rejects.toThrow(/used already/);
    spoke.heartbeat();
    await eventually('connected', async () => {
      const { rows } = await hub.parts.db.sql.query<{ connected: boolean }>('SELECT connected FROM cluster_status');
      return rows[0]?.connected;
    });
    const removed = await hub.resources.remove({ kind: 'Cluster', name: 'edge' }, { actor: admin, cascade: true });
    expect(removed).toMatchObject({ ok: true });
    expect(await spoke.nats.closed).toMatchObject({ kind: 'revoked' });
  }, 60_000);

  it('keeps a fleet repository applied, and names file and line of what is wrong', async () => {
    const repository = await world.repository({
      'fleet/dev.yaml': cluster('dev'),
      'fleet/set.yaml': set('file:///none', ['dev']),
    });
    const hub = await world.hub({ fleet: [{ url: repository.url, revision: 'main', path: 'fleet' }] });
    const names = async (): Promise<string> => {
      const { rows } = await hub.parts.db.sql.query<{ name: string }>(
        'SELECT name FROM cluster UNION ALL SELECT name FROM application_set ORDER BY name',
      );
      return rows.map((row) => row.name).join(' ');
    };
    await eventually('applied', async () => (await names()) === 'dev shop');
    const unreachable = await eventually('the problem of the source', async () =>
      (await rowsOf(hub)).find((row) => row.problems.length > 0),
    );
    expect(unreachable!.problems[0]!.code).toBe('REPOSITORY_UNREACHABLE');

    await repository.commit({
      'fleet/dev.yaml': null,
      'fleet/bad.yaml':
        'apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: { name: x }\nspec: { servr: y }\n',
    });
    await hub.refresher.refresh({ hard: false });
    const problems = await eventually('the problem', async () => {
      const { rows } = await hub.parts.db.sql.query<{ problems: { where: string; hint: string }[] }>(
        'SELECT problems FROM fleet_source',
      );
      return rows[0]!.problems.length > 0 && rows[0]!.problems;
    });
    expect(problems![0]).toMatchObject({ where: 'fleet/bad.yaml:4', hint: expect.stringContaining('server') });
    expect(await names()).toBe('dev shop');

    await repository.commit({ 'fleet/bad.yaml': null });
    await hub.refresher.refresh({ hard: false });
    await eventually('withdrawn', async () => (await names()) === 'shop');
  }, 60_000);
});
