import { application, configMap } from '../world/content.ts';
import { startWorld, until, type World } from '../world/world.ts';

interface Keys {
  readonly signing: readonly { readonly id: string; readonly state: string }[];
  readonly projects: readonly { readonly id: string; readonly project: string; readonly blobs: number }[];
}

describe('keys are exchanged without an interruption', () => {
  let world: World;
  let value = 0;

  beforeAll(async () => {
    world = await startWorld({
      name: 'key-rotation',
      clusters: ['dev', 'staging'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('beside', { value: '0' }),
        'fleet/apps.yaml': ['dev', 'staging'].map((cluster) =>
          application(`app-${cluster}`, { repository, path: 'app', cluster, namespace }),
        ),
      }),
    });
    await world.untilHealthy(NAMES, await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  const keys = async (): Promise<Keys> =>
    (await world.hub.graphql<{ keys: Keys }>('{ keys { signing { id state } projects { id project blobs } } }')).keys;
  /** One commit after the other arrives for as long as the exchange lasts, and once more. Answers with how many did. */
  async function commitsUntil(exchanged: () => Promise<boolean>): Promise<number> {
    let arrived = 0;
    for (let last = false; ;) {
      value += 1;
      const commit = await world.git.commit({ 'app/config.yaml': configMap('beside', { value: String(value) }) });
      await world.untilHealthy(NAMES, commit);
      arrived += 1;
      if (last) return arrived;
      last = await exchanged();
    }
  }
  const refusals = async (): Promise<unknown> => {
    const query = '{ clusters(first: 10) { nodes { name refusals { kind reason } } } }';
    const { clusters } = await world.hub.graphql<{ clusters: { nodes: { name: string; refusals: unknown[] }[] } }>(
      query,
    );
    return clusters.nodes.flatMap((cluster) => cluster.refusals);
  };

  it('a project’s: commits arrive, what is stored is sealed anew, the old key goes', async () => {
    const before = (await keys()).projects.map(({ id }) => id);
    expect(before).toHaveLength(1);
    await world.hub.graphql('mutation { rotateProjectKey(project: "default") { message } }');
    await commitsUntil(async () => {
      const now = (await keys()).projects;
      return now.length === 1 && !before.includes(now[0]!.id);
    });
    expect(await refusals()).toEqual([]);
  }, 120_000);

  it('the one that signs: commits arrive, and the old key is trusted no longer', async () => {
    const [before] = (await keys()).signing;
    await world.hub.graphql('mutation { rotateSigningKey { message } }');
    await commitsUntil(async () => {
      const now = (await keys()).signing;
      return now.length === 1 && now[0]!.id !== before!.id;
    });
    expect(await refusals()).toEqual([]);
  }, 120_000);

  it('and a spoke that was away meanwhile finds its way', async () => {
    await world.spoke('staging').stop();
    const [before] = (await keys()).signing;
    await world.hub.graphql('mutation { rotateProjectKey(project: "default") { message } }');
    await world.hub.graphql('mutation { rotateSigningKey { message } }');
    await until('both to be exchanged', async () => {
      const now = await keys();
      return now.signing.length === 1 && now.signing[0]!.id !== before!.id && now.projects.length === 1;
    });
    const commit = await world.git.commit({ 'app/config.yaml': configMap('beside', { value: 'after' }) });
    await world.untilHealthy(['app-dev'], commit);
    await world.spoke('staging').start();
    await world.untilHealthy(NAMES, commit, 60_000);
  }, 180_000);
});

const NAMES = ['app-dev', 'app-staging'];
