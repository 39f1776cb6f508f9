import type { KubeObject } from './kube-object.ts';
import { withEncodedData } from './with-encoded-data.ts';

const object = (kind: string, rest: object): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  ...rest,
});

describe('withEncodedData', () => {
  it.each<[string, KubeObject, KubeObject]>([
    [
      'writes stringData into data',
      object('Secret', { stringData: { a: 'grün' } }),
      object('Secret', { data: { a: 'Z3LDvG4=' } }),
    ],
    [
      'lets stringData win, and keeps the rest of data',
      object('Secret', { data: { a: 'eA==', b: 'eQ==' }, stringData: { a: 'z' }, type: 'Opaque' }),
      object('Secret', { data: { a: 'eg==', b: 'eQ==' }, type: 'Opaque' }),
    ],
    [
      'leaves a Secret without it',
      object('Secret', { data: { a: 'eA==' } }),
      object('Secret', { data: { a: 'eA==' } }),
    ],
    [
      'leaves another kind',
      object('ConfigMap', { stringData: { a: 'b' } }),
      object('ConfigMap', { stringData: { a: 'b' } }),
    ],
  ])('%s', (_, given, expected) => expect(withEncodedData(given)).toEqual(expected));
});
