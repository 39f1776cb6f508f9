/** Sync windows in the hub: what they hold and release, on a real Postgres, nats-server and Git. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManifestEntry } from '@wheelhouse/contract';
import type { Hub } from '../hub.ts';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { admin, hubWorld, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, joined, set, stages } from '../hub-testing/shop.ts';

const project = (windows: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: default, namespace: argocd }
spec:
  sourceRepos: ['*']
  destinations: [{ server: '*', name: '*', namespace: '*' }]
  clusterResourceWhitelist: [{ group: '*', kind: '*' }]
  syncWindows: ${windows}
`;

const ALWAYS = `schedule: '* * * * *', duration: 1h, applications: ['*']`;

const window = (spec: string): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: SyncWindow
metadata: { name: stop }
spec: ${spec}
`;

describe('sync windows', () => {
  let world: HubWorld;
  let hub: Hub;
  let spoke: FakeSpoke;
  let repository: Repository;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterEach(() => world.stopHubs(), 30_000);
  afterAll(() => world.stop(), 30_000);

  const start = async (): Promise<void> => {
    repository = await world.repository({ 'overlays/dev/settings.yaml': configMap('one') });
    hub = await world.hub();
    await apply(hub, cluster('dev'));
    spoke = await joined(hub, world, 'dev');
  };

  const entry = async (): Promise<ManifestEntry | undefined> => (await spoke.manifest())?.applications[0];
  const events = async (): Promise<string[]> =>
    (
      await hub.parts.db.sql.query<{ reason: string }>(
        `SELECT reason FROM event WHERE reason LIKE '%Window%' ORDER BY id`,
      )
    ).rows.map(({ reason }) => reason);
  const gates = async (): Promise<string> =>
    JSON.stringify(
      (await hub.parts.db.sql.query<{ gates: unknown }>('SELECT gates FROM application')).rows.map((row) => row.gates),
    );

  it('what a project denies is published, staged with its windows, and released when the window goes', async () => {
    await start();
    await apply(hub, project(`[{ kind: deny, ${ALWAYS}, description: release freeze }]`));
    await apply(hub, set(repository.url, ['dev']));
    const held = await eventually('staged', async () => {
      const found = await entry();
      return found?.staged && found;
    });
    expect(held.current).toBeUndefined();
    const manifest = (await spoke.manifest())!;
    expect(manifest.requires).toEqual(['windows']);
    expect(held.gates.map((digest) => manifest.gates.get(digest))).toMatchObject([
      { kind: 'window', rule: { id: 'default/0', kind: 'deny', why: 'release freeze' } },
    ]);
    await eventually('held', async () => (await stages(hub)) === 'shop-dev:Held');
    expect(await gates()).toMatch(/"kind":"window"/);

    await apply(hub, project('[]'));
    const released = await eventually('released', async () => {
      const found = await entry();
      return found?.current && !found.staged && found;
    });
    expect(released.current).toEqual(held.staged);
    expect((await spoke.manifest())!.requires).toEqual([]);
    expect(await events()).toEqual(['HeldByWindow', 'ReleasedByWindow']);
  }, 60_000);

  it('what is admitted stays while a window is closed; what is newer is staged beside it', async () => {
    await start();
    await apply(hub, set(repository.url, ['dev']));
    const first = await eventually('admitted', async () => (await entry())?.current);
    await apply(hub, window(`{ kind: deny, schedule: { from: '2020-01-01' }, reason: incident, ticket: INC-1 }`));
    await repository.commit({ 'overlays/dev/settings.yaml': configMap('two') });
    await hub.refresher.refresh({ hard: false });
    const held = await eventually('staged', async () => {
      const found = await entry();
      return found?.staged && found;
    });
    expect(held.current).toEqual(first);

    const removed = await hub.resources.remove({ kind: 'SyncWindow', name: 'stop' }, { actor: admin, cascade: true });
    expect(removed).toMatchObject({ ok: true });
    await eventually('released', async () => (await entry())?.current?.digest === held.staged!.digest);
  }, 60_000);

  it('an edge releases by itself, and not before it', async () => {
    await start();
    const opens = Date.now() + 4_000;
    await apply(
      hub,
      window(`{ kind: deny, schedule: { from: '2020-01-01', to: '${new Date(opens).toISOString()}' } }`),
    );
    await apply(hub, set(repository.url, ['dev']));
    await eventually('staged', async () => (await entry())?.staged);
    await eventually('released', async () => (await entry())?.current);
    expect(Date.now()).toBeGreaterThanOrEqual(opens);
    const { rows } = await hub.parts.db.sql.query<{ at: Date }>(
      `SELECT at FROM event WHERE reason = 'ReleasedByWindow'`,
    );
    expect(rows[0]!.at.getTime()).toBeGreaterThanOrEqual(opens);
  }, 60_000);

  it('a window that is invalid is refused with its field; nothing of the apply is stored', async () => {
    await start();
    const refused = await hub.resources.apply(project(`[{ kind: deny, schedule: '@daily', duration: 1h }]`), {
      ...{ actor: admin, origin: 'api:admin', file: 'x', dryRun: false },
    });
    expect(refused).toMatchObject({
      ok: false,
      error: [{ message: expect.stringMatching(/syncWindows\[0\].schedule/) }],
    });
  }, 60_000);
});
