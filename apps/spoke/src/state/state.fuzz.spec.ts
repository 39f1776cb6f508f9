import type { KubeApi } from '@wheelhouse/adapter-kube';
import { digestBytes } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { nodeCompressor } from '@wheelhouse/runtime';
import { fuzz, mutatedBytes, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { decodePack, encodePack } from './packs.ts';
import { partCount, sequenceFrom } from './parts.ts';
import { SecretStore } from './secret-store.ts';
import { decodeEpoch } from './spoke-state.ts';
import { decodeApplication, encodeApplication } from './stored-application.ts';
import type { StoredApplication } from './stored-application.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const compressor = nodeCompressor();

const key = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const stored = {
  version: 1,
  id: 'a'.repeat(16),
  spec: {
    identity: { project: 'default', namespace: 'argocd', name: 'shop' },
    destinationNamespace: 'shop',
    syncPolicy: { syncOptions: ['Prune=false'] },
    ignoreDifferences: [],
    cascade: false,
  },
  applied: { bundle: '1'.repeat(64), spec: '2'.repeat(64), revision: '3'.repeat(40) },
  inventory: [{ key, apiVersion: 'apps/v1', wave: 0, uid: 'u' }],
  hashes: { 'apps/Deployment/shop/web': '4'.repeat(64) },
  kept: [{ key, reason: 'Prune=false' }],
  journal: ['op-1'],
} as unknown as StoredApplication;

const pack = encodePack([
  { kind: 'application', name: 'wheelhouse-app-a', plain: encodeApplication(stored) },
  { kind: 'bundle', name: 'wheelhouse-bundle-b', plain: utf8('{"objects":[]}') },
]);

describe('what the spoke finds in its Secrets, by the thousand', () => {
  it('applications: gone through without a crash, or left alone', () => {
    const texts = fc.oneof(
      mutatedJson(stored).map((value) => JSON.stringify(value) ?? ''),
      sharpTexts,
    );
    let read = 0;
    fuzz(texts, (text) => {
      const application = decodeApplication(utf8(text));
      if (!application) return true;
      read += 1;
      const keys = [...application.inventory, ...application.kept].map((one) => one.key.name.length);
      const names = Object.values(application.spec.identity).length + application.journal.join('').length;
      return keys.every((length) => length >= 0) && names > 0;
    });
    expect(read).toBeGreaterThan(100);
  });

  it('packs: entries of the kinds that packs hold, or no pack', () => {
    const json = mutatedJson(JSON.parse(new TextDecoder().decode(pack)) as unknown);
    const packs = fc.oneof(
      json.map((value) => utf8(JSON.stringify(value) ?? '')),
      mutatedBytes(pack),
    );
    fuzz(packs, (bytes) =>
      (decodePack(bytes) ?? []).every(
        ({ kind, name, plain }) =>
          ['application', 'bundle'].includes(kind) && typeof name === 'string' && plain instanceof Uint8Array,
      ),
    );
  });

  it('numbers of parts and of packs, and epochs: bounded and exact', () => {
    fuzz(fc.oneof(mutatedTexts('1', '27', '9007199254740991'), sharpTexts), (text) => {
      const [count, sequence, epoch] = [partCount(text), sequenceFrom(text), decodeEpoch(utf8(text))];
      return (
        (count === undefined || (Number.isInteger(count) && count >= 1 && count <= 256)) &&
        [sequence, epoch].every((one) => Number.isSafeInteger(one + 1) && one >= 0)
      );
    });
  });
});

const secret = (name: string, plain: Uint8Array, annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name,
    namespace: 'wheelhouse-system',
    annotations: {
      'wheelhouse.dev/state-digest': digestBytes(plain),
      'wheelhouse.dev/state-parts': '1',
      'wheelhouse.dev/state-sequence': '1',
      ...annotations,
    },
  },
  data: { state: Buffer.from(compressor.compress(plain)).toString('base64') },
});

/** A store whose packs and applications are these. */
function storeOf(secrets: { readonly application?: KubeObject[]; readonly pack?: KubeObject[] }) {
  const damaged: string[] = [];
  const put: string[] = [];
  const kube = {
    resourceFor: async () => ({}),
    list: async (_: unknown, { labelSelector }: { labelSelector: string }) => ({
      items: secrets[labelSelector.split('=')[1] as 'application'] ?? [],
    }),
  } as unknown as KubeApi;
  const writer = { create: async (one: KubeObject) => (put.push(one.metadata.name), one) } as unknown as KubeWriter;
  const onDamage = (name: string, reason: string) => void damaged.push(`${name}: ${reason}`);
  return { store: new SecretStore({ kube, writer, namespace: 'n', compressor, onDamage }), damaged, put };
}

describe('a damaged Secret', () => {
  it.each([
    ['that counts a billion parts', { 'wheelhouse.dev/state-parts': '1000000000' }, 'its number of parts is none'],
    ['that counts no parts', { 'wheelhouse.dev/state-parts': 'Infinity' }, 'its number of parts is none'],
    ['with another digest', { 'wheelhouse.dev/state-digest': '0'.repeat(64) }, 'its digest does not fit'],
  ])('%s is left out, and the others are read', async (_, annotations, reason) => {
    const application = [secret('bad', utf8('bad'), annotations), secret('good', utf8('good'))];
    const { store, damaged } = storeOf({ application });
    expect([...(await store.load('application')).keys()]).toEqual(['good']);
    expect(damaged).toEqual([`bad: ${reason}`]);
  });

  it.each([
    ['null', 'null'],
    ['an entry without a text', '[["application","a"]]'],
    ['a kind that is in no pack', '[["identity","wheelhouse-identity","{}"]]'],
  ])('that is a pack of %s is left out, and the others are read', async (_, content) => {
    const packs = [
      secret('wheelhouse-pack-1', utf8(content)),
      secret('wheelhouse-pack-2', pack, { 'wheelhouse.dev/state-sequence': '2' }),
    ];
    const { store, damaged } = storeOf({ pack: packs });
    expect([...(await store.load('application')).keys()]).toEqual(['wheelhouse-app-a']);
    expect(damaged).toEqual(['wheelhouse-pack-1: it is no pack']);
  });

  it('whose number is none does not spoil the numbers of later packs', async () => {
    const odd = secret('odd', utf8('odd'), { 'wheelhouse.dev/state-sequence': 'NaN' });
    const { store, put } = storeOf({ application: [odd] });
    await store.load('application');
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => store.save('application', name, utf8(name))));
    expect(put).toEqual(['wheelhouse-pack-1']);
  });

  it('of bytes that are not ours is left out, whatever they are', async () => {
    const application: KubeObject[] = [];
    const good = secret('good', utf8('good'.repeat(20)));
    fuzz(mutatedBytes(compressor.compress(utf8('good'.repeat(20)))), (bytes) => {
      const metadata = { ...good.metadata, name: `s-${application.length}` };
      application.push({ ...good, metadata, data: { state: Buffer.from(bytes).toString('base64') } });
    });
    const values = await storeOf({ application }).store.load('application');
    for (const value of values.values()) expect(new TextDecoder().decode(value)).toBe('good'.repeat(20));
    expect(values.size).toBeLessThan(application.length / 2);
  });
});
