import type { IgnoreDifference, KubeObject } from '@wheelhouse/core-domain';
import { driftOf } from './drift.ts';
import type { Drift } from './drift.ts';
import { ownFields } from './fields-v1.ts';
import type { FieldsV1 } from './fields-v1.ts';
import { checkIgnoreDifferences } from './ignore.ts';

const deployment = (spec: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});
const container = (image: string) => ({ template: { spec: { containers: [{ name: 'app', image }] } } });
const desired = deployment({ replicas: 3, ...container('app:1') }, { labels: { 'app.kubernetes.io/name': 'web' } });

const ownContainer = (fields: FieldsV1): FieldsV1 => ({
  'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:name': {}, ...fields } } } },
});
const labels: FieldsV1 = { 'f:metadata': { 'f:labels': { 'f:app.kubernetes.io/name': {} } } };
const applied: FieldsV1 = { ...labels, 'f:spec': { 'f:replicas': {}, ...ownContainer({ 'f:image': {} }) } };
const entry = (manager: string, fieldsV1: FieldsV1, operation = 'Apply', time = '2026-01-01T00:00:00Z') => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  time,
  fieldsType: 'FieldsV1',
  fieldsV1,
});
const live = (object: KubeObject, ...managedFields: object[]): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, managedFields },
});
const ownHash = ownFields(live(desired, entry('wheelhouse', applied)))!.hash;
const drift = (now: KubeObject, ignore?: IgnoreDifference[]): Drift =>
  driftOf(desired, now, { ownHash, ...(ignore && { ignore }) });
const ignoring = (rule: Partial<IgnoreDifference>): IgnoreDifference[] => [
  { group: 'apps', kind: 'Deployment', jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [], ...rule },
];

describe('ownFields', () => {
  it('reads our Apply entry, in metadata alone too', () => {
    const { apiVersion, kind, metadata } = live(desired, entry('kubectl', {}), entry('wheelhouse', applied));
    expect(ownFields({ apiVersion, kind, metadata })).toEqual({ hash: ownHash, fieldsV1: applied });
  });
  it.each([
    ['nobody wrote down who owns what', desired],
    ['others own everything', live(desired, entry('kubectl', applied))],
    ['we only updated', live(desired, entry('wheelhouse', applied, 'Update'))],
    ['we only applied the status', live(desired, { ...entry('wheelhouse', applied), subresource: 'status' })],
  ])('finds nothing where %s', (_, object) => expect(ownFields(object)).toBeUndefined());
  it('has the same hash whatever order the server writes the fields in', () => {
    const reversed = Object.fromEntries(Object.entries(applied).reverse());
    expect(ownFields(live(desired, entry('wheelhouse', reversed)))!.hash).toBe(ownHash);
  });
});

