import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubeClient, loadCredentials } from '@wheelhouse/adapter-kube';
import type { ApplicationId } from '@wheelhouse/core-domain';
import { nodeCompressor } from '@wheelhouse/runtime';
import type { Logger } from '@wheelhouse/runtime';
import { startControlPlane } from '@wheelhouse/tools';
import type { ControlPlane } from '@wheelhouse/tools';
import { fencedWriter, NotLeading } from '../leader/fenced-writer.ts';
import { targetSpec } from '../../testing/fake-hub.ts';
import { SecretStore } from './secret-store.ts';
import { SpokeState } from './spoke-state.ts';
import { newApplication } from './stored-application.ts';

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('the Secrets of two leaders, one after the other', () => {
  let dir: string;
  let control: ControlPlane;
  let kube: KubeClient;
  let namespace = '';
  let count = 0;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-secrets-'));
    control = await startControlPlane({ dir });
    const { kubeconfig } = await control.cluster('dev', { controllers: false });
    kube = new KubeClient(await loadCredentials({ kubeconfig }));
  }, 90_000);
  afterAll(async () => {
    await kube?.close();
    await control?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    namespace = `secrets-${(count += 1)}`;
    await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });

  /** `pause`: what every write waits for after its look at the lease. */
  async function leader(pause: () => Promise<void> = async () => {}) {
    const lease = { left: 30_000 };
    const paused = (call: 'patch' | 'create' | 'delete') =>
      async function (...given: unknown[]): Promise<unknown> {
        await pause();
        return (kube[call] as (...all: unknown[]) => Promise<unknown>).apply(kube, given);
      };
    const late = { patch: paused('patch'), create: paused('create'), delete: paused('delete') };
    const writer = fencedWriter(late as unknown as KubeClient, { writeBudget: () => lease.left });
    const store = new SecretStore({ kube, writer, namespace, compressor: nodeCompressor() });
    await store.load('application');
    return { store, lease };
  }
  const stored = async (): Promise<string | undefined> =>
    text((await (await leader()).store.load('application')).get('app'));

  it.each([
    ['that changes what the next one changed', 'older', 'newer'],
    ['that takes away what the next one changed', undefined, 'newer'],
    ['that brings back what the next one took away', 'older', undefined],
  ])('lets no late write stay %s', async (_, old, next) => {
    const first = await leader();
    await first.store.save('application', 'app', bytes('before'));
    const awake = Promise.withResolvers<void>();
    const paused = await leader(() => awake.promise);
    const late = old ? paused.store.save('application', 'app', bytes(old)) : paused.store.remove('application', 'app');
    const after = await leader();
    await (next ? after.store.save('application', 'app', bytes(next)) : after.store.remove('application', 'app'));
    paused.lease.left = 0;
    awake.resolve();
    await expect(late).rejects.toThrow(NotLeading);
    expect(await stored()).toBe(next);
  });

  it('lets a leader write over what somebody else wrote', async () => {
    const one = await leader();
    await one.store.save('application', 'app', bytes('one'));
    await (await leader()).store.save('application', 'app', bytes('by another'));
    await one.store.save('application', 'app', bytes('two'));
    expect(await stored()).toBe('two');
    await kube.delete({ apiVersion: 'v1', kind: 'Secret', name: 'app', namespace }, { propagation: 'Background' });
    await one.store.save('application', 'app', bytes('three'));
    expect(await stored()).toBe('three');
    await one.store.remove('application', 'app');
    await one.store.save('application', 'app', bytes('four'));
    expect(await stored()).toBe('four');
  });

  it('hold nothing of an application that was removed, whatever was learnt of it meanwhile', async () => {
    const { store } = await leader();
    const state = await SpokeState.load(store, { warn: () => undefined } as unknown as Logger);
    const application = newApplication('0123456789abcdef' as ApplicationId, targetSpec('0123456789abcdef'));
    await state.saveApplication(application);
    const removed = state.removeApplication(application.id);
    await Promise.all([removed, state.saveApplication({ ...application, readopted: 1 })]);
    expect([...(await (await leader()).store.load('application')).keys()]).toEqual([]);
    expect(state.applications.size).toBe(0);
    await state.saveApplication(application);
    expect([...(await (await leader()).store.load('application')).keys()]).toEqual([
      `wheelhouse-app-${application.id}`,
    ]);
  });
});
