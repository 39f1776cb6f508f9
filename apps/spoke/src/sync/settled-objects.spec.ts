import type { Digest, KubeObject, OperationId, ProjectId, Commit, ApplicationId } from '@wheelhouse/core-domain';
import { keyOf, keyText, ok } from '@wheelhouse/core-domain';
import { newApplication } from '../state/stored-application.ts';
import { settledObjects } from './settled-objects.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import { Target } from './target.ts';

const digest = (digit: string): Digest => digit.repeat(64) as Digest;
const object = (data: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'n' },
  data: { a: data },
});
const before = object('1');
const key = keyText(keyOf(before));
const bundle = (digit: string) => ({
  project: 'p' as ProjectId,
  digest: digest(digit),
  revision: 'c'.repeat(40) as Commit,
});
const spec = {
  identity: { project: 'p', namespace: 'n', name: 'a' },
  destinationNamespace: 'n',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: true,
};

/** Wholly applied from bundle 1, and seen in the cluster as it was left. */
function appliedTarget(): Target {
  const id = 'b'.repeat(13) as ApplicationId;
  const target = new Target(id, { unknownFeatures: [] }, newApplication(id, spec as never));
  target.stored = {
    ...target.stored,
    attempted: { ...bundle('1'), spec: digest('5') },
    applied: { bundle: digest('1'), spec: digest('5'), revision: bundle('1').revision },
    hashes: { [key]: digest('7') },
  };
  target.records.set(key, { ownHash: digest('7'), deleting: false } as never);
  return target;
}

const deps = {
  kube: { resourceFor: async () => ({ namespaced: true }) },
  bundles: { isKept: () => true, get: async () => ok({ digest: digest('1'), objects: [before] }) },
  scaledLive: () => false,
} as unknown as SyncDependencies;

const job: SyncJob = {
  bundle: bundle('2'),
  spec: digest('5'),
  prune: false,
  dryRun: false,
  attempt: 1,
  operation: 'o' as OperationId,
  startedAt: 0,
};

describe('an object of a new bundle', () => {
  it.each<[string, boolean, (target: Target) => void, Partial<SyncJob>, string]>([
    ['is settled when it is as before, here and there', true, () => undefined, {}, '1'],
    ['is written when it says something else', false, () => undefined, {}, '2'],
    ['is written when a person asks for the sync', false, () => undefined, { everything: true }, '1'],
    ['is written when the specification changed', false, () => undefined, { spec: digest('6') }, '1'],
    ['is written when it drifted', false, (t) => t.drift.set(key, { missing: false, changes: [] }), {}, '1'],
    ['is written when it is suspect', false, (t) => t.suspects.set(key, 'changed'), {}, '1'],
    ['is written when the watch lost it', false, (t) => t.records.delete(key), {}, '1'],
    [
      'is written when our fields are not as we left them',
      false,
      (t) => t.records.set(key, { ownHash: digest('8'), deleting: false } as never),
      {},
      '1',
    ],
    [
      'is written when the last sync did not end well',
      false,
      (t) => void (t.stored = { ...t.stored, applied: { ...t.stored.applied!, bundle: digest('0') } }),
      {},
      '1',
    ],
  ])('%s', async (_, expected, change, more, data) => {
    const target = appliedTarget();
    change(target);
    const settled = await settledObjects(target, { ...job, ...more }, deps);
    expect(settled(key, object(data))).toBe(expected);
  });
});
