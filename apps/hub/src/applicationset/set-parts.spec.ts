import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hub } from '../hub.ts';
import { hubWorld, type Files, type HubWorld, type Repository } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually } from '../hub-testing/shop.ts';

const base = (value: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { value: '${value}' }
`;
const overlay = (prefix: string, extra = ''): string => `resources: [../../base]\nnamePrefix: ${prefix}-\n${extra}`;
const NAMES = ['a', 'b', 'c', 'd'];
const CLUSTERS = ['dev', 'prod'];

const setOf = (url: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop, namespace: argocd }
spec:
  goTemplate: true
  generators:
${CLUSTERS.map(
  (name) => `    - git:
        repoURL: '${url}'
        revision: main
        directories: [{ path: overlays/* }]
        values: { cluster: ${name} }`,
).join('\n')}
  template:
    metadata: { name: '{{.path.basename}}-{{.values.cluster}}' }
    spec:
      project: default
      source: { repoURL: '${url}', targetRevision: main, path: '{{.path.path}}' }
      destination: { name: '{{.values.cluster}}', namespace: shop }
      syncPolicy: { automated: {} }
`;

async function rowsOf(hub: Hub, columns: string): Promise<Record<string, string>> {
  const { rows } = await hub.parts.db.sql.query<{ name: string; value: string }>(
    `SELECT name, concat_ws(' ', ${columns}) AS value FROM application ORDER BY name`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}
const rungs = (hub: Hub) => rowsOf(hub, 'desired_bundle, desired_spec, removal');
const revisions = async (hub: Hub) => [...new Set(Object.values(await rowsOf(hub, 'desired_revision')))];

/** Until the set's facts are those of this commit, and nothing is under way. */
async function settled(hub: Hub, repository: Repository, commit: string): Promise<void> {
  await hub.refresher.repositoryChanged([repository.url], undefined);
  await eventually(`${commit} resolved`, async () => {
    const { rows } = await hub.parts.db.sql.query('SELECT 1 FROM repository_revision WHERE commit = $1', [commit]);
    return rows.length > 0;
  });
  await hub.idle();
}

describe('a commit', () => {
  let world: HubWorld;
  let hub: Hub;
  let repository: Repository;
  beforeAll(async () => {
    world = await hubWorld();
    const overlays = NAMES.map((name): [string, string] => [`overlays/${name}/kustomization.yaml`, overlay(name)]);
    repository = await world.repository({
      'base/kustomization.yaml': 'resources: [config.yaml]\n',
      'base/config.yaml': base('1'),
      ...Object.fromEntries(overlays),
    });
    hub = await world.hub({ mirrors: 'kept' });
    await apply(hub, [...CLUSTERS.map(cluster), setOf(repository.url)].join('---'));
    await eventually('all rendered', async () => Object.keys(await rungs(hub)).length === 8);
    await hub.idle();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const push = async (files: Files): Promise<{ commit: string; renders: number; changed: readonly string[] }> => {
    const [renders, before] = [hub.parts.renderer.renders, await rungs(hub)];
    const commit = await repository.commit(files);
    await settled(hub, repository, commit);
    const after = await rungs(hub);
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const changed = names.filter((name) => before[name] !== after[name]);
    return { commit, renders: hub.parts.renderer.renders - renders, changed };
  };

  it.each<[string, Files, number, readonly string[]]>([
    [
      'of one overlay renders it once for both clusters',
      { 'overlays/a/kustomization.yaml': overlay('a2') },
      1,
      ['a-dev', 'a-prod'],
    ],
    ['of nothing that is read renders nothing', { 'README.md': 'x' }, 0, []],
    ['of a file that nobody names renders nothing', { 'base/notes.txt': 'x' }, 4, []],
    [
      'of the base renders all',
      { 'base/config.yaml': base('2') },
      4,
      NAMES.flatMap((one) => [`${one}-dev`, `${one}-prod`]),
    ],
    [
      'that says the same in other words changes nothing',
      { 'overlays/b/kustomization.yaml': `# same\n${overlay('b')}` },
      1,
      [],
    ],
    [
      'of a new overlay makes its Applications',
      { 'overlays/e/kustomization.yaml': overlay('e') },
      1,
      ['e-dev', 'e-prod'],
    ],
    [
      'that breaks an overlay leaves it as it was',
      { 'overlays/c/kustomization.yaml': 'resources: [lost.yaml]\n' },
      0,
      [],
    ],
    ['beside what is broken', { 'overlays/b/kustomization.yaml': overlay('b2') }, 1, ['b-dev', 'b-prod']],
    ['that mends it', { 'overlays/c/kustomization.yaml': overlay('c2') }, 1, ['c-dev', 'c-prod']],
    ['of one overlay after all that', { 'overlays/d/kustomization.yaml': overlay('d2') }, 1, ['d-dev', 'd-prod']],
  ])('%s', async (_, files, renders, changed) => {
    const found = await push(files);
    expect(found.changed).toEqual(changed);
    expect(found.renders).toBeLessThanOrEqual(renders);
    // What was not touched follows; what is broken stands where it was well.
    const broken =
      Object.keys(files).includes('overlays/c/kustomization.yaml') || files['overlays/b/kustomization.yaml'];
    if (!broken) await eventually('all at it', async () => String(await revisions(hub)) === found.commit);
    // A look at everything finds nothing else.
    const before = await rungs(hub);
    await hub.refresher.refresh({ hard: true });
    await hub.idle();
    expect(await rungs(hub)).toEqual(before);
  });

  it('is seen as a whole by a hub that was away, which renders nothing that is known', async () => {
    const { commit } = await push({ 'README.md': 'y' });
    await eventually('all at it', async () => String(await revisions(hub)) === commit);
    const before = await rungs(hub);
    const database = hub.parts.config.databaseUrl;
    await world.stopHubs();
    hub = await world.hub({ database, mirrors: 'kept' });
    await eventually('fetched', async () => {
      const { rows } = await hub.parts.db.sql.query('SELECT 1 FROM repository WHERE problem IS NULL');
      return rows.length > 0;
    });
    await hub.idle();
    expect(await rungs(hub)).toEqual(before);
    expect(hub.parts.renderer.renders).toBe(0);
    const found = await push({ 'overlays/a/kustomization.yaml': overlay('a3') });
    expect(found).toMatchObject({ changed: ['a-dev', 'a-prod'], renders: 1 });
  }, 30_000);

  it('that a hub released and did not settle before it died is settled by the next one', async () => {
    const [before] = await revisions(hub);
    const { commit } = await push({ 'README.md': 'z' });
    await eventually('all at it', async () => String(await revisions(hub)) === commit);
    const database = hub.parts.config.databaseUrl;
    await world.stopHubs();
    hub = await world.hub({ database, mirrors: 'kept', start: false });
    await hub.parts.db.sql.query(`UPDATE application SET desired_revision = $1 WHERE name LIKE 'b-%'`, [before]);
    await hub.start();
    await eventually('all at it again', async () => String(await revisions(hub)) === commit);
  }, 30_000);

  it('is followed by what is changed by hand at the same time', async () => {
    const commit = await repository.commit({ 'overlays/b/kustomization.yaml': overlay('b4') });
    await Promise.all([
      hub.refresher.repositoryChanged([repository.url], undefined),
      apply(hub, setOf(repository.url).replace('namespace: shop', 'namespace: shop2')),
    ]);
    await settled(hub, repository, commit);
    const { rows } = await hub.parts.db.sql.query<{ namespace: string }>(
      `SELECT DISTINCT manifest #>> '{spec,destination,namespace}' AS namespace FROM application`,
    );
    expect(rows).toEqual([{ namespace: 'shop2' }]);
    await eventually('all at it', async () => String(await revisions(hub)) === commit);
  });
});
