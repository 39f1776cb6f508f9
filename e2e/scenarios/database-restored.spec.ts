import { application, applicationSet, cluster, configMap } from '../world/content.ts';
import { textOf } from '../world/repository.ts';
import { backUpDatabase, type Backup } from '../world/store.ts';
import { openWire } from '../world/wire.ts';
import { wordsOf } from '../world/applications.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('Postgres is restored from a backup', () => {
  type On = 'dev' | 'staging';
  let world: World;
  let backup: Backup;
  let commit: string;
  let generation: number;
  let before: Record<string, string>;
  const suffixes = ['', '-going', '-newer', '-hand', '-made'];
  /** Of everything that runs: `cluster/namespace/name` → uid. */
  const running = async (on: On): Promise<Record<string, string>> => {
    const found = await Promise.all(
      suffixes.map((suffix) => world.kube(on).list('ConfigMap', world.namespace + suffix)),
    );
    const ours = found.flat().filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt');
    const nameOf = ({ namespace, name }: { namespace?: string; name: string }): string =>
      `${on}${namespace?.slice(world.namespace.length)}/${name}`;
    return Object.fromEntries(ours.map(({ metadata }) => [nameOf(metadata), metadata.uid]));
  };
  const published = async (): Promise<number> => {
    const wire = await openWire(world, (await world.identityOf('dev')).clusterId);
    const manifest = await wire.manifest();
    await wire.close();
    return manifest.generation;
  };
  const one = (name: string) => ({
    repository: world.repository,
    path: name,
    cluster: 'dev',
    namespace: `${world.namespace}-${name}`,
  });
  const apply = (name: string) =>
    world.hub.graphql('mutation ($manifests: String!) { apply(manifests: $manifests) { action } }', {
      manifests: textOf(application(name, one(name))),
    });
  const remove = (name: string) =>
    world.hub.graphql('mutation ($name: String!) { delete(kind: APPLICATION, name: $name) { message } }', { name });
  const gone = (name: string) => until(`${name} to be gone`, async () => !(await world.applications()).includes(name));
  const events = async (reason: string): Promise<string[]> => {
    const query = '{ events(first: 100) { nodes { reason message } } }';
    const found = await world.hub.graphql<{ events: { nodes: { reason: string; message: string }[] } }>(query);
    return found.events.nodes.filter((each) => each.reason === reason).map(({ message }) => message);
  };

  beforeAll(async () => {
    world = await startWorld({
      name: 'restored',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': [configMap('config', { version: '1' })],
        ...Object.fromEntries(
          ['going', 'newer', 'hand', 'made'].map((name) => [`${name}/config.yaml`, configMap(name)]),
        ),
        'fleet/app.yaml': applicationSet(
          'app',
          'app-{{.name}}',
          [{ clusters: { selector: { matchExpressions: [{ key: 'env', operator: 'Exists' }] } } }],
          { repository, path: 'app', cluster: '{{.name}}', namespace },
        ),
        'fleet/going.yaml': application('going', {
          ...{ repository, path: 'going', cluster: 'dev' },
          namespace: `${namespace}-going`,
        }),
      }),
    });
    await world.forget('staging');
    await apply('hand');
    await world.untilHealthy(['app-dev', 'going', 'hand'], await world.git.commit({}));
    backup = await backUpDatabase(world);

    // What the backup does not know: a release with another object, an application in Git and one by hand, two that left, a cluster.
    await world.git.commit({ 'fleet/going.yaml': null, 'fleet/newer.yaml': application('newer', one('newer')) });
    await Promise.all([apply('made'), remove('hand'), gone('going'), gone('hand')]);
    commit = await world.git.commit({
      'app/config.yaml': [configMap('config', { version: '2' }), configMap('another')],
      'fleet/clusters/staging.yaml': cluster('staging'),
    });
    await world.spoke('staging').start();
    await world.untilHealthy(['app-dev', 'app-staging', 'newer', 'made'], commit);
    before = { ...(await running('dev')), ...(await running('staging')) };
    generation = await published();
    await world.hub.stop();
    await backup.restore();
  });
  afterAll(() => world?.stop());

  it('nothing goes back, and nothing is pruned: what is published and what Git says goes on', async () => {
    const started = performance.now();
    await world.hub.start();
    await world.untilHealthy(['app-dev', 'newer'], commit);
    process.stderr.write(`restored, hub started → as in Git: ${Math.round(performance.now() - started)} ms\n`);
    const next = await world.git.commit({ 'newer/config.yaml': configMap('newer', { version: '3' }) });
    await world.untilHealthy(['app-dev', 'newer'], next);
    expect({ ...(await running('dev')), ...(await running('staging')) }).toEqual(before);
    expect(await published()).toBeGreaterThan(generation);
    expect(await world.applications()).not.toContain('going');
    expect((await events('DatabaseRestored')).join()).toMatch(/dev it knew generation \d+, and \d+ is published/);
  });

  it('what nobody can know is Unknown, with the reason, and stays as it runs', async () => {
    const made = await world.untilApplication('made', ({ sync }) => sync.status === 'UNKNOWN', 'to be unknown');
    expect(wordsOf(made)).toMatch(
      /withdrawn without order[^]*restored from a backup that is older than this Application/,
    );
    await apply('made');
    await world.untilApplication('made', ({ stage }) => stage === 'DONE', 'to be declared again');
    expect((await running('dev'))['dev-made/made']).toBe(before['dev-made/made']);
  });

  it('what left after the backup does not come back by itself', async () => {
    const hand = await world.application('hand');
    expect(hand.sync.status).toBe('UNKNOWN');
    expect(wordsOf(hand)).toContain('after that backup this Application left its cluster');
    expect(await running('dev')).not.toHaveProperty('dev-hand/hand');
    await apply('hand');
    await world.untilApplication('hand', ({ stage }) => stage === 'DONE', 'to be back');
    expect(await running('dev')).toHaveProperty('dev-hand/hand');
  });

  it('a cluster that joined after it heals on, is named, and goes on with what it has when it joins again', async () => {
    expect((await events('UnknownCluster')).join()).toMatch(/does not know.*default\/argocd\/app-staging/);
    const config = () => world.kube('staging').get('ConfigMap', world.namespace, 'config');
    await world.kube('staging').patch('ConfigMap', world.namespace, 'config', { data: { version: 'by hand' } });
    await until('the drift to be healed', async () => (await config())?.data.version === '2');
    await world.spoke('staging').stop();
    await world.spoke('staging').join();
    await world.untilApplication('app-staging', ({ stage }) => stage === 'DONE', 'to be done');
    expect((await running('staging'))['staging/config']).toBe(before['staging/config']);
  });
});
