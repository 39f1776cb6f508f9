import type { Json, KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { compare } from './compare.ts';
import { subsetDiff } from './drift.ts';
import type { FieldsV1 } from './fields-v1.ts';

const deployment = (containers: readonly object[], more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: { containers } }, ...more },
});
const managedBy = (object: KubeObject, ...entries: readonly [manager: string, fields: FieldsV1][]): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    managedFields: entries.map(([manager, fieldsV1], at) => ({
      ...{ manager, operation: manager === 'wheelhouse' ? 'Apply' : 'Update', fieldsType: 'FieldsV1', fieldsV1 },
      time: `2026-01-01T00:00:0${at}Z`,
    })),
  },
});
const container = (fields: FieldsV1): FieldsV1 => ({
  'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:name': {}, ...fields } } } },
});

const app = (image: string, more: object = {}) => ({ name: 'app', image, ...more });
const [first, second] = [deployment([app('a:1')]), deployment([app('a:2')])];
const defaulted = deployment([app('a:1', { terminationMessagePath: '/dev/log' })], { revisionHistoryLimit: 10 });
const live = managedBy(defaulted, ['wheelhouse', { 'f:spec': container({ 'f:image': {} }) }]);

describe('compare', () => {
  it('shows what an apply would change, in the live object and with its defaults', () => {
    const { changes, predicted } = compare(second, live, { applied: first });
    expect(changes).toEqual([{ path: 'spec.template.spec.containers[name=app].image', desired: 'a:2', live: 'a:1' }]);
    expect(predicted).toEqual({
      ...live,
      spec: deployment([app('a:2', { terminationMessagePath: '/dev/log' })], { revisionHistoryLimit: 10 })['spec'],
    });
  });

  it('does not show what the API server made of a value that was applied before', () => {
    const mutated = managedBy(deployment([app('mirror/a:1')]), [
      'wheelhouse',
      { 'f:spec': container({ 'f:image': {} }) },
    ]);
    expect(compare(first, mutated, { applied: first }).changes).toEqual([]);
    const scaled = deployment([app('a:1')], { replicas: 2 });
    expect(compare(scaled, mutated, { applied: first }).changes).toEqual([{ path: 'spec.replicas', desired: 2 }]);
    expect(compare(first, mutated).changes).toHaveLength(1);
  });

  it('says who took a field, also where a new revision is compared', () => {
    const taken = managedBy(
      deployment([app('hand:1')]),
      ['wheelhouse', { 'f:spec': container({}) }],
      ['kubectl-edit', { 'f:spec': container({ 'f:image': {} }) }],
    );
    const change = { path: 'spec.template.spec.containers[name=app].image', live: 'hand:1', takenBy: 'kubectl-edit' };
    expect(compare(first, taken, { applied: first }).changes).toEqual([{ ...change, desired: 'a:1' }]);
    expect(compare(second, taken, { applied: first }).changes).toEqual([{ ...change, desired: 'a:2' }]);
  });

  it('takes away what the new revision no longer says', () => {
    const { changes, predicted } = compare(deployment([{ name: 'app' }]), live, { applied: first });
    expect(changes).toEqual([{ path: 'spec.template.spec.containers[name=app].image', live: 'a:1' }]);
    expect(predicted['spec']).toEqual(
      deployment([{ name: 'app', terminationMessagePath: '/dev/log' }], { revisionHistoryLimit: 10 })['spec'],
    );
  });

  it('adds what is not there, with what it stands in', () => {
    const two = deployment([app('a:1'), { name: 'side', image: 's:1' }], { strategy: { type: 'Recreate' } });
    const { predicted } = compare(two, live, { applied: first });
    expect(predicted['spec']).toMatchObject({
      strategy: { type: 'Recreate' },
      template: { spec: { containers: [{ name: 'app' }, { name: 'side', image: 's:1' }] } },
    });
  });

  it('predicts what then differs in nothing', () => {
    const value = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.stringMatching(/^[a-z]{1,4}$/),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    const spec = fc.dictionary(fc.stringMatching(/^[a-z]{1,2}$/), value, { maxKeys: 4 });
    const widget = (content: object): KubeObject => ({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w' },
      spec: content,
    });
    fc.assert(
      fc.property(spec, spec, (wanted, had) => {
        const [desired, there] = [widget(wanted), widget(had)];
        expect(subsetDiff(desired, compare(desired, there).predicted)).toEqual([]);
      }),
    );
  });
});
