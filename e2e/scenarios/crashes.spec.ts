import { applicationSet, configMap, deployment, list } from '../world/content.ts';
import { CLUSTERS, startWorld, type World } from '../world/world.ts';

describe('a crash in the middle of a change', () => {
  const names = CLUSTERS.map((name) => `app-${name}`);
  let world: World;
  let version = 1;

  const content = (tag: string) => ({
    'app/app.yaml': [deployment('web', { image: `registry.example.com/web:${tag}` }), configMap('config', { tag })],
  });

  beforeAll(async () => {
    world = await startWorld({
      name: 'crashes',
      files: ({ repository, namespace }) => ({
        ...content('v1'),
        'fleet/app.yaml': applicationSet('app', 'app-{{.env}}', [list(CLUSTERS.map((env) => ({ env })))], {
          repository,
          path: 'app',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
    await world.untilHealthy(names, await world.git.commit({}));
  });
  afterAll(() => world?.stop());

  /** Who, how, and how many milliseconds after the push: while it is fetched, rendered, published, applied. */
  const crashes: [string, () => Promise<void>, number[]][] = [
    ['a spoke', () => world.spoke('staging').kill9(), [200]],
    ['the hub', () => world.hub.kill9(), [0, 150, 300]],
    ['nats-server', async () => (await world.nats.kill(), await world.nats.restart()), [0, 200]],
    ['Postgres', async () => (await world.postgres.kill(), await world.postgres.restart()), [0, 150, 300]],
  ];

  it.each(crashes)('of %s is followed by convergence', async (_who, crash, moments) => {
    for (const moment of moments) {
      version += 1;
      const commit = await world.git.commit(content(`v${version}`));
      await passed(moment);
      await crash();
      await world.untilHealthy(names, commit, 60_000);
      for (const name of CLUSTERS) {
        const config = await world.kube(name).get('ConfigMap', world.namespace, 'config');
        expect(config?.data).toEqual({ tag: `v${version}` });
      }
    }
  });
});

/** The one place where time itself is what is tested: when in the change the crash comes. */
const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
