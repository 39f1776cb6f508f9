import { digestOf } from '@wheelhouse/core-domain';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { MOVE_MANIFEST_ABOVE } from './blob.ts';
import { decodeManifestHeaders, MAX_DELTA_BYTES } from './manifest-headers.ts';
import { manifestMessage } from './manifest-message.ts';
import type { ClusterManifest, TargetSpec } from './manifest.ts';
import type { TrustSet } from './requests.ts';
import { openDelta, openManifest, sealManifest } from './sealed-manifest.ts';
import { changes } from './testdata/arbitraries.ts';
import { noCompressor as compressor, signer, verifier } from './testdata/ports.ts';

const key = signer('key-1', 1);
const trust: TrustSet = { hub: 'hub-1', version: 1, keys: [{ id: 'key-1', publicKey: key.publicKey }] };
const options = { trust, verifier, compressor };
const c1 = 'clusteraaaaaaaa2' as ClusterId;
const c2 = 'clusterbbbbbbbb2' as ClusterId;

const spec = (n: number): TargetSpec => ({
  identity: { project: 'default', namespace: 'argocd', name: `app-${n}-${'x'.repeat(200)}` },
  destinationNamespace: 'default',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: false,
});

const manifest = (applications: number, generation = 1): ClusterManifest => {
  const specs = Array.from({ length: applications }, (_, n) => spec(n));
  return {
    wire: 1,
    hub: 'hub-1',
    cluster: c1,
    generation,
    requires: [],
    applications: specs.map((one, n) => ({
      id: n.toString(16).padStart(16, '0') as ApplicationId,
      spec: digestOf(one),
      gates: [],
    })),
    removed: [],
    specs: new Map(specs.map((one) => [digestOf(one), one])),
    gates: new Map(),
  };
};

const headersOf = (headers: Readonly<Record<string, string>>, cluster = c1) => {
  const decoded = decodeManifestHeaders(cluster, (name) => headers[name]);
  if (!decoded.ok) throw new Error(decoded.error[0]!.message);
  return decoded.value;
};

const reason = (result: { ok: boolean; error?: readonly { message: string }[] }) =>
  result.ok ? 'accepted' : result.error?.[0]?.message;

describe('a sealed manifest', () => {
  it('opens as it was, whole and as the change from the last one', () => {
    fc.assert(
      fc.property(changes, ([base, next]) => {
        const sealed = sealManifest(next, { base, signer: key, compressor });
        const headers = headersOf(sealed.headers, next.cluster);
        expect(openManifest(headers, sealed.body, options)).toEqual({ ok: true, value: next });
        expect(openDelta(headers, base, options)).toEqual({ ok: true, value: next });
      }),
    );
  });

  it('above 256 KiB moves to a blob under the cluster’s own id', () => {
    const large = manifest(1200);
    expect(manifestMessage.encode(large).length).toBeGreaterThan(MOVE_MANIFEST_ABOVE);
    const sealed = sealManifest(large, { signer: key, compressor });
    expect(sealed.body.length).toBe(0);
    expect(sealed.blob).toMatchObject({ project: c1, digest: sealed.digest });
    const headers = headersOf(sealed.headers);
    expect(headers.moved).toBe(true);
    expect(openManifest(headers, sealed.blob!.bytes, options)).toEqual({ ok: true, value: large });
  });

  it('leaves a change out that a header cannot hold', () => {
    const sealed = sealManifest(manifest(400, 2), { base: manifest(0), signer: key, compressor });
    expect(headersOf(sealed.headers).delta).toBeUndefined();
    const size = Object.entries(sealed.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    expect(size).toBeLessThan(64 * 1024);
    expect(MAX_DELTA_BYTES * (4 / 3)).toBeLessThan(60 * 1024);
  });
});

describe('a manifest is refused', () => {
  const sealed = sealManifest(manifest(1, 2), { base: manifest(0), signer: key, compressor });
  const headers = headersOf(sealed.headers);

  it.each<[string, () => unknown, RegExp]>([
    ['for another cluster', () => openManifest(headersOf(sealed.headers, c2), sealed.body, options), /was not signed/],
    [
      'with a generation that was not signed',
      () => openManifest({ ...headers, statement: { ...headers.statement, generation: 9 } }, sealed.body, options),
      /generation 9 was not signed/,
    ],
    [
      'by a key outside the trust set',
      () => {
        const forged = sealManifest(manifest(0, 9), { signer: signer('key-2', 2), compressor });
        return openManifest(headersOf(forged.headers), forged.body, options);
      },
      /no key key-2 in trust set version 1/,
    ],
    [
      'by a stranger who uses the name of a trusted key',
      () => {
        const forged = sealManifest(manifest(0, 9), { signer: signer('key-1', 2), compressor });
        return openManifest(headersOf(forged.headers), forged.body, options);
      },
      /was not signed by key key-1/,
    ],
    [
      'of another hub',
      () => openManifest(headers, sealed.body, { ...options, trust: { ...trust, hub: 'hub-2' } }),
      /is of hub hub-1/,
    ],
    [
      'with another body',
      () => openManifest(headers, manifestMessage.encode(manifest(0, 2)), options),
      /not the signed one/,
    ],
    ['with no body', () => openManifest(headers, new Uint8Array(), options), /not the signed one/],
    ['as a change of another base', () => openDelta(headers, manifest(5), options), /another manifest/],
    [
      'as a change that is not there',
      () => openDelta({ ...headers, delta: undefined } as never, manifest(0), options),
      /no delta/,
    ],
    [
      'whose signed content says another cluster',
      () => {
        const lie = sealManifest({ ...manifest(0), cluster: c2 }, { signer: key, compressor });
        const said = sealManifest(manifest(0), { signer: key, compressor });
        return openManifest(headersOf({ ...said.headers, 'Wh-Digest': lie.headers['Wh-Digest']! }), lie.body, options);
      },
      /was not signed/,
    ],
  ])('%s', (...[, open, expected]) => {
    expect(reason(open() as never)).toMatch(expected);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['without its digest', 'Wh-Digest', undefined, /is missing/],
    ['with a digest that is none', 'Wh-Digest', 'abc', /not a SHA-256 digest/],
    ['with a generation that is no number', 'Wh-Generation', '1e3', /whole number/],
    ['with a signature that is not base64url', 'Wh-Signature', '*', /base64url/],
    ['with a delta that is garbage', 'Wh-Delta', 'AAAA', /must be|after its end/],
    ['with the delta of another manifest', 'Wh-Delta', 'other', /another manifest/],
  ])('%s', (...[, name, value, expected]) => {
    const other = sealManifest(manifest(0, 3), { base: manifest(1, 2), signer: key, compressor }).headers['Wh-Delta'];
    const changed = { ...sealed.headers, [name]: value === 'other' ? other : value };
    expect(reason(decodeManifestHeaders(c1, (header) => changed[header]))).toMatch(expected);
  });
});
