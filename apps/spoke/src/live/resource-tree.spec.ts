import type { KubeApi } from '@wheelhouse/adapter-kube';
import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { ApplicationId, Health, KubeObject } from '@wheelhouse/core-domain';
import { targetSpec } from '../../testing/fake-hub.ts';
import { newApplication } from '../state/stored-application.ts';
import { Target } from '../sync/target.ts';
import { recordOf } from '../watch/live-record.ts';
import { resourceTree } from './resource-tree.ts';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'd' },
  spec: { selector: { matchLabels: { app: 'web' } } },
};
const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'p', ownerReferences: [{ uid: 'd' }] },
};

/** An API server that has a Deployment and its pod. */
const kube = {
  get: async () => deployment,
  resourceFor: async (_: string, kind: string) => (kind === 'Pod' ? { kind } : undefined),
  list: async () => ({ items: [pod] }),
} as unknown as KubeApi;

const target = (): Target => {
  const id = 'b'.repeat(16) as ApplicationId;
  const made = new Target(id, { unknownFeatures: [] }, newApplication(id, targetSpec(id)));
  const inventory = [{ key: keyOf(deployment), apiVersion: 'apps/v1', wave: 0, uid: 'd' }];
  made.stored = { ...made.stored, inventory };
  made.records.set(keyText(keyOf(deployment)), recordOf(deployment));
  return made;
};

const asKnown = (_: string, health: Health | undefined): Health | undefined => health;

describe('the tree of what an application runs', () => {
  it('judges what the cluster made as people want its kind judged', async () => {
    const custom = (_: string, kind: string) =>
      kind === 'Pod' ? (): Health => ({ status: 'Suspended', message: 'asleep' }) : undefined;
    const { nodes } = await resourceTree(target(), { kube, custom, healthOf: asKnown });
    expect(nodes.find(({ kind }) => kind === 'Pod')).toMatchObject({
      health: { status: 'Suspended', message: 'asleep' },
      message: 'asleep',
    });
  });

  it('says of what was never written that it is not as desired', async () => {
    const unwritten = target();
    const [entry] = unwritten.stored.inventory;
    unwritten.records.clear();
    unwritten.stored = { ...unwritten.stored, inventory: [{ ...entry!, uid: undefined as never }] };
    const { nodes } = await resourceTree(unwritten, { kube, healthOf: asKnown });
    expect(nodes[0]).toMatchObject({ kind: 'Deployment', sync: 'OutOfSync', health: { status: 'Missing' } });
  });
});
