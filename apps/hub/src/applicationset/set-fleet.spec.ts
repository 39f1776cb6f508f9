import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import type { Hub } from '../hub.ts';
import { admin, hubWorld, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, configMap, countersAgree, eventually } from '../hub-testing/shop.ts';

const COUNT = 40;

const cluster = (name: string, labels: Record<string, string>): string => `
apiVersion: wheelhouse.dev/v1alpha1
kind: Cluster
metadata: { name: ${name}, labels: ${JSON.stringify(labels)} }
spec: { server: 'https://${name}' }
`;
const nameOf = (at: number): string => `c${String(at).padStart(2, '0')}`;
const labelsOf = (at: number): Record<string, string> => ({ tier: at % 2 === 0 ? 'even' : 'odd', size: 'small' });

const set = (url: string, name: string, selector: string, more = ''): string => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: ${name}, namespace: argocd }
spec:
  goTemplate: true
  ${more}
  generators:
    - clusters: { selector: { ${selector} } }
  template:
    metadata: { name: '${name}-{{.name}}' }
    spec:
      project: default
      source: { repoURL: '${url}', targetRevision: main, path: app }
      destination: { name: '{{.name}}', namespace: '{{.metadata.labels.size}}' }
`;

interface Row {
  readonly name: string;
  readonly version: string;
  readonly namespace: string;
}

const rowsOf = async (hub: Hub): Promise<readonly Row[]> =>
  (
    await hub.parts.db.sql.query<Row>(
      `SELECT name, xmin::text AS version, manifest #>> '{spec,destination,namespace}' AS namespace
       FROM application WHERE removal IS NULL ORDER BY name`,
    )
  ).rows;

/** Names of those whose row was written, came or went meanwhile. */
async function touchedBy(hub: Hub, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = new Map((await rowsOf(hub)).map((row) => [row.name, row.version]));
  await work();
  // As every change of a cluster does; this one is waited for.
  await hub.resources.wakeFleet();
  await hub.idle();
  const after = new Map((await rowsOf(hub)).map((row) => [row.name, row.version]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}

describe('a change of the fleet', () => {
  let world: HubWorld;
  let hub: Hub;
  let repository: Repository;
  beforeAll(async () => {
    world = await hubWorld();
    repository = await world.repository({ 'app/a.yaml': configMap('1') });
    hub = await world.hub({ mirrors: 'kept' });
    const clusters = Array.from({ length: COUNT }, (_, at) => cluster(nameOf(at), labelsOf(at)));
    const sets = [
      set(repository.url, 'all', 'matchExpressions: [{ key: size, operator: Exists }]'),
      set(repository.url, 'even', 'matchLabels: { tier: even }'),
      set(repository.url, 'kept', 'matchLabels: { tier: odd }', 'syncPolicy: { applicationsSync: create-update }'),
    ];
    await apply(hub, [...clusters, ...sets].join('---'));
    await eventually('all of them', async () => (await rowsOf(hub)).length === 2 * COUNT);
    await hub.refresher.refresh({ hard: true });
    await hub.idle();
  }, 120_000);
  afterAll(() => world.stop(), 30_000);

  /** What looking at everything would change. */
  const wholeLook = () => touchedBy(hub, () => hub.refresher.refresh({ hard: true }));

  it.each<[string, () => string, readonly string[]]>([
    ['that nobody asks for touches nothing', () => cluster('c07', { ...labelsOf(7), note: 'x' }), []],
    [
      'of one label touches one Application of each set',
      () => cluster('c08', { ...labelsOf(8), size: 'large' }),
      ['all-c08', 'even-c08'],
    ],
    [
      'that takes a cluster from one set to another touches it in both',
      () => cluster('c08', { size: 'large', tier: 'odd' }),
      ['even-c08', 'kept-c08'],
    ],
    [
      'that takes it back leaves what a set may not delete',
      () => cluster('c08', { size: 'large', tier: 'even' }),
      ['even-c08', 'kept-c08'],
    ],
    [
      'that brings a cluster makes its Applications',
      () => cluster('c99', { tier: 'odd', size: 'small' }),
      ['all-c99', 'kept-c99'],
    ],
    [
      'of several clusters touches theirs',
      () => [1, 2].map((at) => cluster(nameOf(at), { ...labelsOf(at), size: 'huge' })).join('---'),
      ['all-c01', 'all-c02', 'even-c02', 'kept-c01'],
    ],
  ])(
    '%s, and a look at everything changes no more',
    async (_, manifest, expected) => {
      expect(await touchedBy(hub, () => apply(hub, manifest()))).toEqual(expected);
      expect(await wholeLook()).toEqual([]);
      await countersAgree(hub);
    },
    60_000,
  );

  it('goes together with a commit', async () => {
    const touched = await touchedBy(hub, async () => {
      const commit = await repository.commit({ 'README.md': 'x' });
      await Promise.all([
        hub.refresher.repositoryChanged([repository.url], undefined),
        apply(hub, cluster('c10', { ...labelsOf(10), size: 'large' })),
      ]);
      // Also what the commit did not touch is written down, a moment later.
      await eventually('the commit', async () => {
        const { rows } = await hub.parts.db.sql.query(
          'SELECT 1 FROM application WHERE removal IS NULL AND desired_revision <> $1',
          [commit],
        );
        return rows.length === 0;
      });
      await eventually('the change', async () =>
        (await rowsOf(hub)).some((row) => row.name === 'even-c10' && row.namespace === 'large'),
      );
    });
    expect(touched).toEqual(expect.arrayContaining(['all-c10', 'even-c10']));
    expect(await wholeLook()).toEqual([]);
  }, 60_000);

  it('that takes too much is held by the whole look', async () => {
    const manifests = Array.from({ length: 12 }, (_, at) =>
      cluster(nameOf(2 * at + 14), { size: 'small', tier: 'odd' }),
    );
    await apply(hub, manifests.join('---'));
    await eventually('held', async () => {
      const { rows } = await hub.parts.db.sql.query<{ held: { withdrawn: string[] } | null }>(
        "SELECT held FROM application_set WHERE name = 'even'",
      );
      return rows[0]?.held?.withdrawn.length === 12;
    });
    expect((await rowsOf(hub)).filter(({ name }) => name.startsWith('even-'))).toHaveLength(COUNT / 2);
    await countersAgree(hub);
  }, 60_000);

  it('that takes a cluster away takes its Applications', async () => {
    const touched = await touchedBy(hub, () =>
      hub.resources.remove({ kind: 'Cluster', name: 'c03' }, { actor: admin, cascade: true }),
    );
    expect(touched).toEqual(expect.arrayContaining(['all-c03', 'kept-c03']));
    expect((await rowsOf(hub)).some(({ name }) => name.endsWith('-c03'))).toBe(false);
  }, 60_000);
});

describe('one of a thousand clusters', () => {
  const CLUSTERS = 1_000;
  let world: HubWorld;
  let hub: Hub;
  beforeAll(async () => {
    world = await hubWorld();
    const { url } = await world.repository({ 'app/a.yaml': configMap('1') });
    hub = await world.hub({ mirrors: 'kept' });
    const clusters = Array.from({ length: CLUSTERS }, (_, at) => cluster(nameOf(at), labelsOf(at)));
    const sets = ['one', 'two', 'three'].map((name) =>
      set(url, name, 'matchExpressions: [{ key: size, operator: Exists }]'),
    );
    for (let at = 0; at < CLUSTERS; at += 250) await apply(hub, clusters.slice(at, at + 250).join('---'));
    await apply(hub, sets.join('---'));
    await waitUntil(async () => (await rowsOf(hub)).length === 3 * CLUSTERS, {
      what: 'all of them',
      timeoutMs: 120_000,
    });
    await hub.refresher.refresh({ hard: true });
    await hub.idle();
  }, 240_000);
  afterAll(() => world.stop(), 30_000);

  it('a label of it touches one Application of each set', async () => {
    const changed = cluster('c500', { ...labelsOf(500), size: 'large' });
    expect(await touchedBy(hub, () => apply(hub, changed))).toEqual(['one-c500', 'three-c500', 'two-c500']);
    expect((await rowsOf(hub)).filter(({ namespace }) => namespace === 'large')).toHaveLength(3);
    await countersAgree(hub);
  }, 60_000);

  it('a label that nobody asks for touches nothing', async () => {
    expect(await touchedBy(hub, () => apply(hub, cluster('c501', { ...labelsOf(501), note: 'x' })))).toEqual([]);
  }, 60_000);
});
