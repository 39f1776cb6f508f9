import type { CallOptions, KubeApi } from '@wheelhouse/adapter-kube';
import { NotLeading, fencedWriter } from './fenced-writer.ts';

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

function recording() {
  const timeouts: (number | undefined)[] = [];
  const apply = async (_: unknown, options?: CallOptions) => {
    timeouts.push(options?.timeoutMs);
    return object;
  };
  return { timeouts, kube: { apply } as unknown as KubeApi };
}

describe('a fenced writer', () => {
  it.each([
    ['ends a request before the lease does', 4_321.9, undefined, 4_321],
    ['keeps a shorter time that was asked for', 4_000, 1_000, 1_000],
    ['waits 30 s at most', 90_000, undefined, 30_000],
  ])('%s', async (_, budget, timeoutMs, expected) => {
    const { kube, timeouts } = recording();
    const writer = fencedWriter(kube, { writeBudget: () => budget });
    await writer.apply(object, timeoutMs === undefined ? {} : { timeoutMs });
    expect(timeouts).toEqual([expected]);
  });

  it('starts nothing when the lease is about to end', async () => {
    const { kube, timeouts } = recording();
    const writer = fencedWriter(kube, { writeBudget: () => 0 });
    await expect(writer.apply(object)).rejects.toBeInstanceOf(NotLeading);
    expect(timeouts).toEqual([]);
  });
});
