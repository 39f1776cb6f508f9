import type { KubeObject } from '@wheelhouse/core-domain';
import { migrateOwnership } from './migrate-ownership.ts';

const entry = (manager: string, operation: 'Apply' | 'Update', fieldsV1: object, rest: object = {}) => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...rest,
});
const live = (...managedFields: object[]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', resourceVersion: '7', managedFields },
});
const replicas = { 'f:spec': { 'f:replicas': {} } };
const image = {
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {} } } } } },
};
const status = entry('kube-controller-manager', 'Update', { 'f:status': {} }, { subresource: 'status' });

describe('migrateOwnership', () => {
  it.each([
    ['nobody owns anything', live()],
    ['only we own something', live(entry('wheelhouse', 'Apply', replicas))],
    ['controllers own the status', live(status)],
    ['an autoscaler owns the replicas', live(entry('vpa-updater', 'Update', replicas))],
    ['kubectl only scaled', live(entry('kubectl', 'Update', replicas, { subresource: 'scale' }))],
  ])('leaves alone: %s', (_, object) => expect(migrateOwnership(object)).toBeUndefined());

  it.each([
    ['kubectl-client-side-apply', 'Update'],
    ['kubectl', 'Apply'],
    ['kubectl-edit', 'Update'],
    ['argocd-controller', 'Apply'],
    ['helm', 'Update'],
    ['kustomize-controller', 'Apply'],
    ['helm-controller', 'Update'],
    ['before-first-apply', 'Update'],
  ] as const)('takes over from %s', (manager, operation) => {
    expect(migrateOwnership(live(entry(manager, operation, replicas), status))).toEqual([
      { op: 'replace', path: '/metadata/managedFields', value: [entry('wheelhouse', 'Apply', replicas), status] },
      { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
    ]);
  });

  it('joins what several own with what we own, with the latest time', () => {
    const object = live(
      entry('kubectl-client-side-apply', 'Update', image, { time: '2026-03-01T00:00:00Z' }),
      entry('wheelhouse', 'Apply', replicas),
      entry('argocd-controller', 'Apply', { 'f:metadata': { 'f:labels': { 'f:a': {} } } }),
    );
    const both = {
      'f:metadata': { 'f:labels': { 'f:a': {} } },
      'f:spec': { ...replicas['f:spec'], ...image['f:spec'] },
    };
    expect(migrateOwnership(object)?.[0]).toEqual({
      op: 'replace',
      path: '/metadata/managedFields',
      value: [entry('wheelhouse', 'Apply', both, { time: '2026-03-01T00:00:00Z' })],
    });
  });
});
