import {
  rootFingerprint,
  sealManifest,
  signTrustSet,
  verifyTrustSet,
  openManifest,
  decodeManifestHeaders,
} from '@wheelhouse/contract';
import type { ClusterManifest } from '@wheelhouse/contract';
import { ed25519Signer, ed25519Verifier, keyIdOf, nodeCompressor } from '@wheelhouse/runtime';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { c1 } from './testdata/fleet.ts';
import { credentialsFile, hubCredentials, loadOrCreateKeys, publicKeyOf, serverConfig } from './index.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-keys-'))));
afterEach(() => rm(folder, { recursive: true }));
const NOW = Date.parse('2026-01-01T00:00:00Z');

it('the keys of a fleet are made once, for their owner only', async () => {
  const keys = await loadOrCreateKeys(path.join(folder, 'keys'), NOW);
  expect(await loadOrCreateKeys(path.join(folder, 'keys'), NOW + 1)).toEqual(keys);
  expect((await stat(path.join(folder, 'keys', 'keys.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(path.join(folder, 'keys'))).mode & 0o777).toBe(0o700);
  expect([keys.operator, keys.fleet].map(({ publicKey, seed }) => [publicKey[0], seed.slice(0, 2)])).toEqual([
    ['O', 'SO'],
    ['A', 'SA'],
  ]);
  expect(publicKeyOf(keys.fleetSigning.seed)).toBe(keys.fleetSigning.publicKey);
});

it('two that start at once get the same keys', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateKeys(folder, NOW)));
  expect(new Set(all.map((keys) => keys.operator.seed)).size).toBe(1);
});

it.each([
  ['cut off', (text: string) => text.slice(0, 100)],
  ['changed', (text: string) => text.replace(/"seed": "SA../, '"seed": "SAXX')],
  ['empty', () => ''],
])('keys that are %s are named as damaged, kept, and not quoted', async (_, damage) => {
  const keys = await loadOrCreateKeys(folder, NOW);
  const file = path.join(folder, 'keys.json');
  const damaged = damage(await readFile(file, 'utf8'));
  await writeFile(file, damaged);
  const error: Error = await loadOrCreateKeys(folder, NOW).then(
    () => new Error('accepted'),
    (caught: Error) => caught,
  );
  expect(error.message).toContain(`${file} are damaged`);
  expect(error.message).not.toContain(keys.operator.seed);
  expect(await readFile(file, 'utf8')).toBe(damaged);
});

it('the server’s configuration is the same text for the same keys, and holds no seed', async () => {
  const keys = await loadOrCreateKeys(folder, NOW);
  const text = serverConfig({ keys, storeDir: '/data', listen: { host: '0.0.0.0', port: 4222 } });
  expect(text).toBe(serverConfig({ keys, storeDir: '/data', listen: { host: '0.0.0.0', port: 4222 } }));
  expect(text).toContain('listen: "0.0.0.0:4222"');
  expect(text).not.toMatch(/"S[OAU][A-Z0-9]{56}"/);
});

it('a creds file holds JWT and seed between their marks', async () => {
  const credentials = hubCredentials(await loadOrCreateKeys(folder, NOW));
  const lines = credentialsFile(credentials).split('\n');
  expect([lines[1], lines[4]]).toEqual([credentials.jwt, credentials.seed]);
});

it('the root’s trust set vouches for the manifests that the hub’s key signs', async () => {
  const { root, manifest: key } = await loadOrCreateKeys(folder, NOW);
  const trust = { hub: 'hub-1', version: 1, keys: [{ id: keyIdOf(key.publicKey), publicKey: key.publicKey }] };
  const expected = { hub: 'hub-1', rootFingerprint: rootFingerprint(root.publicKey) };
  const verified = verifyTrustSet(signTrustSet(trust, ed25519Signer(root)), expected, ed25519Verifier);
  expect(verified).toEqual({ ok: true, value: trust });

  const none = { applications: [], removed: [], requires: [], specs: new Map(), gates: new Map() };
  const manifest: ClusterManifest = { wire: 1, hub: 'hub-1', cluster: c1, generation: 1, ...none };
  const compressor = nodeCompressor();
  const sealed = sealManifest(manifest, { signer: ed25519Signer(key), compressor });
  const headers = decodeManifestHeaders(c1, (name) => sealed.headers[name]);
  const opened =
    headers.ok && openManifest(headers.value, sealed.body, { trust, verifier: ed25519Verifier, compressor });
  expect(opened).toEqual({ ok: true, value: manifest });
});
