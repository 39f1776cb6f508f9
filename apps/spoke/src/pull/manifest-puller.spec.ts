import type { BlobStream, ManifestStream, StoredManifest } from '@wheelhouse/adapter-nats';
import { sealManifest } from '@wheelhouse/contract';
import type { ClusterManifest, RefusalKind, SealedManifest, TargetSpec, TrustSet } from '@wheelhouse/contract';
import { digestOf } from '@wheelhouse/core-domain';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import { ed25519Signer, ed25519Verifier, generateEd25519, keyIdOf, nodeCompressor } from '@wheelhouse/runtime';
import type { Logger } from '@wheelhouse/runtime';
import { waitUntil } from '@wheelhouse/tools';
import { ManifestPuller } from './manifest-puller.ts';

const cluster = 'clusteraaaaaaaa2' as ClusterId;
const compressor = nodeCompressor();

const spec = (n: number): TargetSpec => ({
  identity: { project: 'default', namespace: 'argocd', name: `app-${n}-${'x'.repeat(200)}` },
  destinationNamespace: 'default',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: false,
});

function manifest(generation: number, applications = 0): ClusterManifest {
  const specs = Array.from({ length: applications }, (_, n) => spec(n));
  return {
    wire: 1,
    hub: 'hub-1',
    cluster,
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
}

const known = generateEd25519();
const trust: TrustSet = {
  hub: 'hub-1',
  version: 1,
  keys: [{ id: keyIdOf(known.publicKey), publicKey: known.publicKey }],
};
/** As if it had the key that is trusted. */
const stranger = ed25519Signer({ ...generateEd25519(), publicKey: known.publicKey });

const headerOf = (sealed: SealedManifest) => (name: string) => sealed.headers[name];
const inStream = (sealed: SealedManifest) => ({ header: headerOf(sealed), body: sealed.body }) as StoredManifest;

/** A puller before a stream and a store of blobs, which count what is asked of them. */
function pulling(stream: { stored: SealedManifest; blob?: Uint8Array }, held?: ClusterManifest) {
  const asked = { stream: 0, blobs: 0 };
  const accepted: number[] = [];
  const refused: RefusalKind[] = [];
  const manifests = { get: async () => ((asked.stream += 1), inStream(stream.stored)) };
  const blobs = { get: async () => ((asked.blobs += 1), stream.blob) };
  const puller = new ManifestPuller({
    hub: 'hub-1',
    cluster,
    streams: () => ({ manifests: manifests as unknown as ManifestStream, blobs: blobs as unknown as BlobStream }),
    trust: () => trust,
    verifier: ed25519Verifier,
    compressor,
    held: () => held,
    accept: async ({ generation }) => void accepted.push(generation),
    refused: (kind) => void refused.push(kind),
    settled: () => {},
    log: { warn: () => {} } as unknown as Logger,
  });
  return { puller, asked, accepted, refused };
}

const until = (what: string, probe: () => boolean) => waitUntil(async () => probe(), { what, timeoutMs: 20_000 });

describe('the puller', () => {
  const mine = ed25519Signer(known);

  it('checks the signature of a moved manifest before it fetches its blob', async () => {
    const stored = sealManifest(manifest(2, 1200), { signer: stranger, compressor });
    const { puller, asked, accepted, refused } = pulling({ stored, blob: stored.blob!.bytes });
    puller.fetch();
    await until('the refusal', () => refused.length > 0);
    await puller.stop();
    expect({ refused, accepted, asked }).toEqual({
      refused: ['signature'],
      accepted: [],
      asked: { stream: 1, blobs: 0 },
    });
  });

  it('fetches the blob of a moved manifest that the hub signed', async () => {
    const stored = sealManifest(manifest(2, 1200), { signer: mine, compressor });
    const { puller, asked, accepted, refused } = pulling({ stored, blob: stored.blob!.bytes });
    puller.fetch();
    await until('the manifest', () => accepted.length > 0);
    await puller.stop();
    expect({ refused, accepted, asked }).toEqual({ refused: [], accepted: [2], asked: { stream: 1, blobs: 1 } });
  });

  it.each([
    ['that has no headers of ours', () => () => undefined, 'headers'],
    [
      'of another hub',
      () => headerOf(sealManifest({ ...manifest(3), hub: 'hub-2' }, { signer: mine, compressor })),
      'identity',
    ],
    ['of an older generation', () => headerOf(sealManifest(manifest(0), { signer: mine, compressor })), 'older'],
    [
      'with a delta that a stranger signed',
      () => headerOf(sealManifest(manifest(3, 1), { base: manifest(1), signer: stranger, compressor })),
      'signature',
    ],
  ])('reads the stream again after a live header %s', async (_, live, kind) => {
    const stored = sealManifest(manifest(2), { signer: mine, compressor });
    const { puller, asked, accepted, refused } = pulling({ stored }, manifest(1));
    puller.hear(live());
    await until('what the hub says', () => accepted.length > 0);
    await puller.stop();
    expect({ refused, accepted, asked }).toEqual({ refused: [kind], accepted: [2], asked: { stream: 1, blobs: 0 } });
  });
});
