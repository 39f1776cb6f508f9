import { KubeError } from '@wheelhouse/adapter-kube';
import type { ApplicationId, Digest, KubeObject } from '@wheelhouse/core-domain';
import { keyOf, keyText } from '@wheelhouse/core-domain';
import { targetSpec } from '../../testing/fake-hub.ts';
import { newApplication } from '../state/stored-application.ts';
import { inspect } from './inspect.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { Target } from './target.ts';

const configMap = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'n' },
});
const desired = new Map(['a', 'b'].map((name) => [keyText(keyOf(configMap(name))), configMap(name)]));
const keys = [...desired.keys()];

function suspicious(): Target {
  const id = 'b'.repeat(13) as ApplicationId;
  const target = new Target(id, { unknownFeatures: [] }, newApplication(id, targetSpec(id)));
  const inventory = [...desired.values()].map((object) => ({ key: keyOf(object), apiVersion: 'v1' }));
  const hashes = Object.fromEntries(keys.map((key) => [key, '7'.repeat(64) as Digest]));
  target.stored = { ...target.stored, inventory, hashes } as never;
  for (const key of keys) target.suspects.set(key, 'gone');
  return target;
}

/** An API server that is away as often as it is told, and then has none of the objects. */
const away = (times: number): SyncDependencies => {
  let left = times;
  const get = async (): Promise<undefined> => {
    if (left-- > 0) throw new Error('the API server cannot be reached');
  };
  return { kube: { get }, observed: () => undefined, ignored: () => [] } as unknown as SyncDependencies;
};

describe('a look at what is suspect', () => {
  it('finds what is gone, and then nothing is suspect', async () => {
    const target = suspicious();
    await inspect(target, desired, away(0));
    expect([[...target.drift.keys()], target.suspects.size]).toEqual([keys, 0]);
  });

  it('does not miss what was never written, such as the rest of a bundle that was refused', async () => {
    const target = suspicious();
    const [first, second] = keys;
    target.stored = { ...target.stored, hashes: { [first!]: target.stored.hashes[first!]! } };
    await inspect(target, desired, away(0));
    expect([...target.drift.keys()]).toEqual([first]);
    expect(target.suspects.has(second!)).toBe(false);
  });

  it('takes what is of a kind that the cluster does not know for gone, and looks at the rest', async () => {
    const target = suspicious();
    const get = async ({ name }: { readonly name: string }): Promise<undefined> => {
      if (name === 'a') throw new KubeError('the cluster does not know it', { code: 'UNKNOWN_KIND' });
    };
    await inspect(target, desired, {
      kube: { get },
      observed: () => undefined,
      ignored: () => [],
    } as unknown as SyncDependencies);
    expect([[...target.drift.keys()], target.suspects.size]).toEqual([keys, 0]);
  });

  it('that fails forgets no suspicion', async () => {
    const target = suspicious();
    const deps = away(1);
    await expect(inspect(target, desired, deps)).rejects.toThrow(/cannot be reached/);
    expect([...target.suspects.keys()]).toEqual(keys);
    await inspect(target, desired, deps);
    expect([[...target.drift.keys()], target.suspects.size]).toEqual([keys, 0]);
  });
});
