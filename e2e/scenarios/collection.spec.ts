import pg from 'pg';
import { application, configMap } from '../world/content.ts';
import { textOf } from '../world/repository.ts';
import { openWire, type Wire } from '../world/wire.ts';
import { startWorld, until, type World } from '../world/world.ts';

interface Version {
  readonly commit: string;
  readonly project: Parameters<Wire['blobs']['get']>[0];
  readonly digest: Parameters<Wire['blobs']['get']>[1];
  /** Of its message in the stream. */
  readonly sequence: number;
}

describe('a bundle that no target has any more', () => {
  let world: World;
  let wire: Wire;
  const versions: Version[] = [];

  const sync = () =>
    world.hub.graphql('mutation { sync(input: { application: { name: "app" }, prune: true }) { name } }');
  const rollback = ({ commit: revision }: Version) =>
    world.hub.graphql(
      'mutation ($revision: String!) { rollback(application: { name: "app" }, revision: $revision) { name } }',
      { revision },
    );
  const isStored = async ({ project, digest }: Version) => (await wire.blobs.head(project, digest)) !== undefined;
  const stand = async () =>
    (await world.kube('dev').list('ConfigMap', world.namespace))
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
      .map(({ metadata, data }) => `${metadata.name}=${data['version']}`)
      .sort()
      .join(' ');
  const untilItStands = (wanted: string) =>
    until(`the cluster to hold ${wanted}`, async () => (await stand()) === wanted);

  /** Each version has an object that no other has. */
  async function release(n: number): Promise<Version> {
    const objects = ['all', `only-${n}`].map((name) => configMap(name, { version: String(n) }));
    const commit = await world.git.commit({ 'app/config.yaml': objects });
    const isHeld = ({ revisions }: { revisions: { desired: string | null } }) => revisions.desired === commit;
    await world.untilApplication('app', isHeld, 'to know the new commit');
    await sync();
    await world.untilHealthy(['app'], commit);
    const { project, digest } = (await wire.manifest()).applications[0]!.current!;
    return { commit, project, digest, sequence: (await wire.blobs.head(project, digest))!.sequence };
  }

  beforeAll(async () => {
    world = await startWorld({
      name: 'collection',
      clusters: ['dev'],
      hubEnv: {
        WHEELHOUSE_COLLECT_EVERY_SECONDS: '1',
        WHEELHOUSE_COLLECT_AFTER_SECONDS: '3',
        WHEELHOUSE_KEEP_RELEASES: '2',
      },
      files: () => ({ 'app/config.yaml': configMap('all', { version: '0' }) }),
    });
    const { repository, namespace } = world;
    const syncPolicy = { syncOptions: ['CreateNamespace=true'] };
    const manifests = textOf(application('app', { repository, path: 'app', cluster: 'dev', namespace, syncPolicy }));
    const apply = 'mutation ($manifests: String!) { apply(manifests: $manifests) { action } }';
    await world.hub.graphql(apply, { manifests });
    const joined = () => world.identityOf('dev').catch(() => undefined);
    wire = await openWire(world, (await until('the spoke to join', joined)).clusterId);
    for (let n = 1; n <= 5; n++) versions.push(await release(n));
  }, 120_000);
  afterAll(async () => {
    await wire?.close();
    await world?.stop();
  });

  it('is collected, and one that a kept Release names is not', async () => {
    for (const gone of versions.slice(0, 3)) await until('it to be collected', async () => !(await isStored(gone)));
    for (const kept of versions.slice(3)) expect(await isStored(kept)).toBe(true);
  });

  it('is rolled back to as it was stored where a kept Release names it', async () => {
    const [, , , kept] = versions;
    await rollback(kept!);
    await untilItStands('all=4 only-4=4');
    expect(await wire.blobs.head(kept!.project, kept!.digest)).toMatchObject({ sequence: kept!.sequence });
  });

  it('is rendered again from its commit for who rolls back further', async () => {
    await rollback(versions[0]!);
    await untilItStands('all=1 only-1=1');
    expect(await isStored(versions[0]!)).toBe(true);
  });

  it('is rendered again also where the spoke is away', async () => {
    await world.spoke('dev').stop();
    await rollback(versions[1]!);
    await until('it to be stored again', () => isStored(versions[1]!));
    await world.spoke('dev').start();
    await untilItStands('all=2 only-2=2');
  });

  it('and cannot be rendered any more is called lost, nothing is pruned, and the next commit goes on', async () => {
    const url = new URL(world.postgres.url);
    url.pathname = '/wheelhouse';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query('DELETE FROM render_cache WHERE bundle = $1', [versions[2]!.digest]);
    await client.end();
    await rollback(versions[2]!);
    const isLost = ({ sync: found }: { sync: { reason: string | null } }) => /bundle lost/.test(found.reason ?? '');
    const { sync: said } = await world.untilApplication('app', isLost, 'to call its bundle lost');
    expect(said.status).toBe('UNKNOWN');
    expect(await stand()).toBe('all=2 only-2=2');
    await release(6);
    expect(await stand()).toBe('all=6 only-6=6');
  });
});
