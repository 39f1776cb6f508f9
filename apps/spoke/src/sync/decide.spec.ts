import type { BundleRef, ManifestEntry, RequestedOperation } from '@wheelhouse/contract';
import type { ApplicationId, Digest, OperationId } from '@wheelhouse/core-domain';
import { newApplication } from '../state/stored-application.ts';
import { decide } from './decide.ts';
import type { Decision } from './decide.ts';
import { Target } from './target.ts';
import { rungOf } from './target.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const id = '1'.repeat(16) as ApplicationId;
const spec = 'a'.repeat(64) as Digest;
const bundle = (digit: string): BundleRef => ({
  project: 'p'.repeat(16) as never,
  digest: digit.repeat(64) as Digest,
  revision: digit.repeat(40) as never,
});
const targetSpec = {
  identity: { project: 'default', namespace: 'argocd', name: 'app' },
  destinationNamespace: 'app',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: true,
};
const operation: RequestedOperation = {
  id: '00000000-0000-4000-8000-000000000001' as OperationId,
  kind: 'sync',
  prune: true,
  dryRun: false,
  requestedBy: 'ada',
};
const entry = (more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  id,
  spec,
  current: bundle('1'),
  gates: [],
  ...more,
});

/** An application at bundle 1, with what the row changes. */
function target(change: (target: Target) => void = () => undefined): Target {
  const stored = { ...newApplication(id, targetSpec), applied: rungOf(bundle('1'), spec) };
  const made = new Target(id, { entry: entry(), spec: targetSpec, unknownFeatures: [] }, stored);
  change(made);
  return made;
}
const wants = (more: Partial<ManifestEntry>) => (made: Target) =>
  void (made.wanted = { ...made.wanted, entry: entry(more) });

describe('what an application needs now', () => {
  it.each<[string, (target: Target) => void, Partial<Decision>]>([
    ['nothing, when what is admitted is applied', () => undefined, { kind: 'idle' }],
    [
      'nothing, before the first admission',
      (t) => (t.wanted = { unknownFeatures: [], entry: withoutCurrent() }),
      { kind: 'idle' },
    ],
    ['a sync, for another bundle', wants({ current: bundle('2') }), { kind: 'sync', bundle: bundle('2'), attempt: 1 }],
    [
      'a sync, for another spec with the same bundle',
      wants({ spec: 'b'.repeat(64) as Digest }),
      { kind: 'sync', attempt: 1 },
    ],
    ['a sync, as another ServiceAccount', wants({ serviceAccount: 'deployer' }), { kind: 'sync', attempt: 1 }],
    [
      'nothing, when only the commit is another',
      wants({ current: { ...bundle('1'), revision: '9'.repeat(40) as never } }),
      { kind: 'idle' },
    ],
    [
      'to leave, with a tombstone',
      (t) => (t.wanted = { unknownFeatures: [], tombstone: { id, mode: 'prune', operation: operation.id } }),
      { kind: 'leave' },
    ],
    [
      'to be forgotten, when merely absent: nothing is deleted',
      (t) => (t.wanted = { unknownFeatures: [] }),
      { kind: 'forgotten' },
    ],
    [
      'nothing at all, when the hub requires what this spoke does not know',
      (t) =>
        (t.wanted = {
          ...t.wanted,
          unknownFeatures: ['teleport'],
          tombstone: { id, mode: 'prune', operation: operation.id },
        }),
      { kind: 'blocked' },
    ],
    ['an operation that did not run yet', wants({ operation }), { kind: 'operate', operation }],
    [
      'no operation twice',
      (t) => {
        wants({ operation })(t);
        t.stored = { ...t.stored, journal: [operation.id] };
      },
      { kind: 'idle' },
    ],
    ['to go on with a sync that is under way', (t) => underWay(t, '1'), { kind: 'continue' }],
    [
      'to go on with it, and say that something newer is desired',
      (t) => {
        wants({ current: bundle('2') })(t);
        underWay(t, '1');
      },
      { kind: 'continue', superseded: 'something newer is desired' },
    ],
    [
      'to go on with what somebody asked for, whatever is desired since',
      (t) => {
        wants({ current: bundle('2'), operation })(t);
        underWay(t, '1', operation.id);
      },
      { kind: 'continue' },
    ],
    [
      'to go on with it, and say that somebody asks for something else',
      (t) => {
        wants({ operation })(t);
        underWay(t, '1');
      },
      { kind: 'continue', superseded: 'ada asked for a sync' },
    ],
    [
      'to compare at once where somebody asks for it, also while a sync waits',
      (t) => {
        wants({ operation: { ...operation, kind: 'refresh' } })(t);
        underWay(t, '1');
      },
      { kind: 'operate' },
    ],
    [
      'the attempt that was cut off, when this spoke died in it',
      (t) => {
        wants({ current: bundle('2') })(t);
        const run = { operation: operation.id, attempt: 3, bundle: bundle('2').digest, spec, startedAt: 0, done: [] };
        t.stored = { ...t.stored, run };
      },
      { kind: 'sync', attempt: 3 },
    ],
    ['to look, when something is suspect', (t) => t.suspects.set('/ConfigMap/a/b', 'changed'), { kind: 'inspect' }],
    [
      'to look again, while there is drift',
      (t) => t.drift.set('/ConfigMap/a/b', { missing: false, changes: [] }),
      { kind: 'inspect' },
    ],
    [
      'to wait, after a failed attempt',
      (t) => {
        wants({ current: bundle('2') })(t);
        failed(t, NOW + 5_000);
      },
      { kind: 'wait', at: NOW + 5_000 },
    ],
    [
      'the next attempt, when it is due',
      (t) => {
        wants({ current: bundle('2') })(t);
        failed(t, NOW);
      },
      { kind: 'sync', attempt: 2 },
    ],
    [
      'no attempt more, when there are none left',
      (t) => {
        wants({ current: bundle('2') })(t);
        failed(t);
      },
      { kind: 'idle' },
    ],
    [
      'a first attempt, when the failed one was of another bundle',
      (t) => {
        wants({ current: bundle('3') })(t);
        failed(t);
      },
      { kind: 'sync', attempt: 1 },
    ],
  ])('%s', (_, change, expected) => {
    expect(decide(target(change), NOW)).toMatchObject(expected);
  });
});

function withoutCurrent(): ManifestEntry {
  const { current: _, ...rest } = entry();
  return rest;
}

/** A sync of that bundle waits for something; `asked`: by a person. */
function underWay(made: Target, digit: string, asked?: OperationId): void {
  const job = { bundle: bundle(digit), spec, operation: asked ?? 'auto', asked: asked !== undefined };
  made.run = { job } as never;
}

function failed(made: Target, nextAt?: number): void {
  const begun = { bundle: bundle('2').digest, spec, count: 1, message: 'no' };
  made.attempt = nextAt === undefined ? begun : { ...begun, nextAt };
}
