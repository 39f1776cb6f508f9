import { rm } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@wheelhouse/tools';
import { application, configMap } from '../world/content.ts';
import { textOf } from '../world/repository.ts';
import { startWorld, until, type World } from '../world/world.ts';

describe('a repository whose history is rewritten', () => {
  const MANUAL = { syncOptions: ['CreateNamespace=true'] };
  let world: World;
  const commits: string[] = [];
  const config = async (name: string) =>
    (await world.kube('dev').get('ConfigMap', world.namespace, name))?.data.version;
  const content = (version: string) => ({
    'pinned/config.yaml': configMap('pinned', { version }),
    'manual/config.yaml': configMap('manual', { version }),
    'followed/config.yaml': configMap('followed', { version }),
  });
  const ask = (what: string, input: object) =>
    world.hub.graphql(`mutation ($input: SyncInput!) { ${what}(input: $input) { name } }`, { input });
  const apply = (manifest: object) =>
    world.hub.graphql('mutation ($manifests: String!) { apply(manifests: $manifests) { action } }', {
      manifests: textOf(manifest),
    });

  beforeAll(async () => {
    world = await startWorld({
      name: 'rewritten',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        ...content('1'),
        'fleet/followed.yaml': application('followed', { repository, path: 'followed', cluster: 'dev', namespace }),
      }),
    });
    const { repository, namespace, git: source } = world;
    commits.push(await source.commit({}), await source.commit(content('2')));
    const place = { repository, cluster: 'dev', namespace };
    await apply(application('pinned', { ...place, path: 'pinned', revision: commits[0]! }));
    await apply(application('manual', { ...place, path: 'manual', syncPolicy: MANUAL }));
    for (const revision of commits) {
      await until('it to be known', async () => (await world.application('manual')).revisions.published !== null);
      await ask('sync', { application: { name: 'manual' }, revision });
      await world.untilApplication('manual', ({ revisions }) => revisions.healthy === revision, `to be at ${revision}`);
    }
    await world.untilHealthy(['pinned'], commits[0]!);
    await world.untilHealthy(['followed'], commits[1]!);
  });
  afterAll(() => world?.stop());

  it('is followed where a branch is followed', async () => {
    // Another root, pushed over the branch; on the server nothing of the old history is left.
    await git(world.git.clone, 'checkout', '--quiet', '--orphan', 'again');
    await git(world.git.clone, 'branch', '--quiet', '-D', 'main');
    await git(world.git.clone, 'branch', '--quiet', '-m', 'main');
    await git(world.git.path, 'config', 'receive.denyNonFastForwards', 'false');
    await git(world.git.path, 'config', 'gc.pruneExpire', 'now');
    await git(world.git.clone, 'commit', '--quiet', '--allow-empty', '--message', 'A new beginning');
    await git(world.git.clone, 'push', '--quiet', '--force', 'origin', 'main');
    await git(world.git.path, 'reflog', 'expire', '--expire=now', '--all');
    await git(world.git.path, 'gc', '--quiet', '--prune=now');
    await expect(git(world.git.path, 'cat-file', '-e', commits[0]!)).rejects.toThrow();
    const commit = await world.git.commit(content('3'));
    await world.untilHealthy(['followed'], commit);
    expect(await config('followed')).toBe('3');
  });

  it('takes nothing from what is pinned to a commit of before', async () => {
    await world.kube('dev').delete('ConfigMap', world.namespace, 'pinned');
    await until('it to be healed', async () => (await config('pinned')) === '1');
    await world.hub.graphql('mutation { refresh(hard: true) { applications } }');
    await world.untilHealthy(['pinned'], commits[0]!);
  });

  it('can be rolled back to a commit of before', async () => {
    await world.hub.graphql('mutation ($name: String!) { rollback(application: { name: $name }) { name } }', {
      name: 'manual',
    });
    await world.untilApplication('manual', ({ operation }) => operation?.phase === 'SUCCEEDED', 'to be rolled back');
    await until('the old version', async () => (await config('manual')) === '1');
  });

  it('says what is wrong where neither the server nor the hub has the commit', async () => {
    await world.hub.stop();
    await rm(path.join(world.dir, 'mirrors', 'git'), { recursive: true, force: true });
    await world.hub.start();
    const { repository, namespace } = world;
    const place = { repository, cluster: 'dev', namespace, path: 'pinned' };
    await apply(application('lost', { ...place, revision: commits[1]! }));
    const lost = await world.untilApplication('lost', ({ conditions }) => conditions.length > 0, 'to say so');
    expect(lost.conditions.map(({ message }) => message).join()).toContain(commits[1]!.slice(0, 7));
    // What runs stays as it is, and is healed from what the cluster keeps.
    await world.kube('dev').delete('ConfigMap', world.namespace, 'pinned');
    await until('it to be healed', async () => (await config('pinned')) === '1');
  });
});
