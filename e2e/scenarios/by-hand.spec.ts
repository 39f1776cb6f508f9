import { application, configMap } from '../world/content.ts';
import { textOf } from '../world/repository.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('an application that is written by hand', () => {
  const MANUAL = { syncOptions: ['CreateNamespace=true'] };
  let world: World;
  const configMaps = async () =>
    (await world.kube('dev').list('ConfigMap', world.namespace))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
      .sort();
  const apply = (name: string, path: string, syncPolicy?: object) => {
    const { repository, namespace } = world;
    const content = { repository, path, cluster: 'dev', namespace, ...(syncPolicy && { syncPolicy }) };
    return world.hub.graphql('mutation ($manifests: String!) { apply(manifests: $manifests) { action } }', {
      manifests: textOf(application(name, content)),
    });
  };
  const sync = (name: string, options: object = {}) =>
    world.hub.graphql('mutation ($input: SyncInput!) { sync(input: $input) { name } }', {
      input: { application: { name }, ...options },
    });
  const remove = (name: string, cascade: boolean) =>
    world.hub.graphql(
      'mutation ($name: String!, $cascade: Boolean!) { delete(kind: APPLICATION, name: $name, cascade: $cascade) { message } }',
      { name, cascade },
    );
  const gone = (name: string) => until(`${name} to be gone`, async () => !(await world.applications()).includes(name));

  beforeAll(async () => {
    world = await startWorld({
      name: 'by-hand',
      clusters: ['dev'],
      files: () => ({
        'manual/config.yaml': [configMap('a'), configMap('b')],
        'automatic/config.yaml': configMap('c'),
      }),
    });
  });
  afterAll(() => world?.stop());

  it('waits for a person where it is not automated', async () => {
    await apply('manual', 'manual', MANUAL);
    const { waitReasons } = await world.untilApplication('manual', ({ stage }) => stage === 'HELD', 'to be held');
    expect(waitReasons.map(({ kind }) => kind)).toContain('manual');
    expect(await world.kube('dev').get('Namespace', '', world.namespace)).toBeUndefined();
  });

  it('goes on when it is synced', async () => {
    await sync('manual');
    const { operation } = await world.untilApplication('manual', ({ stage }) => stage === 'DONE', 'to be done');
    expect(operation).toMatchObject({ phase: 'SUCCEEDED', initiatedBy: 'admin' });
    expect(await configMaps()).toEqual(['a', 'b']);
  });

  it('prunes only when it is told to', async () => {
    const commit = await world.git.commit({ 'manual/config.yaml': configMap('a', { key: 'newer' }) });
    const held = ({ stage, revisions }: { stage: string; revisions: { desired: string | null } }) =>
      stage === 'HELD' && revisions.desired === commit;
    await world.untilApplication('manual', held, 'to be held at the new commit');
    await sync('manual');
    const left = await world.untilApplication(
      'manual',
      ({ sync: found, revisions }) => revisions.applied === commit && /prune/.test(found.reason ?? ''),
      'to say that something is left to prune',
    );
    expect(left.sync.status).toBe('OUT_OF_SYNC');
    expect(await configMaps()).toEqual(['a', 'b']);
    await sync('manual', { prune: true });
    await world.untilHealthy(['manual'], commit);
    expect(await configMaps()).toEqual(['a']);
  });

  it('is synced by itself where it is automated', async () => {
    await apply('automatic', 'automatic');
    await world.untilApplication('automatic', ({ stage }) => stage === 'DONE', 'to be done');
    expect(await configMaps()).toEqual(['a', 'c']);
  });

  it('that is deleted takes its objects with it', async () => {
    await remove('automatic', true);
    await gone('automatic');
    expect(await configMaps()).toEqual(['a']);
  });

  it('that is deleted without cascade leaves them, without our marks', async () => {
    await remove('manual', false);
    await gone('manual');
    const { metadata } = (await world.kube('dev').get('ConfigMap', world.namespace, 'a'))!;
    expect(JSON.stringify({ ...metadata.labels, ...metadata.annotations })).not.toContain('wheelhouse.dev');
  });
});