describe('driftOf', () => {
  it('no drift while we own what we owned, whatever admission made of the values', () => {
    const mutated = deployment({ replicas: 3, ...container('mirror.example.com/app:1'), strategy: {} });
    expect(drift(live(mutated, entry('wheelhouse', applied)))).toEqual({ drifted: false, changes: [] });
  });

  it('a deleted object', () =>
    expect(driftOf(desired, undefined)).toEqual({ drifted: true, changes: [], missing: true }));

  const without = (spec: FieldsV1): FieldsV1 => ({ ...labels, 'f:spec': spec });
  it.each<[string, KubeObject, Drift['changes']]>([
    [
      'a scaled Deployment',
      live(
        deployment({ replicas: 5, ...container('app:1') }),
        entry('wheelhouse', without(ownContainer({ 'f:image': {} }))),
        entry('kubectl-scale', { 'f:spec': { 'f:replicas': {} } }, 'Update'),
      ),
      [{ path: 'spec.replicas', desired: 3, live: 5, takenBy: 'kubectl-scale' }],
    ],
    [
      'an image that was set by hand; the list item goes by its key',
      live(
        deployment({ replicas: 3, ...container('app:2') }),
        entry('wheelhouse', without({ 'f:replicas': {}, ...ownContainer({}) })),
        entry('older', { 'f:spec': ownContainer({ 'f:image': {} }) }, 'Update', '2025-01-01T00:00:00Z'),
        entry('kubectl-set', { 'f:spec': ownContainer({ 'f:image': {} }) }, 'Update', '2026-02-01T00:00:00Z'),
      ),
      [
        {
          path: 'spec.template.spec.containers[name=app].image',
          desired: 'app:1',
          live: 'app:2',
          takenBy: 'kubectl-set',
        },
      ],
    ],
    [
      'a removed container',
      live(
        deployment({ replicas: 3, template: { spec: { containers: [{ name: 'other', image: 'x' }] } } }),
        entry('wheelhouse', without({ 'f:replicas': {} })),
        entry(
          'kubectl-edit',
          { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"other"}': { 'f:image': {} } } } } } },
          'Update',
        ),
      ),
      [{ path: 'spec.template.spec.containers[name=app]', desired: { name: 'app', image: 'app:1' } }],
    ],
    [
      'a removed label; its name is quoted',
      live(deployment({ replicas: 3, ...container('app:1') }), entry('wheelhouse', { 'f:spec': applied['f:spec']! })),
      [{ path: 'metadata.labels["app.kubernetes.io/name"]', desired: 'web' }],
    ],
  ])('%s', (_, now, changes) => expect(drift(now)).toEqual({ drifted: true, changes }));

  it('equal values that others own are to be reclaimed, with nothing to show', () => {
    const now = live(desired, entry('wheelhouse', without({ 'f:replicas': {} })), entry('x', applied, 'Update'));
    expect(drift(now)).toEqual({ drifted: false, changes: [], reclaim: true });
  });

  it('without a hash, what we still own counts as ours', () => {
    const now = live(desired, entry('wheelhouse', applied));
    expect(driftOf(desired, now)).toEqual({ drifted: false, changes: [], reclaim: true });
  });

  describe('ignoreDifferences', () => {
    const scaled = live(
      deployment({ replicas: 5, ...container('app:1') }),
      entry('wheelhouse', without(ownContainer({ 'f:image': {} }))),
      entry('autoscaler', { 'f:spec': { 'f:replicas': {} } }, 'Update'),
    );
    it.each<[string, Partial<IgnoreDifference>, boolean]>([
      ['by pointer', { jsonPointers: ['/spec/replicas'] }, true],
      ['by a pointer to what it is in', { jsonPointers: ['/spec'] }, true],
      ['by manager', { managedFieldsManagers: ['autoscaler'] }, true],
      ['group and kind are globs', { group: '*', kind: 'Dep*', jsonPointers: ['/spec/replicas'] }, true],
      ['not for another kind', { kind: 'StatefulSet', jsonPointers: ['/spec/replicas'] }, false],
      ['not for another name', { name: 'api', jsonPointers: ['/spec/replicas'] }, false],
      ['name is no glob', { name: 'w*', jsonPointers: ['/spec/replicas'] }, false],
      ['a broken pointer ignores nothing', { jsonPointers: ['spec/replicas'] }, false],
      ['another pointer ignores nothing', { jsonPointers: ['/spec/replicasX', '/spec/replicas/x'] }, false],
    ])('%s', (_, rule, ignored) => expect(drift(scaled, ignoring(rule)).drifted).toBe(!ignored));

    it('a pointer counts items, also of lists that go by keys', () => {
      const now = live(
        deployment({ replicas: 3, ...container('app:2') }),
        entry('wheelhouse', without({ 'f:replicas': {}, ...ownContainer({}) })),
      );
      expect(drift(now, ignoring({ jsonPointers: ['/spec/template/spec/containers/0/image'] })).drifted).toBe(false);
      expect(drift(now, ignoring({ jsonPointers: ['/spec/template/spec/containers/1/image'] })).drifted).toBe(true);
    });

    it.each<[string, string, boolean]>([
      ['by a jq path', '.spec.replicas', true],
      ['by a jq path that chooses', '.spec | select(.template).replicas', true],
      ['another jq path ignores nothing', '.spec.template', false],
      ['a broken jq path ignores nothing', '.spec[', false],
    ])('%s', (_, expression, ignored) =>
      expect(drift(scaled, ignoring({ jqPathExpressions: [expression] })).drifted).toBe(!ignored),
    );

    it('says what of a jq path cannot be read', () =>
      expect(checkIgnoreDifferences(ignoring({ jqPathExpressions: ['.spec.x', '.spec['] }))).toMatchObject([
        { code: 'INVALID_FIELD', where: 'spec.ignoreDifferences[0].jqPathExpressions[1]' },
      ]));
  });

  it('shows no value of a Secret', () => {
    const secret = (password: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'shop' },
      data: { password },
    });
    const result = driftOf(
      secret('aHVudGVyMg=='),
      live(secret('b3RoZXI='), entry('x', { 'f:data': { 'f:password': {} } }, 'Update')),
    );
    expect(result.changes).toEqual([{ path: 'data.password', desired: '••••••', live: '••••••', takenBy: 'x' }]);
    const { data: _, ...plain } = secret('');
    const written = { ...plain, stringData: { password: 'hunter2' } };
    expect(driftOf(written, secret('aHVudGVyMg==')).changes).toEqual([]);
    expect(JSON.stringify(driftOf(written, secret('b3RoZXI=')))).not.toMatch(/hunter2|aHVudGVyMg|b3RoZXI/);
  });
});
