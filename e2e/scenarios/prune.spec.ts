import { applicationSet, configMap, type ApplicationContent } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a folder that is removed', () => {
  let world: World;
  const kube = () => world.kube('dev');

  beforeAll(async () => {
    world = await startWorld({
      name: 'prune',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'teams/red/config.yaml': [configMap('plan'), configMap('menu')],
        'teams/blue/config.yaml': configMap('plan'),
        'fleet/teams.yaml': teams({ repository, path: '{{.path.path}}', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['team-red', 'team-blue'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  /** One application per folder, all in one namespace. */
  const teams = (content: ApplicationContent) =>
    applicationSet(
      'teams',
      'team-{{.path.basename}}',
      [{ git: { repoURL: content.repository, revision: 'main', directories: [{ path: 'teams/*' }] } }],
      { ...content, namespace: `${content.namespace}-{{.path.basename}}` },
    );

  const names = async (team: string) =>
    (await kube().list('ConfigMap', `${world.namespace}-${team}`))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
      .sort();

  it('takes one object with it when one file goes', async () => {
    const commit = await world.git.commit({ 'teams/red/config.yaml': configMap('plan') });
    await world.untilHealthy(['team-red', 'team-blue'], commit);
    expect(await names('red')).toEqual(['plan']);
  });

  it('takes its application and its objects with it, and nothing that is not ours', async () => {
    const namespace = `${world.namespace}-red`;
    const mine = await kube().get('ConfigMap', namespace, 'plan');
    const { labels, annotations } = mine!.metadata;
    await kube().apply({ ...configMap('unmarked'), metadata: { name: 'unmarked', namespace } });
    // Marks that were copied along with the rest: the tracking id says that they are another object's.
    await kube().apply({ ...configMap('copied'), metadata: { name: 'copied', namespace, labels, annotations } });

    await world.git.commit({ 'teams/red': null }, 'Dissolve team red');
    await until('team-red to be gone', async () => !(await world.applications()).includes('team-red'));

    expect(await names('red')).toEqual(['copied', 'unmarked']);
    expect(await names('blue')).toEqual(['plan']);
    expect((await kube().get('Namespace', '', namespace))?.metadata['deletionTimestamp']).toBeUndefined();
    expect((await world.application('team-blue')).stage).toBe('DONE');
  });
});
