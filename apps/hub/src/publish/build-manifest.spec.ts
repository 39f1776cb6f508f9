import { describe, expect, it } from '@jest/globals';
import { manifestMessage, type ClusterManifest, type TargetSpec } from '@wheelhouse/contract';
import {
  applicationId,
  clusterId,
  digestOf,
  operationId,
  projectId,
  type Commit,
  type Digest,
  type Rung,
} from '@wheelhouse/core-domain';
import { buildManifest, type TargetFacts } from './build-manifest.ts';
import { bundlesOf, placementsOf } from './bundles-of.ts';

const hub = 'h'.repeat(16);
const cluster = clusterId('c'.repeat(16));
const project = projectId('p'.repeat(16));
const id = applicationId('1'.repeat(16));

const specOf = (automated: boolean, namespace = 'shop'): TargetSpec => ({
  identity: { project: 'default', namespace: 'argocd', name: 'shop' },
  destinationNamespace: namespace,
  syncPolicy: { syncOptions: [], ...(automated && { automated: { prune: true, selfHeal: true, allowEmpty: false } }) },
  ignoreDifferences: [],
  cascade: true,
});
const rungOf = (bundle: string, spec: TargetSpec, commit = 'a'): Rung => ({
  bundle: bundle.repeat(64) as Digest,
  spec: digestOf(spec),
  revision: commit.repeat(40) as Commit,
});
const target = (bundle: string, spec: TargetSpec, rest: Partial<TargetFacts> = {}): TargetFacts => ({
  id,
  project,
  spec,
  desired: rungOf(bundle, spec),
  ...rest,
});
const build = (targets: readonly TargetFacts[], previous?: ClusterManifest): ClusterManifest =>
  buildManifest({ hub, cluster, targets, removed: [], ...(previous && { previous }) });
const asked = (rung: Rung, dryRun = false): NonNullable<TargetFacts['operation']> => ({
  id: operationId('00000000-0000-4000-8000-000000000000'),
  kind: 'sync',
  bundle: rung,
  prune: true,
  dryRun,
  requestedBy: 'admin',
});

const automated = specOf(true);
const manual = specOf(false);

describe('a sync of something automated that was asked for before Git moved on', () => {
  const bundleOf = ({ applications }: ClusterManifest) => applications[0]?.operation?.bundle?.digest;

  it('goes to what is desired now, and not back', () => {
    const operation = asked(rungOf('1', automated));
    expect(bundleOf(build([target('2', automated, { operation })]))).toBe('2'.repeat(64));
  });
  it('stays at what was asked for where it is a dry run, or by hand', () => {
    expect(bundleOf(build([target('2', automated, { operation: asked(rungOf('1', automated), true) })]))).toBe(
      '1'.repeat(64),
    );
    expect(bundleOf(build([target('2', manual, { operation: asked(rungOf('1', manual)) })]))).toBe('1'.repeat(64));
  });
});

describe('the manifest of a cluster', () => {
  it.each([
    ['automated: what is desired is admitted at once', [target('1', automated)], undefined, '1', undefined],
    ['manual: what is desired is staged behind a gate', [target('1', manual)], undefined, undefined, '1'],
    [
      'manual, asked for: admitted',
      [target('1', manual, { operation: asked(rungOf('1', manual)) })],
      undefined,
      '1',
      undefined,
    ],
    [
      'manual, a dry run: staged still',
      [target('1', manual, { operation: asked(rungOf('1', manual), true) })],
      undefined,
      undefined,
      '1',
    ],
    ['manual: what was admitted stays', [target('2', manual)], build([target('1', automated)]), '1', '2'],
    [
      'manual, rolled back: another bundle than the desired one',
      [target('2', manual, { operation: asked(rungOf('1', manual)) })],
      build([target('2', automated)]),
      '1',
      '2',
    ],
  ])('%s', (_case, targets, previous, current, staged) => {
    const entry = build(targets, previous).applications[0]!;
    expect([entry.current?.digest[0], entry.staged?.digest[0]]).toEqual([current, staged]);
    expect(entry.gates).toHaveLength(staged ? 1 : 0);
  });

  it('says nothing new for a newer commit that renders to the same bundle', () => {
    const before = build([target('1', automated)]);
    const after = build([target('1', automated, { desired: rungOf('1', automated, 'b') })], before);
    expect(digestOf(after.applications)).toBe(digestOf(before.applications));
  });

  it('keeps the specification of a target whose newer one cannot be rendered', () => {
    const before = build([target('1', automated)]);
    const newer = specOf(true, 'other');
    const after = build([target('1', newer, { desired: rungOf('1', automated) })], before);
    expect(after.applications[0]!.spec).toBe(digestOf(automated));
    expect([...after.specs.values()]).toEqual([automated]);
  });

  it('holds back those that wait for each other as they were, and nobody else', () => {
    const named = (digit: string, name: string, ...needs: string[]): TargetFacts => {
      const spec: TargetSpec = {
        ...automated,
        identity: { project: 'default', namespace: 'argocd', name },
        ...(needs.length > 0 ? { dependsOn: needs.map((other) => ({ namespace: 'argocd', name: other })) } : {}),
      };
      return { ...target(digit, spec), id: applicationId(digit.repeat(16)), desired: rungOf(digit, spec) };
    };
    const before = build([named('1', 'db'), named('2', 'web', 'db'), named('3', 'new', 'web')]);
    expect(before.requires).toEqual(['dependencies']);
    expect(before.applications.map(({ current }) => current?.digest[0])).toEqual(['1', '2', '3']);
    const after = build([named('1', 'db', 'web'), named('2', 'web', 'db'), named('3', 'new', 'web')], before);
    const [db, web, other] = after.applications;
    expect(after.applications.map(({ current }) => current?.digest[0])).toEqual(['1', '2', '3']);
    expect([db!.spec, web!.spec]).toEqual(before.applications.slice(0, 2).map(({ spec }) => spec));
    expect([db, web, other].map((entry) => entry!.gates.map((digest) => after.gates.get(digest)?.kind))).toEqual([
      ['cycle'],
      ['cycle'],
      [],
    ]);
    expect(placementsOf(after, before)[0]!.gates).toEqual([
      {
        kind: 'cycle',
        reason: 'dependsOn goes in a circle: default/argocd/db → default/argocd/web → default/argocd/db',
      },
    ]);
    const fresh = build([named('1', 'db', 'db')]);
    expect(fresh.applications.map(({ current, staged }) => [current, staged?.digest[0]])).toEqual([[undefined, '1']]);
    expect(manifestMessage.decode(manifestMessage.encode(after)).ok).toBe(true);
  });

  it('does not depend on the order of its facts', () => {
    const other = { ...target('2', manual), id: applicationId('2'.repeat(16)) };
    const both = [target('1', automated), other];
    expect(build([...both].reverse()).applications).toEqual(build(both).applications);
  });

  it('names its bundles once, and the rungs of what changed', () => {
    const before = build([target('1', automated)]);
    const after = build([target('2', manual)], before);
    expect(
      bundlesOf(after)
        .map((one) => one.digest[0])
        .sort(),
    ).toEqual(['1', '2']);
    expect(placementsOf(after, after)).toEqual([]);
    expect(placementsOf(after, before)).toEqual([
      {
        id,
        published: rungOf('2', manual),
        admitted: { ...rungOf('1', automated), spec: digestOf(manual) },
        gates: [{ kind: 'manual' }],
      },
    ]);
  });
});
