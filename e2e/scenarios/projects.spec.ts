import { wordsOf } from '../world/applications.ts';
import { application, configMap, project } from '../world/content.ts';
import { startWorld, type World } from '../world/world.ts';
import { createViewer } from '../world/viewer.ts';

describe('a project', () => {
  let world: World;
  const EVERYWHERE = [{ name: '*', server: '*', namespace: '*' }];

  beforeAll(async () => {
    world = await startWorld({
      name: 'projects',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => {
        const app = (name: string, of: string, more: object = {}) =>
          application(name, {
            repository,
            path: 'app',
            cluster: 'dev',
            namespace: `${namespace}-${name}`,
            project: of,
            ...more,
          });
        return {
          'app/config.yaml': configMap('config'),
          'role/role.yaml': {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRole',
            metadata: { name: `${namespace}-reader` },
            rules: [],
          },
          'fleet/projects.yaml': [
            project('shop', {
              sourceRepos: [repository],
              destinations: [{ name: 'dev', namespace: `${namespace}-*` }],
            }),
            project('bank', { sourceRepos: ['https://git.example.com/bank/*'], destinations: EVERYWHERE }),
          ],
          'fleet/apps.yaml': [
            app('right', 'shop'),
            app('wrong-source', 'bank'),
            app('wrong-cluster', 'shop', { cluster: 'staging' }),
            app('wrong-kind', 'shop', { path: 'role' }),
          ],
        };
      },
    });
    await world.untilHealthy(['right'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  it.each([
    ['a source that it does not list', 'wrong-source', /project bank does not allow the source .*sourceRepos/s],
    [
      'a destination that it does not list',
      'wrong-cluster',
      /project shop does not allow the destination staging.*destinations/s,
    ],
    [
      'a kind that it does not list',
      'wrong-kind',
      /project shop does not allow objects of kind .*ClusterRole.*clusterResourceWhitelist/s,
    ],
  ])('refuses %s, with the reason', async (_what, name, words) => {
    const refused = await world.untilApplication(name, ({ conditions }) => conditions.length > 0, 'to say why');
    expect(wordsOf(refused)).toMatch(words);
    expect(refused.revisions.published).toBeNull();
    expect(await world.kube('dev').get('Namespace', '', `${world.namespace}-${name}`)).toBeUndefined();
  });

  it('is all that its viewers see', async () => {
    const token = await createViewer(world, { name: 'bob', projects: ['bank'] });
    const query = `{
      viewer { name projects }
      applications(first: 50) { totalCount nodes { name } }
      application(name: "right") { name }
      projects(first: 50) { nodes { name } }
      fleet { counts { total } }
      events(first: 50) { nodes { application { name } } }
    }`;
    const seen = await world.hub.graphql<Seen>(query, {}, token);
    expect(seen.viewer).toEqual({ name: 'bob', projects: ['bank'] });
    expect(seen.applications).toEqual({ totalCount: 1, nodes: [{ name: 'wrong-source' }] });
    expect(seen.application).toBeNull();
    expect(seen.projects.nodes).toEqual([{ name: 'bank' }]);
    expect(JSON.stringify(seen)).not.toMatch(/right|shop/);
  });

  it('is closed to who only looks at another', async () => {
    const token = await createViewer(world, { name: 'eve', projects: ['bank'] });
    const mutation = 'mutation { sync(input: { application: { name: "right", project: "shop" } }) { name } }';
    await expect(world.hub.graphql(mutation, {}, token)).rejects.toThrow(/no (such )?application/i);
    await expect(world.hub.graphql('{ fleet { version } }', {}, 'nobody')).rejects.toThrow();
  });
});

interface Seen {
  readonly viewer: { name: string; projects: string[] };
  readonly applications: { totalCount: number; nodes: { name: string }[] };
  readonly application: unknown;
  readonly projects: { nodes: { name: string }[] };
}
