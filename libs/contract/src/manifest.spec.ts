import { digestOf } from '@wheelhouse/core-domain';
import type { ApplicationId, ClusterId, OperationId } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { changes, manifests } from './testdata/arbitraries.ts';
import { deltaMessage, manifestMessage, unknownFeatures } from './manifest-message.ts';
import { applyDelta, diffManifest } from './manifest-delta.ts';
import type { ClusterManifest, TargetSpec } from './manifest.ts';
import { packCbor } from './wire/cbor.ts';

const spec: TargetSpec = {
  identity: { project: 'default', namespace: 'argocd', name: 'my-api-dev' },
  destinationNamespace: 'my-api',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: false,
};
const id = (n: number) => n.toString(16).padStart(16, '0') as ApplicationId;

const manifest: ClusterManifest = {
  wire: 1,
  hub: 'hub',
  cluster: 'abcdefghijklmnop' as ClusterId,
  generation: 4,
  requires: [],
  applications: [{ id: id(1), spec: digestOf(spec), gates: [] }],
  removed: [],
  specs: new Map([[digestOf(spec), spec]]),
  gates: new Map(),
};

describe('a manifest', () => {
  it('is the same bytes whatever order its parts come in, and without specs that nobody names', () => {
    fc.assert(
      fc.property(manifests, (value) => {
        const shuffled = {
          ...value,
          applications: [...value.applications].reverse(),
          removed: [...value.removed].reverse(),
          specs: new Map([...value.specs, [digestOf('nobody'), spec] as const].reverse()),
          gates: new Map([...value.gates].reverse()),
        };
        expect(manifestMessage.encode(shuffled)).toEqual(manifestMessage.encode(value));
      }),
    );
  });

  it('refuses to be encoded with an entry whose spec it does not hold', () => {
    expect(() => manifestMessage.encode({ ...manifest, specs: new Map() })).toThrow(/does not hold it/);
  });

  it('names the features that a spoke does not know', () => {
    expect(unknownFeatures({ ...manifest, requires: ['hooks', 'sealed-blobs'] }, ['hooks'])).toEqual(['sealed-blobs']);
  });

  it('of a newer wire version is refused with what to do', () => {
    const decoded = manifestMessage.decode(manifestMessage.encode({ ...manifest, wire: 2 }));
    expect(decoded).toMatchObject({ ok: false, error: [{ code: 'NOT_SUPPORTED', where: 'manifest: wire' }] });
  });

  it('names the entry that is there twice', () => {
    const entry = manifest.applications[0]!;
    const decoded = manifestMessage.decode(manifestMessage.encode({ ...manifest, applications: [entry, entry] }));
    expect(decoded).toMatchObject({ ok: false, error: [{ where: 'manifest: applications[1].id' }] });
  });

  it('names the field that is wrong, deep inside', () => {
    const entry = new Map<number, unknown>([[0, new Uint8Array(7)]]);
    const wire = new Map<number, unknown>([
      [0, 1],
      [1, 'hub'],
      [2, manifest.cluster],
      [3, 1],
      [4, []],
      [5, [entry]],
    ]);
    const decoded = manifestMessage.decode(packCbor(wire));
    expect(decoded).toMatchObject({
      ok: false,
      error: [{ where: 'manifest: applications[0].id', message: 'must be 8 bytes, not 7' }],
    });
  });
});

describe('a delta', () => {
  it('leads from any manifest to any next one of the cluster, also over the wire', () => {
    fc.assert(
      fc.property(changes, ([base, next]) => {
        const delta = deltaMessage.decode(deltaMessage.encode(diffManifest(base, next)!));
        expect(delta.ok && applyDelta(base, delta.value)).toEqual({ ok: true, value: next });
      }),
    );
  });

  it('says only what changed', () => {
    const next = {
      ...manifest,
      generation: 5,
      removed: [{ id: id(9), mode: 'prune' as const, operation: 'o' as OperationId }],
    };
    expect(diffManifest(manifest, next)).toMatchObject({ set: [], del: [], specs: new Map(), removed: next.removed });
  });

  it('is not there from another hub', () => {
    expect(diffManifest({ ...manifest, hub: 'other' }, manifest)).toBeUndefined();
  });

  it.each<[string, (base: ClusterManifest) => ClusterManifest, RegExp]>([
    ['another generation', (base) => ({ ...base, generation: 3 }), /starts at generation 4, and 3 is here/],
    ['the same generation of other content', (base) => ({ ...base, requires: ['x'] }), /another manifest/],
  ])('is refused on %s', (_, change, expected) => {
    const delta = diffManifest(manifest, { ...manifest, generation: 5 })!;
    const applied = applyDelta(change(manifest), delta);
    expect(applied.ok ? '' : applied.error[0]?.message).toMatch(expected);
  });

  it('that was changed on the way is refused', () => {
    const delta = diffManifest(manifest, { ...manifest, generation: 5 })!;
    expect(applyDelta(manifest, { ...delta, del: [id(1)] })).toMatchObject({ ok: false });
    expect(applyDelta(manifest, { ...delta, set: [{ id: id(2), spec: digestOf('lost'), gates: [] }] })).toMatchObject({
      ok: false,
    });
  });
});
