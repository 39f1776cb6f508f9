/** A second manager that never gives in, on a real API server; hours pass in seconds. */
import { jest } from '@jest/globals';
import { listWatch } from '@wheelhouse/adapter-kube';
import { bundleToBlobs } from '@wheelhouse/contract';
import type { ClusterManifest, TargetStatus } from '@wheelhouse/contract';
import { digestOf } from '@wheelhouse/core-domain';
import type { Commit, Digest } from '@wheelhouse/core-domain';
import { createLogger, nodeCompressor, systemClock } from '@wheelhouse/runtime';
import type { Clock } from '@wheelhouse/runtime';
import { waitUntil } from '@wheelhouse/tools';
import { ClusterSide } from '../src/cluster-side.ts';
import { fencedWriter } from '../src/leader/fenced-writer.ts';
import { SecretStore } from '../src/state/secret-store.ts';
import { SpokeState } from '../src/state/spoke-state.ts';
import { CLUSTER, PROJECT, targetSpec } from './fake-hub.ts';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(60_000);

const SPEED = 150;
/** Its seconds are this many times shorter. */
const hurried: Clock = {
  now: () => performance.timeOrigin + performance.now() * SPEED,
  monotonic: () => performance.now() * SPEED,
  after: (ms, call) => systemClock.after(ms / SPEED, call),
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};

const id = application('1');
const objects = [configMap('settings', { owner: 'git', other: '1' })];
const bundle = { digest: digestOf(objects), objects };
const blobs = new Map(bundleToBlobs(bundle, PROJECT, nodeCompressor()).map((blob) => [blob.digest, blob.bytes]));
const spec = targetSpec(id);
const manifest: ClusterManifest = {
  ...{ wire: 1, hub: 'hub-1', cluster: CLUSTER, requires: [], removed: [], gates: new Map(), generation: 1 },
  specs: new Map([[digestOf(spec), spec]]),
  applications: [
    {
      ...{ id, spec: digestOf(spec), gates: [] },
      current: { project: PROJECT, digest: bundle.digest, revision: bundle.digest.slice(0, 40) as Commit },
    },
  ],
};

describe('a fight between two managers', () => {
  let world: World;
  let side: ClusterSide;
  let status: TargetStatus | undefined;
  const heals: { readonly at: number; readonly message: string }[] = [];
  const stop = new AbortController();

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    side = await begin();
  });
  afterAll(async () => {
    stop.abort();
    await side?.stop();
    await world?.stop();
  });

  /** What a leading spoke has, with another clock and a hub that this test is. */
  async function begin(): Promise<ClusterSide> {
    const { kube } = world;
    const [namespace, compressor] = ['wheelhouse-system', nodeCompressor()];
    const log = createLogger({ app: 'spoke', level: 'silent', version: 'test' });
    const writer = fencedWriter(kube, { writeBudget: () => 10_000 });
    const store = new SecretStore({ kube, writer, namespace, compressor });
    const state = await SpokeState.load(store, log);
    const begun = new ClusterSide({
      ...{ namespace, kube, writer, store, state, compressor, clock: hurried, doubts: () => [], log },
      fetchBlob: async (_, digest: Digest) => blobs.get(digest),
      opener: { open: () => ({ kind: 'unknown-key' }) },
      refusedBlob: () => undefined,
      publish: ({ targets }) => {
        status = targets.find((target) => target.id === id) ?? status;
        return true;
      },
      event: (_, reason, message) => {
        if (reason === 'DriftHealed') heals.push({ at: hurried.monotonic(), message });
      },
    });
    await begun.start();
    begun.book.begin(CLUSTER, 1);
    begun.accept(manifest);
    return begun;
  }

  const refOf = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ns-1111', name: 'settings' };
  const owner = async () => ((await world.kube.get(refOf))?.['data'] as { owner: string } | undefined)?.owner;
  const until = (what: string, wish: (told: TargetStatus) => boolean) =>
    waitUntil(async () => (status && wish(status) ? status : undefined), { what, timeoutMs: 30_000, everyMs: 10 });
  const claim = (value: string) =>
    world.kube.patch(refOf, 'application/merge-patch+json', { data: { owner: value } }, { manager: 'my-operator' });

  /** Takes its field again whenever somebody else wrote it. */
  async function operator(): Promise<void> {
    const resource = (await world.kube.resourceFor('v1', 'ConfigMap'))!;
    const wanted = { namespace: 'ns-1111', signal: stop.signal, sleep: systemClock.sleep };
    for await (const event of listWatch(world.kube, resource, wanted)) {
      if ('object' in event && (event.object['data'] as { owner?: string }).owner === 'git') await claim('operator');
    }
  }

  it('slows down, names the other, and stops after a bounded time', async () => {
    await until('it to be healthy', ({ healthy }) => healthy?.bundle === bundle.digest);
    const operating = operator();
    await claim('operator');
    const told = await until('it to be told as a fight', ({ conditions }) =>
      conditions.some(({ type }) => type === 'DriftFight'),
    );
    expect(told.conditions[0]!.message).toMatch(
      /^ConfigMap ns-1111\/settings was healed 3 times in a row: my-operator keeps changing it; stop one of the two/,
    );
    const lost = await until('it to be given up', ({ conditions, sync }) => {
      return sync.status === 'OutOfSync' && conditions.some(({ message }) => message.includes('has stopped'));
    });
    expect(lost.conditions.map(({ type, message }) => [type, message])).toEqual([
      [
        'DriftFight',
        'ConfigMap ns-1111/settings was healed 8 times in a row: my-operator keeps changing it; healing has stopped for an hour; stop one of the two, or list the fields in ignoreDifferences',
      ],
    ]);
    const pauses = heals.slice(1).map(({ at }, i) => at - heals[i]!.at);
    [2, 6, 18, 54, 162, 300, 300].forEach((seconds, i) => expect(pauses[i]).toBeGreaterThanOrEqual(seconds * 1_000));
    await claim('operator, unopposed');
    await until('the drift to be shown', ({ sync }) => sync.reason?.includes('by my-operator') ?? false);
    expect([await owner(), heals.length]).toEqual(['operator, unopposed', 8]);
    expect(new Set(heals.map(({ message }) => message))).toEqual(
      new Set(['ConfigMap ns-1111/settings: changed: data.owner (by my-operator)']),
    );
    stop.abort();
    await operating;
  });
});
