import { digestOf, digestText } from '@wheelhouse/core-domain';
import type { Bundle, Digest, KubeObject, ProjectId } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { blobMessage, MAX_BLOB_BYTES, openBlob, packBlob } from './blob.ts';
import { bundleFromBlobs, bundleToBlobs } from './bundle-blobs.ts';
import type { PackedBlob } from './bundle-blobs.ts';
import { noCompressor as compressor, runLengths } from './testdata/ports.ts';

const project = 'projectaaaaaaaa2' as ProjectId;
const bundleOf = (objects: readonly KubeObject[]): Bundle => ({ digest: digestOf(objects), objects });
const object = (name: string, size = 10): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { text: 'é'.repeat(size) },
});
const store = (blobs: readonly PackedBlob[]) => new Map(blobs.map((blob) => [blob.digest, blob.bytes]));
const fetchFrom = (blobs: ReadonlyMap<Digest, Uint8Array>) => (digest: Digest) => Promise.resolve(blobs.get(digest));

const small = bundleOf([object('a'), object('b')]);
const large = bundleOf([object('a', 90_000), object('b', 90_000), object('c'), object('a', 90_000)]);

it('any bundle comes back as it was', async () => {
  const objects = fc.array(fc.record({ name: fc.string(), size: fc.nat(300_000) }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(objects, async (shapes) => {
      const bundle = bundleOf(shapes.map(({ name, size }) => object(name, size)));
      const blobs = bundleToBlobs(bundle, project, compressor);
      expect(blobs.at(-1)?.digest).toBe(bundle.digest);
      const back = await bundleFromBlobs({ project, digest: bundle.digest }, fetchFrom(store(blobs)), compressor);
      expect(back).toEqual({ ok: true, value: bundle });
    }),
    { numRuns: 20 },
  );
});

it('a small bundle is one blob, a large one a blob per different object and an index', () => {
  expect(bundleToBlobs(small, project, compressor)).toHaveLength(1);
  const kinds = bundleToBlobs(large, project, compressor).map(({ bytes }) => {
    const envelope = blobMessage.decode(bytes);
    return envelope.ok && envelope.value.kind;
  });
  expect(kinds).toEqual(['object', 'object', 'object', 'index']);
});

it('a change of one object of a large bundle re-sends that object and the index', () => {
  const before = store(bundleToBlobs(large, project, compressor));
  const changed = bundleOf([...large.objects.slice(0, 2), object('c', 20), large.objects[3]!]);
  const sent = bundleToBlobs(changed, project, compressor).filter(({ digest }) => !before.has(digest));
  expect(sent).toHaveLength(2);
});

it('a bundle whose digest is not its objects’ is refused before it is stored', () => {
  expect(() => bundleToBlobs({ ...small, digest: digestText('other') }, project, compressor)).toThrow(/not the digest/);
});

describe('what comes from the store is refused', () => {
  const blobs = bundleToBlobs(large, project, compressor);
  const wanted = { project, digest: large.digest };
  const reasonFor = async (change: (stored: Map<Digest, Uint8Array>) => void) => {
    const stored = store(blobs);
    change(stored);
    const back = await bundleFromBlobs(wanted, fetchFrom(stored), compressor);
    return back.ok ? 'accepted' : back.error.map((problem) => `${problem.where} ${problem.message}`).join();
  };
  const [first, second] = [blobs[0]!, blobs[1]!];

  it.each<[string, (stored: Map<Digest, Uint8Array>) => void, RegExp]>([
    ['when the bundle is lost', (stored) => stored.delete(large.digest), /is not in the store/],
    ['when a part is lost', (stored) => stored.delete(first.digest), /is not in the store/],
    ['when a part is another', (stored) => stored.set(first.digest, second.bytes), /its envelope says object/],
    ['when a part is garbage', (stored) => stored.set(first.digest, new Uint8Array(9)), /after its end|must be/],
    [
      'when a part is another under the right name',
      (stored) =>
        stored.set(
          first.digest,
          packBlob({ kind: 'object', project, digest: first.digest, plain: new Uint8Array(4) }, compressor),
        ),
      /another digest/,
    ],
    [
      'when the index lists other objects',
      (stored) =>
        stored.set(
          large.digest,
          packBlob({ kind: 'index', project, digest: large.digest, plain: new Uint8Array(0) }, compressor),
        ),
      /its objects have another digest/,
    ],
    [
      'when the index is no list',
      (stored) =>
        stored.set(
          large.digest,
          packBlob({ kind: 'index', project, digest: large.digest, plain: new Uint8Array(33) }, compressor),
        ),
      /not a list of digests/,
    ],
  ])('%s', async (...[, change, expected]) => {
    expect(await reasonFor(change)).toMatch(expected);
  });
});

describe('an envelope', () => {
  const digest = digestText('aaaaaaaaaa');
  const wanted = { kind: 'object', project, digest } as const;
  const plain = new TextEncoder().encode('aaaaaaaaaa');

  it('compresses where that helps, and opens again', () => {
    const packed = packBlob({ ...wanted, plain }, runLengths);
    expect(blobMessage.decode(packed)).toMatchObject({
      value: { codec: 'zstd', size: 10, body: Uint8Array.of(97, 0, 0, 10) },
    });
    expect(openBlob(packed, wanted, runLengths)).toEqual({ ok: true, value: plain });
  });

  it.each<[string, object, RegExp]>([
    ['that claims less than it unpacks to', { size: 9 }, /is not 9 bytes of zstd/],
    ['that claims more than it unpacks to', { size: 11 }, /is not 11 bytes of zstd/],
    ['that is sealed with a key we do not have', { keyId: 'k7' }, /sealed with key k7/],
    ['of another project', { project: 'projectbbbbbbbb2' }, /of project projectbbbbbbbb2/],
    ['that claims more than any blob may have', { size: MAX_BLOB_BYTES + 1 }, /must be 0 to/],
  ])('%s is refused', (...[, change, expected]) => {
    const decoded = blobMessage.decode(packBlob({ ...wanted, plain }, runLengths));
    const changed = blobMessage.encode({ ...(decoded.ok && decoded.value), ...change } as never);
    const opened = openBlob(changed, wanted, runLengths);
    expect(opened.ok ? 'accepted' : opened.error[0]?.message).toMatch(expected);
  });
});
