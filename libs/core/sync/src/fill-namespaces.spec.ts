import type { KubeObject } from '@wheelhouse/core-domain';
import { fillNamespaces } from './fill-namespaces.ts';

const object = (kind: string, namespace?: string): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...(namespace !== undefined && { namespace }) },
});
const crd = (scope: string): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'x' },
  spec: { group: 'example.com', scope, names: { kind: 'Widget' }, versions: [{ name: 'v1' }] },
});
const widget: KubeObject = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
const known: Record<string, boolean> = { ConfigMap: true, Namespace: false, CustomResourceDefinition: false };
const filled = (...objects: KubeObject[]) =>
  fillNamespaces(objects, 'shop', (_, kind) => known[kind]).map(({ metadata }) => metadata.namespace);

describe('fillNamespaces', () => {
  it.each<[string, KubeObject[], (string | undefined)[]]>([
    ['fills a missing one', [object('ConfigMap')], ['shop']],
    ['fills an empty one', [object('ConfigMap', '')], ['shop']],
    ['keeps one that is there', [object('ConfigMap', 'other')], ['other']],
    ['gives none to a cluster-scoped object', [object('Namespace')], [undefined]],
    ['takes one from a cluster-scoped object', [object('Namespace', 'other')], [undefined]],
    ['takes an unknown kind for namespaced', [widget], ['shop']],
    ['asks a CRD among the objects', [widget, crd('Cluster')], [undefined, undefined]],
    ['also where it is namespaced', [widget, crd('Namespaced')], ['shop', undefined]],
  ])('%s', (_, objects, expected) => expect(filled(...objects)).toEqual(expected));
});
