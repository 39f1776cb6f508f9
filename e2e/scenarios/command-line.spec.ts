import { main } from '@wheelhouse/cli';
import { applicationSet, list, overlays } from '../world/content.ts';
import { startWorld, type World } from '../world/world.ts';

describe('the command line against a hub', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      name: 'cli',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        ...overlays('web', { dev: { tag: '1.0.0' } }),
        'fleet/web.yaml': applicationSet('web', 'web-{{.env}}', [list([{ env: 'dev' }])], {
          repository,
          path: 'web/overlays/{{.env}}',
          cluster: '{{.env}}',
          namespace,
        }),
      }),
    });
    await world.untilHealthy(['web-dev'], await world.git.commit({}, 'Say it again'));
  });
  afterAll(() => world?.stop());

  interface Ran {
    code: number;
    out: string;
    err: string;
  }

  async function wheelhouse(...argv: string[]): Promise<Ran> {
    const ran = { code: 0, out: '', err: '' };
    const streams = {
      out: (text: string) => void (ran.out += `${text}\n`),
      err: (text: string) => void (ran.err += `${text}\n`),
    };
    const env = { WHEELHOUSE_URL: world.hub.url, WHEELHOUSE_TOKEN: world.hub.token };
    ran.code = await main(argv, { streams, cwd: world.dir, env });
    return ran;
  }

  it('waits until an application is done', async () => {
    const ran = await wheelhouse('app', 'wait', 'web-dev', '--timeout', '30');
    expect([ran.code, ran.out]).toEqual([0, '']);
  });

  it.each([
    [['fleet'], /^All 1 targets done\./],
    [['app', 'list'], /^NAME +CLUSTER .*\nweb-dev +dev +done +synced +healthy/],
    [['app', 'list', '--cluster', 'd*', '--health', 'healthy', '-o', 'name'], /^application\/web-dev\n$/],
    [['app', 'get', 'web-dev'], /healthy +[0-9a-f]{40}/],
    [['app', 'resources', 'web-dev'], /Deployment .*web[^]*└ ReplicaSet[^]*└ Pod/],
    [['app', 'history', 'web-dev'], /automated/],
    [['get', 'cluster', 'dev', '-o', 'json'], /"connected": true/],
    [['cluster', 'list', '-o', 'wide'], /dev +connected +healthy +1\/1/],
    [['appset', 'list'], /web +default +list +1\/1/],
    [['project', 'list'], /default +1 +1/],
    [['events'], /SyncSucceeded/],
    [['cluster', 'join', 'another', '-o', 'name'], /^whj1\./],
  ])('%j answers', async (argv, answer) => {
    const ran = await wheelhouse(...argv);
    expect([ran.err, ran.code]).toEqual(['', 0]);
    expect(ran.out).toMatch(answer);
  });

  it.each([
    ['an application that is not there', ['app', 'get', 'nope'], 2],
    ['a manifest that is wrong', ['apply', '-f', '-'], 2],
    ['a wrong token', ['fleet', '--token', 'wh_wrong'], 3],
  ])('%s has its exit code', async (_, argv, code) => {
    if (argv.includes('-')) argv = ['apply', '-f', new URL('../jest.config.mjs', import.meta.url).pathname];
    const ran = await wheelhouse(...argv);
    expect([ran.out, ran.code]).toEqual(['', code]);
    expect(ran.err).not.toBe('');
  });

  it('shows drift field by field, and exits 1', async () => {
    expect((await wheelhouse('app', 'diff', 'web-dev')).code).toBe(0);
  });
});
