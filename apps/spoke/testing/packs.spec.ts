import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jest } from '@jest/globals';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import { nodeCompressor } from '@wheelhouse/runtime';
import { startControlPlane, waitUntil } from '@wheelhouse/tools';
import type { ControlPlane } from '@wheelhouse/tools';
import { SecretStore } from '../src/state/secret-store.ts';

jest.setTimeout(60_000);

let dir: string;
let plane: ControlPlane;
let kube: KubeClient;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-packs-'));
  plane = await startControlPlane({ dir });
  const cluster = await plane.cluster('dev', { controllers: false });
  kube = new KubeClient(await loadCredentials({ kubeconfig: cluster.kubeconfig }));
});
afterAll(async () => {
  await kube.close();
  await plane.stop();
  await rm(dir, { recursive: true, force: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (value: Uint8Array): string => new TextDecoder().decode(value);

async function namespace(name: string): Promise<string> {
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

const damages: string[] = [];
const storeIn = (namespaceName: string): SecretStore =>
  new SecretStore({
    kube,
    writer: kube,
    namespace: namespaceName,
    compressor: nodeCompressor(),
    onDamage: (name, reason) => void damages.push(`${name}: ${reason}`),
  });

async function loaded(namespaceName: string): Promise<Record<string, string>> {
  const values = await storeIn(namespaceName).load('application');
  return Object.fromEntries([...values].map(([name, value]) => [name, textOf(value)]));
}

async function secrets(namespaceName: string): Promise<string[]> {
  const resource = await kube.resourceFor('v1', 'Secret');
  const { items } = await kube.list(resource!, { namespace: namespaceName });
  return items.map(({ metadata }) => metadata.name).sort();
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `app-${i}`);
const saveAll = (store: SecretStore, chosen: readonly string[], text: string) =>
  Promise.all(chosen.map((name) => store.save('application', name, bytes(`${name} ${text}`))));
const valuesOf = (chosen: readonly string[], text: string) =>
  Object.fromEntries(chosen.map((name) => [name, `${name} ${text}`]));

describe('values that are saved at the same time', () => {
  it('share a Secret, and are all read again', async () => {
    const at = await namespace('shared');
    await saveAll(storeIn(at), names(100), 'one');
    expect((await secrets(at)).length).toBeLessThan(5);
    expect(await loaded(at)).toEqual(valuesOf(names(100), 'one'));
  });

  it('have a Secret each where they are few', async () => {
    const at = await namespace('few');
    await saveAll(storeIn(at), names(2), 'one');
    expect(await secrets(at)).toEqual(['app-0', 'app-1']);
  });

  it('give way to newer ones, also those of another process', async () => {
    const at = await namespace('newer');
    await saveAll(storeIn(at), names(10), 'one');
    const next = storeIn(at);
    await next.load('application');
    await saveAll(next, ['app-3'], 'two');
    expect(await loaded(at)).toEqual({ ...valuesOf(names(10), 'one'), 'app-3': 'app-3 two' });
    await saveAll(next, names(10), 'three');
    await next.flush();
    expect(await loaded(at)).toEqual(valuesOf(names(10), 'three'));
    expect((await secrets(at)).filter((name) => name.startsWith('wheelhouse-pack-'))).toHaveLength(1);
  });

  it('do not come back after they were removed', async () => {
    const at = await namespace('removed');
    const store = storeIn(at);
    for (const text of ['one', 'two']) await saveAll(store, names(10), text);
    await saveAll(store, ['app-1'], 'three');
    for (const name of ['app-1', 'app-2']) await store.remove('application', name);
    expect(Object.keys(await loaded(at)).sort()).toEqual(names(10).filter((name) => !/[12]$/.test(name)));
    for (const name of names(10)) await store.remove('application', name);
    expect(await secrets(at)).toEqual([]);
  });

  it('are shrunk when little of them counts', async () => {
    const at = await namespace('shrunk');
    const store = storeIn(at);
    await saveAll(store, names(20), 'one');
    for (const name of names(16)) await saveAll(store, [name], 'two');
    await store.flush();
    const pack = await kube.get({ apiVersion: 'v1', kind: 'Secret', name: 'wheelhouse-pack-1', namespace: at });
    const data = (pack?.['data'] as { state: string }).state;
    const plain = nodeCompressor().decompress(Buffer.from(data, 'base64'), nodeCompressor().codec, 10_000);
    expect((JSON.parse(textOf(plain)) as unknown[]).length).toBeLessThanOrEqual(5);
    expect(await loaded(at)).toEqual({ ...valuesOf(names(20), 'one'), ...valuesOf(names(16), 'two') });
  });

  it('are left out where their newest Secret is damaged: nothing older is taken for it', async () => {
    const at = await namespace('damaged');
    const store = storeIn(at);
    await saveAll(store, names(10), 'one');
    await saveAll(store, ['app-1'], 'two');
    const ref = { apiVersion: 'v1', kind: 'Secret', name: 'app-1', namespace: at };
    await kube.patch(ref, 'application/merge-patch+json', { data: { state: 'AAAA' } });
    expect(Object.keys(await loaded(at)).sort()).toEqual(names(10).filter((name) => name !== 'app-1'));
    expect(damages).toContainEqual(expect.stringContaining('app-1'));
  });

  it.each([1, 2, 3])('are what a map would hold, over restarts (seed %s)', async (seed) => {
    const at = await namespace(`model-${seed}`);
    const random = randomOf(seed);
    const model: Record<string, string> = {};
    let store = storeIn(at);
    for (let round = 0; round < 12; round++) {
      const chosen = names(15).filter(() => random() < 0.4);
      if (random() < 0.3) {
        for (const name of chosen) {
          delete model[name];
          await store.remove('application', name);
        }
      } else {
        Object.assign(model, valuesOf(chosen, String(round)));
        await saveAll(store, chosen, String(round));
      }
      if (random() < 0.5) continue;
      store = storeIn(at);
      const values = await store.load('application');
      expect(Object.fromEntries([...values].map(([name, value]) => [name, textOf(value)]))).toEqual(model);
    }
    await waitUntil(async () => JSON.stringify(Object.keys(await loaded(at)).sort()) === keysText(model), {
      what: 'what is stored to be what the model holds',
      timeoutMs: 10_000,
    });
  });
});

const keysText = (model: Readonly<Record<string, string>>): string => JSON.stringify(Object.keys(model).sort());

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
