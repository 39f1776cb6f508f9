import type { IgnoreDifference, KubeObject } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { driftOf, ownFields, subsetDiff } from './index.ts';

const LONG = 600_000;

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' }, annotations: {} },
  spec: {
    replicas: 2,
    selector: { matchLabels: { a: 'b' } },
    template: {
      spec: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80 }], args: ['x', null] }] },
    },
    nothing: null,
  },
};
const managed = {
  ...deployment,
  metadata: {
    ...deployment.metadata,
    managedFields: [
      {
        manager: 'wheelhouse',
        operation: 'Apply',
        time: '2026-01-01T00:00:00Z',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {} } } } },
          },
        },
      },
    ],
  },
};

/** As a parser or an API server gives it: the fields that name it are there. */
const isObject = (value: unknown): value is KubeObject => {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<KubeObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
};

const pointers = fc.oneof(
  mutatedTexts(
    '/spec/replicas',
    '/spec/template/spec/containers/0/image',
    '/spec/nothing/x/y',
    '/metadata/labels/a~1b',
  ),
  sharpTexts,
);
const ignores = fc
  .array(pointers, { maxLength: 3 })
  .map((jsonPointers): IgnoreDifference[] => [
    { group: '*', kind: '*', jsonPointers, jqPathExpressions: [], managedFieldsManagers: [] },
  ]);

describe('bad input by the thousand', () => {
  it(
    'desired, live and what is ignored: differences, each with its path',
    () => {
      const inputs = fc.tuple(mutatedJson(deployment, managed), mutatedJson(deployment, managed), ignores);
      fuzz(inputs, ([desired, live, ignore]) => {
        if (!isObject(desired) || !isObject(live)) return true;
        const size = JSON.stringify(desired).length + JSON.stringify(live).length;
        for (const changes of [subsetDiff(desired, live, ignore), driftOf(desired, live, { ignore }).changes]) {
          if (!changes.every(({ path }) => path !== '')) return false;
          if (JSON.stringify(changes).length > 20 * size + 1000) return false;
        }
        return true;
      });
    },
    LONG,
  );

  it(
    'what is compared with itself does not differ',
    () => {
      fuzz(mutatedJson(deployment), (object) => !isObject(object) || subsetDiff(object, object).length === 0);
    },
    LONG,
  );

  it(
    'managed fields: whose they are, or nobody’s',
    () => {
      fuzz(mutatedJson(managed), (object) => {
        if (isObject(object)) ownFields(object);
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  const changed = { ...deployment, spec: { ...deployment.spec, replicas: 3, nothing: { x: 1 } } };

  it('a pointer below what is null ignores nothing', () => {
    const ignore = [
      { group: '*', kind: '*', jsonPointers: ['/spec/nothing/x/y'], jqPathExpressions: [], managedFieldsManagers: [] },
    ];
    expect(subsetDiff(deployment, changed, ignore).map(({ path }) => path)).toEqual(['spec.replicas']);
  });

  it.each<[string, unknown]>([
    ['entries that are none', [null, 7, 'x']],
    ['fields that are no tree', [{ manager: 'a', operation: 'Apply', fieldsV1: { 'f:spec': null, 'k:{': {}, x: {} } }]],
  ])('managed fields with %s are read as far as they are right', (_, managedFields) => {
    const live = { ...changed, metadata: { ...changed.metadata, managedFields } };
    expect(driftOf(deployment, live).drifted).toBe(true);
  });
});
