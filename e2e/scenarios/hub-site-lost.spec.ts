import { application, configMap } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('the whole site of the hub is lost: database, NATS and keys, and nothing was backed up but Git', () => {
  let lost: World;
  let world: World;
  const kube = () => lost.kube('dev');
  const config = (name: string) => kube().get('ConfigMap', lost.namespace, name);
  const files = (repository: string, ...names: string[]) => ({
    'app/config.yaml': names.map((name) => configMap(name, { version: '1' })),
    'fleet/app.yaml': application('app', { repository, path: 'app', cluster: 'dev', namespace: lost.namespace }),
  });

  beforeAll(async () => {
    lost = await startWorld({ name: 'site', clusters: ['dev'] });
    const commit = await lost.git.commit(files(lost.repository, 'one', 'two', 'left'));
    await lost.untilHealthy(['app'], commit);
    await lost.hub.stop();
    await Promise.all([lost.nats.kill(), lost.postgres.kill()]);
  });
  afterAll(async () => {
    await world?.stop();
    await lost?.stop();
  });

  it('what runs goes on running, and is healed without a hub, also by a spoke that begins anew', async () => {
    await lost.spoke('dev').kill9();
    await kube().patch('ConfigMap', lost.namespace, 'one', { data: { version: 'by hand' } });
    await until('the drift to be healed', async () => (await config('one'))?.data.version === '1');
    await lost.spoke('dev').stop();
  });

  it('a new hub, with new keys, takes over what is there: nothing is made anew, and what left Git meanwhile stays', async () => {
    const before = (await Promise.all(['one', 'two', 'left'].map(config))).map((found) => found?.metadata.uid);
    world = await startWorld({
      name: 'site-again',
      clusters: ['dev'],
      remembered: true,
      files: ({ repository }) => files(repository, 'one', 'two'),
    });
    await world.untilHealthy(['app'], await world.git.commit({}));
    const commit = await world.git.commit({
      'app/config.yaml': [configMap('one', { version: '2' }), configMap('two')],
    });
    await world.untilHealthy(['app'], commit);
    expect((await config('one'))?.data.version).toBe('2');
    const after = (await Promise.all(['one', 'two', 'left'].map(config))).map((found) => found?.metadata.uid);
    expect(after).toEqual(before);
  });
});
