import { applicationSet, IMAGE, list, overlays } from '../world/content.ts';
import { CLUSTERS, startWorld, type World } from '../world/world.ts';

describe('a commit', () => {
  const names = ['web-dev', 'web-production', 'web-staging'];
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      name: 'commit',
      files: ({ repository, namespace }) => ({
        ...overlays('web', {
          dev: { tag: '1.0.0' },
          staging: { tag: '1.0.0', replicas: 2 },
          production: { tag: '0.9.0' },
        }),
        'fleet/web.yaml': applicationSet('web', 'web-{{.env}}', [list(CLUSTERS.map((env) => ({ env })))], {
          repository,
          path: 'web/overlays/{{.env}}',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
  });
  afterAll(() => world?.stop());

  const deployed = (cluster: (typeof CLUSTERS)[number]) =>
    world.kube(cluster).get('Deployment.apps', world.namespace, 'web');
  const image = async (cluster: (typeof CLUSTERS)[number]) =>
    (await deployed(cluster))?.spec.template.spec.containers[0].image;

  it('becomes one application per cluster, each with its own overlay', async () => {
    const commit = await world.git.commit({}, 'Say it again');
    await world.untilHealthy(names, commit);
    expect(await image('dev')).toBe(`${IMAGE}:1.0.0`);
    expect(await image('production')).toBe(`${IMAGE}:0.9.0`);
    expect((await deployed('staging'))?.spec.replicas).toBe(2);
    expect((await deployed('staging'))?.status.readyReplicas).toBe(2);
  });

  it('is healthy on three clusters soon after the push', async () => {
    const tags = { dev: { tag: '1.1.0' }, staging: { tag: '1.1.0' }, production: { tag: '1.1.0' } };
    const commit = await world.git.commit(overlays('web', tags), 'Release 1.1.0');
    const pushed = performance.now();
    await world.untilHealthy(names, commit);
    process.stderr.write(`push → healthy on three clusters: ${Math.round(performance.now() - pushed)} ms\n`);
    for (const cluster of CLUSTERS) expect(await image(cluster)).toBe(`${IMAGE}:1.1.0`);
  });

  it('that changes one overlay leaves the other clusters alone', async () => {
    const before = (await deployed('production'))?.metadata.resourceVersion;
    const commit = await world.git.commit(overlays('web', { dev: { tag: '1.2.0' } }), 'Try 1.2.0');
    await world.untilHealthy(names, commit);
    expect(await image('dev')).toBe(`${IMAGE}:1.2.0`);
    expect(await image('staging')).toBe(`${IMAGE}:1.1.0`);
    expect((await deployed('production'))?.metadata.resourceVersion).toBe(before);
  });
});
