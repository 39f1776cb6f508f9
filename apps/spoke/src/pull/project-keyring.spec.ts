import { bundleFromBlobs, bundleToBlobs, projectKeyBound } from '@wheelhouse/contract';
import type { SealedProjectKey } from '@wheelhouse/contract';
import { digestOf } from '@wheelhouse/core-domain';
import type { ClusterId, Digest, KubeObject, ProjectId } from '@wheelhouse/core-domain';
import { bodySealer, generateX25519, nodeCompressor, sealBox } from '@wheelhouse/runtime';
import { randomBytes } from 'node:crypto';
import { ProjectKeyring } from './project-keyring.ts';

const [projectA, projectB] = ['a'.repeat(16), 'b'.repeat(16)] as [ProjectId, ProjectId];
const cluster = 'c'.repeat(16) as ClusterId;
const pair = generateX25519();
const compressor = nodeCompressor();
const dataKey = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) });
const [keyA, keyB] = [dataKey('key-a'), dataKey('key-b')];

const objects: KubeObject[] = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { password: 'c3dvcmRmaXNo' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data: { text: 'x'.repeat(300 * 1024) } },
];

const sealedFor = (project: ProjectId, key: typeof keyA, to = pair.publicKey): [string, SealedProjectKey] => [
  key.id,
  { project, sealed: sealBox(key.key, to, projectKeyBound({ hub: 'h', cluster, project, keyId: key.id })) },
];
const keyring = (...keys: readonly [string, SealedProjectKey][]) =>
  new ProjectKeyring({ hub: 'h', cluster, pair: () => pair, keys: () => new Map(keys) });

const stored = (project: ProjectId, key: typeof keyA) => {
  const bundle = { digest: digestOf(objects), objects };
  const blobs = new Map(
    bundleToBlobs(bundle, project, compressor, bodySealer(key)).map(({ digest, bytes }) => [digest, bytes]),
  );
  const get = (digest: Digest) => Promise.resolve(blobs.get(digest));
  return {
    blobs,
    open: (ring: ProjectKeyring) => bundleFromBlobs({ project, digest: bundle.digest }, get, compressor, ring),
  };
};

it('opens the bundles of projects whose keys the manifest has, whole or split', async () => {
  const opened = await stored(projectA, keyA).open(keyring(sealedFor(projectA, keyA)));
  expect(opened).toMatchObject({ ok: true, value: { objects } });
});

it('stores nothing of a bundle that could be read', () => {
  const bytes = Buffer.concat([...stored(projectA, keyA).blobs.values()]);
  expect(bytes.includes('c3dvcmRmaXNo')).toBe(false);
  expect(bytes.includes('ConfigMap')).toBe(false);
});

it.each([
  ['of a project that it has no key of', keyring(sealedFor(projectB, keyB)), /key key-a, which is not known here/],
  [
    'with a key under the name of another',
    keyring([keyA.id, sealedFor(projectA, keyB)[1]]),
    /does not open with key key-a/,
  ],
  ['with a key of another project', keyring([keyA.id, sealedFor(projectB, keyA)[1]]), /not known here/],
  [
    'with a key that was sealed to another cluster',
    keyring(sealedFor(projectA, keyA, generateX25519().publicKey)),
    /does not open with key key-a/,
  ],
])('opens no bundle %s', async (_, ring, reason) => {
  const opened = await stored(projectA, keyA).open(ring);
  expect(opened.ok ? '' : opened.error.map(({ message }) => message).join()).toMatch(reason);
});

it('refuses a bundle of which a byte was changed', async () => {
  const { blobs, open } = stored(projectA, keyA);
  const [digest, bytes] = [...blobs][0]!;
  blobs.set(
    digest,
    bytes.map((byte, at) => (at === bytes.length - 20 ? byte ^ 1 : byte)),
  );
  const opened = await open(keyring(sealedFor(projectA, keyA)));
  expect(opened.ok ? '' : opened.error[0]!.message).toMatch(/it was changed, or belongs elsewhere/);
});
