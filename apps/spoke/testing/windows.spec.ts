/** Sync windows on a real cluster: what waits, what is known before, and who opens when nobody is there to say so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import type { KubeObject, WindowRule } from '@wheelhouse/core-domain';
import { waitUntil } from '@wheelhouse/tools';
import { application, configMap, deployment } from './objects.ts';
import { startWorld } from './world.ts';
import type { SpokeProcess, World } from './world.ts';

jest.setTimeout(60_000);

const HOUR = 3_600_000;

/** One that allows from an instant on, for an hour. */
const opening = (at: number, more: Partial<WindowRule> = {}): WindowRule => ({
  ...{ id: 'nights', title: 'the window nights', kind: 'allow', openEnds: false, durationMs: 0, timeZone: 'UTC' },
  schedule: { from: new Date(at).toISOString(), to: new Date(at + HOUR).toISOString() },
  ...{ spans: [], exceptions: [], windows: [], manualSync: false, syncOverrun: false },
  ...{ heal: 'deny', emergency: false, why: '' },
  ...more,
});

describe('a spoke and its windows', () => {
  let world: World;
  let spoke: SpokeProcess;

  beforeAll(async () => {
    world = await startWorld({ controllers: false });
    spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
    await spoke.says('leading as epoch');
  });
  afterAll(() => world?.stop());

  const configMapIn = (namespace: string, name: string) =>
    world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  const until = <T>(what: string, probe: () => Promise<T | undefined>) =>
    waitUntil(probe, { what, timeoutMs: 20_000, everyMs: 20 });
  const condition = (id: ReturnType<typeof application>, type: string) =>
    world.hub
      .until(id, ({ conditions }) => conditions.some((one) => one.type === type), { what: type })
      .then(({ conditions }) => conditions.find((one) => one.type === type)!.message);
  const inTwoWaves = (): KubeObject[] => {
    const last = configMap('last');
    const annotations = { 'argocd.argoproj.io/sync-wave': '1' };
    return [deployment('web'), { ...last, metadata: { ...last.metadata, annotations } }];
  };

  it('what waits is fetched and tried before; the edge starts it, and nothing before the edge', async () => {
    const id = application('1');
    const opens = Date.now() + 7_000;
    await world.hub.want(id, [configMap('a')], { windows: [opening(opens)] });
    expect(await condition(id, 'DryRun')).toMatch(/waits for its window; dry run: would create ConfigMap ns-1111\/a/);
    expect(await configMapIn('ns-1111', 'a')).toBeUndefined();
    await until('the first write', () => configMapIn('ns-1111', 'a'));
    expect(Date.now()).toBeGreaterThanOrEqual(opens);
    const { conditions } = await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
    expect(conditions).toEqual([]);
  });

  it('what will fail is known long before, and no more once it is mended', async () => {
    const id = application('2');
    const broken = { ...configMap('a'), data: { 'not a key': 'x' } };
    const waiting = { windows: [opening(Date.now() + HOUR)], spec: { destinationNamespace: 'default' } };
    await world.hub.want(id, [broken, configMap('b')], waiting);
    expect(await condition(id, 'DryRunFailed')).toMatch(/a dry run fails: ConfigMap a: .*not a key/);
    expect(world.hub.events.some(({ reason, application: of }) => reason === 'DryRunFailed' && of === id)).toBe(true);
    await world.hub.want(id, [configMap('a'), configMap('b')], waiting);
    const told = await condition(id, 'DryRun');
    expect(told).toMatch(/would create/);
    expect(world.hub.statuses.get(id)!.conditions).toHaveLength(1);
    expect(await configMapIn('default', 'b')).toBeUndefined();
  });

  it('a window that is another one while a sync waits: it goes at once', async () => {
    const id = application('2');
    const windows = [opening(Date.now() - 1_000)];
    await world.hub.want(id, [configMap('a'), configMap('b')], { windows, spec: { destinationNamespace: 'default' } });
    await until('the write', () => configMapIn('default', 'b'));
  });

  it('a window that closes while a sync runs: it waits, but where the window lets it end', async () => {
    const id = application('3');
    const bundle = await world.hub.want(id, inTwoWaves(), { windows: [opening(Date.now() - 1_000)] });
    await world.hub.until(id, ({ operation }) => operation?.phase === 'Running');
    const entry = { current: bundle, staged: undefined! };
    const closed = opening(Date.now() + HOUR, { syncOverrun: true });
    await world.hub.want(id, inTwoWaves(), { windows: [closed], entry });
    // What was not allowed when it began is not let through: the window that is there now was closed then, too.
    const waits = await world.hub.until(id, ({ operation }) => operation?.phase === 'WaitingForWindow');
    expect(waits.operation!.nextEligibleAt).toBeGreaterThan(Date.now());
    const deny = opening(Date.now(), { id: 'stop', title: 'the window stop', kind: 'deny', syncOverrun: true });
    await world.hub.want(id, inTwoWaves(), { windows: [deny], entry });
    await world.hub.until(id, ({ operation }) => operation?.phase === 'Running');
    expect(await configMapIn('ns-3333', 'last')).toBeUndefined();
  });

  it('drift that a window does not let heal is held, and healed when it may; the history says by which', async () => {
    const id = application('7');
    const bundle = await world.hub.want(id, [configMap('a')]);
    await world.hub.healthy(id, bundle);
    const reasons = (): string[] =>
      world.hub.events.flatMap(({ reason, message, application: of }) =>
        of === id && /^Heal/.test(reason) ? [`${reason}: ${message}`] : [],
      );
    const current = { entry: { current: bundle, staged: undefined! } };
    const windows = [opening(Date.now() - 1_000, { id: 'stop', title: 'the window stop', kind: 'deny' })];
    await world.hub.want(id, [configMap('a')], { ...current, windows });
    const drifted = { ...configMap('a', { a: 'by hand' }), metadata: { name: 'a', namespace: 'ns-7777' } };
    await world.kube.apply(drifted, { manager: 'kubectl', force: true });
    await until('it to be held', async () => reasons()[0]);
    expect(reasons()[0]).toMatch(/^HealHeldByWindow: denied by the window stop/);
    expect((await configMapIn('ns-7777', 'a'))?.['data']).toEqual({ a: 'by hand' });
    await world.hub.want(id, [configMap('a')], current);
    await until('it to be healed', async () => {
      const live = (await configMapIn('ns-7777', 'a'))?.['data'] as Record<string, string>;
      return live['a'] === '1' || undefined;
    });
    expect(reasons()[1]).toMatch(/^HealReleasedByWindow: /);
  });

  it('the hub is down across an edge: it opens all the same', async () => {
    const id = application('4');
    const opens = Date.now() + 6_500;
    await world.hub.want(id, [configMap('a')], { windows: [opening(opens)] });
    await condition(id, 'DryRun');
    await world.hub.server.kill();
    await until('the write', () => configMapIn('ns-4444', 'a'));
    expect(Date.now()).toBeGreaterThanOrEqual(opens);
    await world.hub.restartServer();
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('the spoke is down across an edge: whoever comes after opens, and says so', async () => {
    const id = application('5');
    const opens = Date.now() + 3_000;
    await world.hub.want(id, [configMap('a')], { windows: [opening(opens)] });
    await world.hub.until(id, () => true, { what: 'the spoke to know of it' });
    await spoke.terminate();
    await until('the edge', async () => Date.now() > opens || undefined);
    expect(await configMapIn('ns-5555', 'a')).toBeUndefined();
    spoke = world.spoke();
    await spoke.says('connected to the hub', 40_000);
    await until('the write', () => configMapIn('ns-5555', 'a'));
    await world.hub.until(id, ({ sync }) => sync.status === 'Synced');
  });

  it('a clock that is a minute ahead opens nothing early, and is shown', async () => {
    const id = application('6');
    const faults = await skewBy(60_000);
    await spoke.terminate();
    spoke = world.spoke({ WHEELHOUSE_FAULTS: faults.path });
    await spoke.says('connected to the hub', 40_000);
    const beat = await until('the skew', async () =>
      world.hub.heartbeats.find(({ clock }) => (clock?.skew ?? 0) > 30_000),
    );
    expect(Math.round(beat.clock!.skew / 1000)).toBe(60);
    await until('the event', async () =>
      world.hub.events.find(({ reason, message }) => reason === 'ClockSkew' && /(60\.\d|59\.9) s ahead/.test(message)),
    );
    const opens = Date.now() + 4_000;
    await world.hub.want(id, [configMap('a')], { windows: [opening(opens)] });
    await until('the write', () => configMapIn('ns-6666', 'a'));
    expect(Date.now()).toBeGreaterThanOrEqual(opens);
    await faults.stop();
  });
});

/** A controller of faults that stops nothing, and sets the clock of whoever asks. */
async function skewBy(skewMs: number): Promise<{ readonly path: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-skew-'));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const lines = createInterface({ input: socket });
    // The spoke is killed at the end.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const { id } = JSON.parse(line) as { id?: number };
      socket.write(`${JSON.stringify(id === undefined ? { skewMs } : { id })}\n`);
    });
  });
  const file = path.join(dir, 'faults.sock');
  await new Promise<void>((resolve) => server.listen(file, resolve));
  return {
    path: file,
    async stop() {
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
