import type { ObjectKey } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { limitResources } from './limit-resources.ts';
import { EMPTY_STATUS_HASH, StatusHashSum, targetHash } from './status-hash.ts';
import { resourceStatus, statusMessage } from './status.ts';
import type { ResourceStatus, StatusReport } from './status.ts';
import { reports, resources, targets } from './testdata/arbitraries.ts';
import { packCbor, unpackCbor } from './wire/cbor.ts';

describe('the status hash', () => {
  it('does not depend on the order, and equals the sum computed again after any changes', () => {
    const steps = fc.array(fc.tuple(fc.nat(9), fc.option(targets, { nil: undefined })), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (changes) => {
        const held = new Map<number, Parameters<typeof targetHash>[0]>();
        const sum = new StatusHashSum();
        for (const [slot, next] of changes) {
          const before = held.get(slot);
          sum.replace(before && targetHash(before), next && targetHash(next));
          if (next) held.set(slot, next);
          else held.delete(slot);
        }
        expect(sum.value).toBe(StatusHashSum.of([...held.values()].reverse()).value);
      }),
    );
  });

  it('is 32 digits, none for nothing, and continues from a stored value', () => {
    fc.assert(
      fc.property(targets, targets, (a, b) => {
        const stored = StatusHashSum.of([a]).value;
        expect(stored).toMatch(/^[0-9a-f]{32}$/);
        expect(new StatusHashSum(stored).add(targetHash(b)).value).toBe(StatusHashSum.of([b, a]).value);
        expect(StatusHashSum.of([a]).remove(targetHash(a)).value).toBe(EMPTY_STATUS_HASH);
      }),
    );
  });

  it('is the same on both sides of the wire', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const back = statusMessage.decode(statusMessage.encode(report));
        expect(back.ok && back.value.targets.map(targetHash)).toEqual(report.targets.map(targetHash));
      }),
    );
  });

  it('is the sender’s also where the sender says more than we know', () => {
    const [report] = fc.sample(
      reports.filter(({ targets: all }) => all.length > 0),
      1,
    ) as [StatusReport];
    const wire = unpackCbor(statusMessage.encode(report)) as Map<number, unknown>;
    const more = (wire.get(5) as Uint8Array[]).map((own) =>
      packCbor((unpackCbor(own) as Map<number, unknown>).set(99, 'new')),
    );
    const back = statusMessage.decode(packCbor(wire.set(5, more)));
    const hashes = back.ok ? back.value.targets.map(targetHash) : [];
    expect(hashes).toHaveLength(report.targets.length);
    expect(hashes).not.toEqual(report.targets.map(targetHash));
    expect(back.ok && statusMessage.decode(statusMessage.encode(back.value))).toEqual(back);
  });
});

describe('the resources of a report', () => {
  const one = (name: string, more: Partial<ResourceStatus>): ResourceStatus => {
    const key: ObjectKey = { group: 'apps', kind: 'Deployment', namespace: 'default', name };
    return { ...key, version: 'v1', sync: 'Synced', ...more };
  };

  it('are what is wrong, the worst first', () => {
    const limited = limitResources([
      one('fine', { health: { status: 'Healthy' } }),
      one('drifted', { sync: 'OutOfSync' }),
      one('slow', { health: { status: 'Progressing' } }),
      one('broken', { health: { status: 'Degraded' } }),
    ]);
    expect(limited.map(({ name }) => name)).toEqual(['broken', 'slow', 'drifted']);
  });

  it('never take more than the limit, and do not depend on their order', () => {
    const uniqueResources = fc.uniqueArray(resources, {
      selector: (r) => `${r.group}/${r.kind}/${r.namespace}/${r.name}`,
    });
    fc.assert(
      fc.property(uniqueResources, fc.nat(1000), (all, limit) => {
        const limited = limitResources(all, limit);
        expect(limited.reduce((sum, next) => sum + packCbor(resourceStatus.pack(next)).length, 0)).toBeLessThanOrEqual(
          limit,
        );
        expect(limitResources([...all].reverse(), limit)).toEqual(limited);
      }),
    );
  });

  it('shorten long messages without cutting a character in half', () => {
    const [limited] = limitResources([one('a', { sync: 'OutOfSync', message: `${'x'.repeat(398)}😀😀` })]);
    expect(limited?.message).toBe(`${'x'.repeat(398)}…`);
  });
});
