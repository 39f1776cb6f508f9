import { digestBytes, digestText } from '@wheelhouse/core-domain';
import type { ProjectId } from '@wheelhouse/core-domain';
import { blobMessage, openBlob, packBlob, resealBlob } from './blob.ts';
import type { BodyOpener, BodySealer } from './body-seal.ts';
import { noCompressor as compressor } from './testdata/ports.ts';
import { bytesOfHex } from './wire/codec.ts';

// A toy cipher: what is bound is checked by its digest in front. The real one is in `runtime`, and tested there.
const mixed = (body: Uint8Array, by: number) => body.map((byte) => byte ^ by);
const sealer = (keyId: string, by: number): BodySealer => ({
  keyId,
  seal: (body, bound) => Uint8Array.of(...bytesOfHex(digestBytes(bound)), ...mixed(body, by)),
});
const opener = (keys: Readonly<Record<string, number>>): BodyOpener => ({
  open({ keyId, body }, bound) {
    const by = keys[keyId];
    if (by === undefined) return { kind: 'unknown-key' };
    const same = startsWith(body, bytesOfHex(digestBytes(bound)));
    return same ? { kind: 'opened', body: mixed(body.subarray(32), by) } : { kind: 'refused' };
  },
});
const startsWith = (bytes: Uint8Array, start: Uint8Array) => start.every((byte, at) => bytes[at] === byte);

const project = 'projectaaaaaaaa2' as ProjectId;
const plain = new TextEncoder().encode('swordfish');
const wanted = { kind: 'object', project, digest: digestText('swordfish') } as const;
const sealed = packBlob({ ...wanted, plain }, compressor, sealer('k1', 7));
const both = opener({ k1: 7, k2: 9 });
const envelopeOf = (bytes: Uint8Array) => {
  const decoded = blobMessage.decode(bytes);
  if (!decoded.ok) throw new Error('no envelope');
  return decoded.value;
};

describe('a sealed blob', () => {
  it('names its key, and opens with it', () => {
    expect(envelopeOf(sealed).keyId).toBe('k1');
    expect(openBlob(sealed, wanted, compressor, both)).toEqual({ ok: true, value: plain });
  });

  it('is the same bytes for the same inputs', () => {
    expect([...packBlob({ ...wanted, plain }, compressor, sealer('k1', 7))]).toEqual([...sealed]);
  });

  const other = { ...envelopeOf(sealed), project: 'projectbbbbbbbb2' as ProjectId };
  it.each([
    ['with an unknown key id', sealed, wanted, opener({ k2: 9 }), 'NOT_SUPPORTED', /key k1, which is not known/],
    ['without any key', sealed, wanted, undefined, 'NOT_SUPPORTED', /key k1, which is not known/],
    ['with the wrong key', sealed, wanted, opener({ k1: 8 }), 'INVALID_FIELD', /another digest/],
    [
      'put under another project',
      blobMessage.encode(other),
      { ...wanted, project: other.project },
      both,
      'INVALID_FIELD',
      /does not open with key k1/,
    ],
  ])('is refused %s', (_, bytes, as, ring, code, message) => {
    const opened = openBlob(bytes, as, compressor, ring);
    expect(opened).toMatchObject({ ok: false, error: [{ code, message: expect.stringMatching(message) }] });
  });
});

describe('sealing anew', () => {
  it.each([
    ['from one key to the next', sealed],
    ['of what was never sealed', packBlob({ ...wanted, plain }, compressor)],
  ])('gives what would have been sealed with the new key at first, %s', (_, before) => {
    const after = resealBlob(before, both, sealer('k2', 9));
    expect(after).toEqual({ ok: true, value: packBlob({ ...wanted, plain }, compressor, sealer('k2', 9)) });
  });

  it('leaves what has the key already', () => {
    expect(resealBlob(sealed, opener({}), sealer('k1', 7))).toEqual({ ok: true, value: sealed });
  });

  it('refuses what it cannot open', () => {
    expect(resealBlob(sealed, opener({}), sealer('k2', 9)).ok).toBe(false);
  });
});
