import { wordsOfCondition } from '../world/applications.ts';
import { applicationSet, configMap, deployment, list } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('what is broken changes nothing, and says why', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      name: 'broken',
      clusters: ['dev'],
      files: (start) => ({
        'apps/good/config.yaml': configMap('good'),
        'apps/bad/deployment.yaml': deployment('bad'),
        'fleet/apps.yaml': appsOf(start, [{ app: 'good' }, { app: 'bad' }]),
      }),
    });
    await world.untilHealthy(['good', 'bad'], await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  const appsOf = ({ repository, namespace }: { repository: string; namespace: string }, elements: object[]) =>
    applicationSet('apps', '{{.app}}', [list(elements)], {
      repository,
      path: 'apps/{{.app}}',
      cluster: 'dev',
      namespace: `${namespace}-{{.app}}`,
    });
  const bad = async () => (await world.kube('dev').get('Deployment.apps', `${world.namespace}-bad`, 'bad'))?.metadata;
  const errorOfSet = async () =>
    (await world.applicationSet('apps')).conditions.find(({ type }) => type === 'ErrorOccurred')!;

  it('a render: with file and line on its application, while others go on', async () => {
    const before = await bad();
    const commit = await world.git.commit({
      'apps/bad/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: [bad\n',
      'apps/good/config.yaml': configMap('good', { key: 'other' }),
    });
    await world.untilHealthy(['good'], commit);
    const { conditions, health } = await world.untilApplication(
      'bad',
      (one) => one.conditions.length > 0,
      'to say why',
    );
    expect(conditions.map(wordsOfCondition).join('\n')).toMatch(/apps\/bad\/deployment\.yaml:[45]/);
    expect(health.status).toBe('HEALTHY');
    expect(await bad()).toEqual(before);

    const mended = await world.git.commit({ 'apps/bad/deployment.yaml': deployment('bad') });
    await world.untilHealthy(['good', 'bad'], mended);
    expect((await world.application('bad')).conditions).toEqual([]);
  });

  it('a generator: on the set, and no application is withdrawn', async () => {
    const before = await bad();
    await world.git.commit({ 'fleet/apps.yaml': appsOf(world, [{ app: 'good' }, { wrong: 'bad' }]) });
    const error = await until('the set to say why', async () => {
      const found = await errorOfSet();
      return /app/.test(found.message) && found.severity === 'ERROR' ? found : undefined;
    });
    expect(error.message).toMatch(/no (entry|key|value).*"?app"?/i);
    expect(await world.applications()).toEqual(['bad', 'good']);
    expect(await bad()).toEqual(before);

    const mended = await world.git.commit({ 'fleet/apps.yaml': appsOf(world, [{ app: 'good' }, { app: 'bad' }]) });
    await world.untilHealthy(['good', 'bad'], mended);
  });

  it('a set that does not parse: among the problems of the fleet, and it stays as it was', async () => {
    const before = await bad();
    await world.git.commit({ 'fleet/apps.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {\n' });
    const problems = await until('the fleet to say why', async () => {
      const found = await world.fleetProblems();
      return found.length > 0 ? found : undefined;
    });
    expect(problems.join('\n')).toMatch(/fleet\/apps\.yaml:\d/);
    expect(await world.applications()).toEqual(['bad', 'good']);
    expect(await bad()).toEqual(before);
  });
});
