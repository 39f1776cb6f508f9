import { applicationId } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { identityOfTracking, isOurs, mark, trackingId } from './mark.ts';

const marks = {
  applicationId: applicationId('0123456789abcdef'),
  identity: { project: 'default', namespace: 'argocd', name: 'my-api' },
};
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { template: { metadata: { labels: { app: 'web' } } } },
};

describe('mark', () => {
  it('adds label and tracking-id, to the object only', () =>
    expect(mark(deployment, marks)).toEqual({
      ...deployment,
      metadata: {
        name: 'web',
        namespace: 'shop',
        labels: { app: 'web', 'wheelhouse.dev/application': '0123456789abcdef' },
        annotations: { 'wheelhouse.dev/tracking-id': 'default/argocd/my-api:apps/Deployment:shop/web' },
      },
    }));

  it("encodes a Secret's plain text", () => {
    const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'x' } };
    const marked = mark(secret, marks);
    expect(marked).toMatchObject({ data: { a: 'eA==' } });
    expect(marked).not.toHaveProperty('stringData');
  });

  it('leaves empty what a core or cluster-scoped object has not', () =>
    expect(trackingId(marks.identity, { group: '', kind: 'Namespace', namespace: '', name: 'shop' })).toBe(
      'default/argocd/my-api:/Namespace:/shop',
    ));
});

describe('identityOfTracking', () => {
  const annotated = (value: string): KubeObject => ({
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { 'wheelhouse.dev/tracking-id': value } },
  });
  it.each<[string, KubeObject, object | undefined]>([
    ['what we marked', mark(deployment, marks), marks.identity],
    ['what nobody marked', deployment, undefined],
    ['a text that is no tracking-id', annotated('web'), undefined],
    ['one without a name', annotated('default/argocd/:apps/Deployment:shop/web'), undefined],
  ])('reads %s', (_, object, expected) => expect(identityOfTracking(object)).toEqual(expected));
});

describe('isOurs', () => {
  const ours = mark(deployment, marks);
  const copied = { ...ours, metadata: { ...ours.metadata, name: 'copy' } };
  const { labels: _, ...unlabelled } = ours.metadata;
  it.each<[string, KubeObject, boolean]>([
    ['what we marked', ours, true],
    ['a copy of it under another name', copied, false],
    ['one without the label', { ...ours, metadata: unlabelled }, false],
    ['one without the annotation', { ...ours, metadata: { ...ours.metadata, annotations: {} } }, false],
    ['another version of it', { ...ours, apiVersion: 'apps/v1beta1' }, true],
    ['a kind of the same name in another group', { ...ours, apiVersion: 'example.com/v1' }, false],
  ])('%s', (_, live, expected) => expect(isOurs(live)).toBe(expected));

  it('tells applications apart', () => {
    expect(isOurs(ours, marks.applicationId)).toBe(true);
    expect(isOurs(ours, applicationId('ffffffffffffffff'))).toBe(false);
  });

  it('knows metadata-only objects by their key', () => {
    const live = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: ours.metadata };
    const key = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
    expect(isOurs(live)).toBe(false);
    expect(isOurs(live, undefined, key)).toBe(true);
  });
});
