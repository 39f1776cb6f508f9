import { shown } from './mask-secret.ts';

describe('an object as it may be shown', () => {
  it('has no value of a Secret, also not in what kubectl remembers', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"p":"aHVudGVyMg=="}}',
      note: 'kept',
    };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations, managedFields: [{}] },
      data: { p: 'aHVudGVyMg==' },
      stringData: { q: 'hunter2' },
    };
    const text = JSON.stringify(shown(secret));
    expect(text).not.toMatch(/aHVudGVyMg==|hunter2|managedFields/);
    expect(shown(secret)).toMatchObject({ data: { p: '••••••••' }, metadata: { annotations: { note: 'kept' } } });
  });

  it('keeps the values of everything else', () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } };
    expect(shown(map)).toEqual(map);
  });
});
