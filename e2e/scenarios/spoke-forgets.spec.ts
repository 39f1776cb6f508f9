import { applicationSet, configMap } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('the Secrets of a spoke are deleted', () => {
  const NAMESPACE = 'wheelhouse-system';
  let world: World;
  const kube = () => world.kube('dev');
  const secrets = async () => (await kube().list('Secret', NAMESPACE)).map(({ metadata }) => metadata.name).sort();
  const remove = async (wanted: RegExp) => {
    const found = (await secrets()).filter((name) => wanted.test(name));
    expect(found).not.toEqual([]);
    for (const name of found) await kube().delete('Secret', NAMESPACE, name);
  };
  /** How often it found an application by its marks, since the world began. */
  const readoptions = async () => (await world.spoke('dev').log()).split('its state was lost').length;
  const team = (name: string, ...objects: string[]) => ({
    [`teams/${name}/config.yaml`]: objects.map((each) => configMap(each)),
  });
  const names = async (name: string) =>
    (await kube().list('ConfigMap', `${world.namespace}-${name}`))
      .map(({ metadata }) => metadata.name)
      .filter((each) => each !== 'kube-root-ca.crt')
      .sort();
  const events = async (): Promise<string[]> => {
    const query = '{ events(first: 100, filter: { cluster: "dev" }) { nodes { reason message } } }';
    const found = await world.hub.graphql<{ events: { nodes: { reason: string; message: string }[] } }>(query);
    return found.events.nodes.map(({ reason, message }) => `${reason}: ${message}`);
  };

  beforeAll(async () => {
    world = await startWorld({
      name: 'forgets',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        ...team('red', 'a', 'b', 'c'),
        ...team('blue', 'a', 'b'),
        'fleet/teams.yaml': applicationSet(
          'teams',
          'team-{{.path.basename}}',
          [{ git: { repoURL: repository, revision: 'main', directories: [{ path: 'teams/*' }] } }],
          { repository, path: '{{.path.path}}', cluster: 'dev', namespace: `${namespace}-{{.path.basename}}` },
        ),
      }),
    });
    await world.untilHealthy(['team-red', 'team-blue'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it('while it runs: they are stored again, and nothing else happens', async () => {
    const before = await readoptions();
    await remove(/^wheelhouse-/);
    const all = ['wheelhouse-identity', 'wheelhouse-manifest', 'wheelhouse-epoch'];
    await until('its Secrets', async () => {
      const found = await secrets();
      return all.every((name) => found.includes(name)) && found.some((name) => /^wheelhouse-(app|pack)-/.test(name));
    });
    expect(await world.spoke('dev').log()).toContain('somebody deleted a Secret of this spoke');
    await world.untilHealthy(['team-red', 'team-blue'], await world.git.commit(team('blue', 'a', 'b', 'c')));
    // Another process finds all that it needs in them.
    await world.spoke('dev').stop();
    await world.spoke('dev').start();
    await world.untilHealthy(['team-red', 'team-blue'], await world.git.commit(team('red', 'a', 'b', 'c', 'd')));
    expect(await names('red')).toEqual(['a', 'b', 'c', 'd']);
    expect(await readoptions()).toBe(before);
  });

  it('all of them, and the spoke is gone: it joins again, finds what is ours, and prunes by order only', async () => {
    const kept = (await kube().get('ConfigMap', `${world.namespace}-red`, 'a'))!.metadata.uid;
    await world.spoke('dev').stop('SIGKILL');
    await world.forget('dev');
    const { labels, annotations } = (await kube().get('ConfigMap', `${world.namespace}-red`, 'a'))!.metadata;
    const copied = { name: 'copied', namespace: `${world.namespace}-red`, labels, annotations };
    await kube().apply({ ...configMap('copied'), metadata: copied });
    // Meanwhile an object and a whole application leave Git.
    const commit = await world.git.commit({ ...team('red', 'a', 'b'), 'teams/blue': null });
    await world.untilApplication('team-red', ({ revisions }) => revisions.published === commit, 'to be published');
    expect(await names('blue')).toEqual(['a', 'b', 'c']);
    await world.spoke('dev').start();
    await world.untilHealthy(['team-red'], commit);
    await until('team-blue to be gone', async () => !(await world.applications()).includes('team-blue'));
    expect(await names('red')).toEqual(['a', 'b', 'copied']);
    expect(await names('blue')).toEqual([]);
    expect((await kube().get('ConfigMap', `${world.namespace}-red`, 'a'))!.metadata.uid).toBe(kept);
    await until('the hub to say so', async () => (await events()).some((text) => text.startsWith('StateLost')));
  });

  it('all but its identity, while the hub is away: nothing is pruned before the hub is back', async () => {
    await world.spoke('dev').stop('SIGKILL');
    await world.hub.stop();
    await world.nats.stop();
    const before = await readoptions();
    await remove(/^wheelhouse-(manifest|epoch|app|bundle|pack)/);
    const commit = await world.git.commit(team('red', 'a'));
    await world.spoke('dev').start();
    await until('it to find what is ours', async () => (await readoptions()) > before);
    expect(await names('red')).toEqual(['a', 'b', 'copied']);
    await world.nats.restart();
    await world.hub.start();
    await world.untilHealthy(['team-red'], commit);
    expect(await names('red')).toEqual(['a', 'copied']);
  });

  it('that of one application: what it had is found by its marks', async () => {
    await world.spoke('dev').stop();
    await remove(/^wheelhouse-(app|pack)-/);
    const commit = await world.git.commit(team('red', 'z'));
    await world.spoke('dev').start();
    await world.untilHealthy(['team-red'], commit);
    expect(await names('red')).toEqual(['copied', 'z']);
  });
});
