import type { ClusterManifest, ManifestDelta, ManifestHeaders } from '@wheelhouse/contract';
import type { ClusterId, Digest } from '@wheelhouse/core-domain';
import { judgeManifest } from './accept-manifest.ts';

const cluster = 'b'.repeat(16) as ClusterId;
const digest = (digit: string): Digest => digit.repeat(64) as Digest;
const headers = (
  generation: number,
  more: Partial<ManifestHeaders['statement']> = {},
  delta?: Partial<ManifestDelta>,
) =>
  ({
    statement: { hub: 'h', cluster, wire: 1, generation, digest: digest('2'), ...more },
    keyId: 'k',
    signature: new Uint8Array(),
    moved: false,
    ...(delta ? { delta } : {}),
  }) as ManifestHeaders;
const held = { hub: 'h', cluster, manifest: { generation: 7 } as ClusterManifest, digest: digest('1') };

describe('a manifest that is heard of', () => {
  it.each([
    ['is taken as a delta from what is held', headers(8, {}, { base: 7, baseDigest: digest('1') }), { kind: 'delta' }],
    ['is fetched whole, without a delta', headers(8), { kind: 'whole' }],
    [
      'is fetched whole, when the delta begins elsewhere',
      headers(9, {}, { base: 8, baseDigest: digest('1') }),
      { kind: 'whole', because: 'the delta begins at generation 8, and 7 is held' },
    ],
    [
      'is fetched whole, when the base has another content',
      headers(8, {}, { base: 7, baseDigest: digest('3') }),
      { kind: 'whole', because: 'the delta begins at another manifest of generation 7 than the one held' },
    ],
    ['is known, when it is the one held', headers(7, { digest: digest('1') }), { kind: 'known' }],
    [
      'is refused, when it is older',
      headers(6),
      { kind: 'refused', as: 'older', reason: 'generation 6 is older than 7' },
    ],
    [
      'is refused, when one generation says two things',
      headers(7),
      { kind: 'refused', as: 'conflict', reason: 'there are two of generation 7' },
    ],
    [
      'is refused, when it is another cluster’s',
      headers(8, { cluster: 'c'.repeat(16) as ClusterId }),
      { kind: 'refused', as: 'identity' },
    ],
    ['is refused, when it is another hub’s', headers(8, { hub: 'other' }), { kind: 'refused', as: 'identity' }],
  ])('%s', (_, given, expected) => {
    expect(judgeManifest(given, held)).toMatchObject(expected);
  });

  it('is fetched whole by a spoke that holds none', () => {
    expect(judgeManifest(headers(1), { hub: 'h', cluster })).toEqual({ kind: 'whole' });
  });
});
