import { application, configMap, project } from '../world/content.ts';
import { startWorld, type World } from '../world/world.ts';

describe('a project that is made after a cluster joined', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      name: 'new-project',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('config'),
        'fleet/apps.yaml': [application('first', { repository, path: 'app', cluster: 'dev', namespace })],
      }),
    });
    await world.untilHealthy(['first'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  /** Own content, so that no other project's bundle can stand in for it. */
  const content = (name: string, destination: string) => {
    const { repository, namespace } = world;
    return {
      [`${name}/config.yaml`]: configMap(name, { of: name }),
      [`fleet/${name}.yaml`]: [
        project(name, {
          sourceRepos: [repository],
          destinations: [{ name: destination, namespace: `${namespace}-*` }],
        }),
        application(name, { repository, path: name, cluster: 'dev', namespace: `${namespace}-${name}`, project: name }),
      ],
    };
  };
  const applied = (name: string) => world.kube('dev').get('ConfigMap', `${world.namespace}-${name}`, name);

  it('reaches the cluster, without a restart of anything', async () => {
    const commit = await world.git.commit(content('late', 'dev'), 'Add a project and its application');
    await world.untilHealthy(['first', 'late'], commit);
    expect((await applied('late'))?.data).toEqual({ of: 'late' });
  });

  it('reaches it as soon as its destinations do', async () => {
    await world.git.commit(content('widened', 'staging'), 'Add a project for another cluster');
    await world.untilApplication('widened', ({ conditions }) => conditions.length > 0, 'to be refused');
    const commit = await world.git.commit(content('widened', 'dev'), 'Let the project reach dev');
    await world.untilHealthy(['widened'], commit);
    expect((await applied('widened'))?.data).toEqual({ of: 'widened' });
  });
});
