import type { IgnoreDifference, KubeObject } from '@wheelhouse/core-domain';
import { subsetDiff } from './drift.ts';
import { withLiveValues } from './with-live-values.ts';

const thing = (spec: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', ...metadata },
  spec,
});
const rule = (more: Partial<IgnoreDifference>): IgnoreDifference[] => [
  { group: 'apps', kind: '*', jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [], ...more },
];
const containers = (...images: [string, string][]) => ({
  containers: images.map(([name, image]) => ({ name, image })),
});

describe('desired with what is ignored as live has it', () => {
  it.each<[string, Partial<IgnoreDifference>, object, object, object]>([
    [
      'a pointer',
      { jsonPointers: ['/spec/replicas'] },
      { replicas: 1, x: 1 },
      { replicas: 5, x: 2 },
      { replicas: 5, x: 1 },
    ],
    ['what is not in live goes', { jsonPointers: ['/spec/replicas'] }, { replicas: 1, x: 1 }, {}, { x: 1 }],
    ['what is not in desired does not come', { jsonPointers: ['/spec/replicas'] }, { x: 1 }, { replicas: 5 }, { x: 1 }],
    [
      'an item by its name, wherever it stands',
      { jqPathExpressions: ['.spec.containers[] | select(.name == "b").image'] },
      containers(['a', '1'], ['b', '1']),
      containers(['b', '2'], ['injected', '9'], ['a', '2']),
      containers(['a', '1'], ['b', '2']),
    ],
    [
      'several items that are gone',
      { jqPathExpressions: ['.spec.args[]'] },
      { args: ['a', 'b', 'c'] },
      {},
      { args: [] },
    ],
    ['nothing', {}, { replicas: 1 }, { replicas: 5 }, { replicas: 1 }],
  ])('%s', (_, more, desired, live, expected) => {
    const result = withLiveValues(thing(desired), thing(live), rule(more));
    expect(result).toEqual(thing(expected));
    expect(subsetDiff(result, thing(live), rule(more))).toEqual(subsetDiff(thing(desired), thing(live), rule(more)));
  });

  it('a manager’s fields, items by their keys', () => {
    const fieldsV1 = {
      'f:spec': { 'f:replicas': {}, 'f:containers': { 'k:{"name":"b"}': { '.': {}, 'f:image': {} } } },
    };
    const managedFields = [{ manager: 'scaler', operation: 'Update', fieldsV1 }];
    const live = thing({ replicas: 5, ...containers(['b', '2'], ['a', '2']) }, { managedFields });
    const desired = thing({ replicas: 1, ...containers(['a', '1'], ['b', '1']) });
    expect(withLiveValues(desired, live, rule({ managedFieldsManagers: ['scaler'] }))).toEqual(
      thing({ replicas: 5, ...containers(['a', '1'], ['b', '2']) }),
    );
  });

  it('is desired itself before there is anything live', () => {
    const desired = thing({ replicas: 1 });
    expect(withLiveValues(desired, undefined, rule({ jsonPointers: ['/spec/replicas'] }))).toBe(desired);
  });

  it('never takes what the object is', () => {
    const desired = thing({});
    const other = { ...thing({}), kind: 'Other', metadata: { name: 'y' } };
    expect(withLiveValues(desired, other, rule({ jsonPointers: ['/kind', '/metadata/name', '/metadata', ''] }))).toBe(
      desired,
    );
  });
});
