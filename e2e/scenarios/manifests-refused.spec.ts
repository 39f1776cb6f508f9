import { main } from '@wheelhouse/cli';
import { blobMessage } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import { application, configMap } from '../world/content.ts';
import { openWire, type Wire } from '../world/wire.ts';
import { startWorld, until, type World } from '../world/world.ts';

interface Refusal {
  kind: string;
  count: number;
  reason: string;
  standing: boolean;
}

describe('a manifest', () => {
  let world: World;
  let wire: Wire;
  let cluster: ClusterId;
  const precious = () => world.kube('dev').get('ConfigMap', world.namespace, 'precious');
  const events = async () => {
    const query = '{ events(first: 100) { nodes { reason message cluster { name } } } }';
    return (await world.hub.graphql<{ events: { nodes: { reason: string; message: string }[] } }>(query)).events.nodes;
  };
  const told = (words: RegExp, as = 'ManifestRefused') =>
    until(`an event that says ${words}`, async () =>
      (await events()).some(({ reason, message }) => reason === as && words.test(message)),
    );
  const refusals = async (): Promise<Refusal[]> => {
    const query = '{ cluster(name: "dev") { refusals { kind count reason standing } } }';
    return (await world.hub.graphql<{ cluster: { refusals: Refusal[] } }>(query)).cluster.refusals;
  };
  const counted = (kind: string, words: RegExp) =>
    until(`a count of ${kind} on the cluster`, async () =>
      (await refusals()).find((one) => one.kind === kind && words.test(one.reason)),
    );
  const problems = async (): Promise<string[]> => {
    const query = '{ fleet { problems(first: 50) { kind message cluster { name } } } }';
    const { fleet } = await world.hub.graphql<{
      fleet: { problems: { kind: string; message: string; cluster: { name: string } | null }[] };
    }>(query);
    return fleet.problems.map(({ kind, message, cluster: of }) => `${kind} ${of?.name}: ${message}`);
  };
  const metrics = async (): Promise<string> =>
    (await fetch(`${world.hub.url}/metrics`, { headers: { authorization: `Bearer ${world.hub.token}` } })).text();
  async function wheelhouse(...argv: string[]): Promise<string> {
    let out = '';
    const streams = { out: (text: string) => void (out += `${text}\n`), err: () => undefined };
    const env = { WHEELHOUSE_URL: world.hub.url, WHEELHOUSE_TOKEN: world.hub.token };
    await main(argv, { streams, cwd: world.dir, env });
    return out;
  }

  beforeAll(async () => {
    world = await startWorld({
      name: 'manifests',
      clusters: ['dev'],
      files: ({ repository, namespace }) => ({
        'app/config.yaml': configMap('precious'),
        'fleet/app.yaml': application('app', { repository, path: 'app', cluster: 'dev', namespace }),
      }),
    });
    await world.untilHealthy(['app'], await world.git.commit({}));
    cluster = (await world.identityOf('dev')).clusterId;
    wire = await openWire(world, cluster);
  });
  afterAll(async () => {
    await wire?.close();
    await world?.stop();
  });

  const empty = { applications: [], removed: [], specs: new Map() };
  const next = async () => {
    const manifest = await wire.manifest();
    return { ...manifest, ...empty, cluster, generation: manifest.generation + 1 };
  };

  it('that nobody but the hub could have signed is refused, told, and counted', async () => {
    await wire.publish(await next(), { signedBy: 'forger' });
    await told(/signature/);
    expect(await counted('signature', /was not signed by key/)).toMatchObject({ standing: true });
    expect(await world.spoke('dev').log()).toMatch(/"refused":"signature".*a manifest was refused/);
    expect(await precious()).toBeDefined();
  });

  it('shows where people look while nothing good came since', async () => {
    expect(await problems()).toContainEqual(
      expect.stringMatching(/^manifest-refused dev: The spoke refuses what it is/),
    );
    expect(await wheelhouse('cluster', 'list', '-o', 'wide')).toMatch(/dev +refusing .*signature=\d/);
    expect(JSON.parse(await wheelhouse('cluster', 'get', 'dev', '-o', 'json'))).toMatchObject({
      refusals: [{ kind: 'signature', standing: true }],
    });
    expect(await metrics()).toMatch(/^wheelhouse_spoke_refusals_total\{cluster="dev",kind="signature"\} [1-9]/m);
  });

  it('with a key that is not known is refused', async () => {
    await wire.publish(await next(), { signedBy: 'stranger' });
    await told(/no key .* in trust set version/);
    await counted('key', /no key/);
    expect(await precious()).toBeDefined();
  });

  it('of another cluster is refused', async () => {
    const manifest = await next();
    await wire.publish({ ...manifest, cluster: 'a'.repeat(16) as ClusterId });
    // What is signed names the cluster: for this one, the signature is none.
    await counted('signature', new RegExp(`generation ${manifest.generation} was not signed`));
    expect(await precious()).toBeDefined();
  });

  it('that is older than what was accepted is refused', async () => {
    await wire.publish({ ...(await next()), generation: 1 });
    await told(/generation 1 is older/);
    await counted('older', /generation 1 is older/);
    expect(await precious()).toBeDefined();
  });

  it('that is older is refused by a spoke that was started anew', async () => {
    const before = (await world.spoke('dev').log()).length;
    await world.spoke('dev').kill9();
    await until('the new process to refuse it', async () =>
      (await world.spoke('dev').log()).slice(before).includes('generation 1 is older'),
    );
    // Counted from the start of the process, as counters are.
    await until('the new count', async () => (await refusals()).length === 1);
    await counted('older', /generation 1 is older/);
    expect(await precious()).toBeDefined();
  });

  it('that is empty and well signed deletes nothing, and ends the problem', async () => {
    const generation = (await wire.manifest()).generation + 1_000;
    await wire.publish({ ...(await next()), generation });
    await until('the spoke to accept it', async () =>
      (await world.spoke('dev').log()).includes(`generation ${generation} accepted`),
    );
    expect(await precious()).toBeDefined();
    await until('the end of the problem', async () => !(await problems()).join().includes('manifest-refused'));
    expect(await wheelhouse('cluster', 'list')).toMatch(/dev +connected/);
  });

  it('that comes with a delta on another base is taken whole, and the delta counted', async () => {
    const held = { ...(await wire.manifest()), cluster };
    const other = { ...held, requires: ['something'] };
    await wire.publish({ ...held, generation: held.generation + 1 }, { base: other });
    await counted('delta', /begins at another manifest of generation/);
    await until('the whole', async () =>
      (await world.spoke('dev').log()).includes(`generation ${held.generation + 1} accepted`),
    );
  });

  it('of the hub is the next one, whatever was between', async () => {
    const commit = await world.git.commit({ 'app/config.yaml': configMap('precious', { key: 'newer' }) });
    await world.untilHealthy(['app'], commit);
    expect((await precious())?.data).toEqual({ key: 'newer' });
  });

  it('whose bundle was changed behind the hub is not applied, and its target says so', async () => {
    const known = await wire.manifest();
    await world.spoke('dev').stop();
    const commit = await world.git.commit({ 'app/config.yaml': configMap('precious', { key: 'newest' }) });
    const { project, digest } = await until('the manifest with it', async () => {
      const current = (await wire.manifest()).applications[0]?.current;
      return current?.digest !== known.applications[0]?.current?.digest && current;
    });
    const right = (await wire.blobs.get(project, digest))!;
    const replaceBlob = async (bytes: Uint8Array): Promise<void> => {
      await wire.blobs.remove(project, digest, (await wire.blobs.head(project, digest))!.sequence);
      await wire.blobs.put(project, digest, bytes);
    };
    const envelope = blobMessage.decode(right);
    if (!envelope.ok) throw new Error('no envelope');
    const body = envelope.value.body.map((byte, at) => (at === envelope.value.body.length >> 1 ? byte ^ 1 : byte));
    await replaceBlob(blobMessage.encode({ ...envelope.value, body }));

    await world.spoke('dev').start();
    await told(/it does not open with key/, 'BundleRefused');
    await counted('blob', /it does not open with key/);
    await world.untilApplication(
      'app',
      ({ sync }) => sync.status === 'UNKNOWN' && /bundle lost: it does not open/.test(sync.reason ?? ''),
      'to say that its bundle is not what it should be',
    );
    expect((await precious())?.data).toEqual({ key: 'newer' });

    await replaceBlob(right);
    await world.untilHealthy(['app'], commit, 60_000);
    expect((await precious())?.data).toEqual({ key: 'newest' });
  });
});
