import { digestOf, type Problem, type Result } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { canonicalBundle, MAX_OBJECT_BYTES, type RenderedObject } from './index.ts';

const object = (kind: string, name: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  const { apiVersion = 'v1', metadata, ...rest } = more as { apiVersion?: string; metadata?: object };
  return { apiVersion, kind, metadata: { name, ...metadata }, ...rest };
};
const rendered = (...objects: unknown[]): RenderedObject[] => objects.map((one) => ({ object: one }));
const bundleOf = (objects: readonly RenderedObject[], namespace = 'shop') => {
  const result = canonicalBundle(objects, { namespace });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const problemsOf = (result: Result<unknown>): Problem[] => (result.ok ? [] : result.error);
const keys = (objects: readonly RenderedObject[], namespace = 'shop'): string[] =>
  bundleOf(objects, namespace).bundle.objects.map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`,
  );

describe('what is published', () => {
  it('has no status and nothing that the server owns', () => {
    const made = object('Deployment', 'web', {
      apiVersion: 'apps/v1',
      metadata: {
        creationTimestamp: null,
        uid: 'x',
        resourceVersion: '1',
        managedFields: [],
        generation: 2,
        labels: { a: 'b' },
      },
      spec: { template: { metadata: { creationTimestamp: null, labels: { a: 'b' } }, spec: { nodeName: null } } },
      status: { replicas: 1 },
    });
    expect(bundleOf(rendered(made)).bundle.objects).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } },
        spec: { template: { metadata: { labels: { a: 'b' } }, spec: { nodeName: null } } },
      },
    ]);
  });

  it('takes lists apart, typed ones too, and lists in lists', () => {
    const typed = {
      apiVersion: 'v1',
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    };
    const list = { apiVersion: 'v1', kind: 'List', items: [typed, object('Service', 'c')] };
    expect(keys(rendered(list))).toEqual(['ConfigMap shop/a', 'ConfigMap shop/b', 'Service shop/c']);
  });

  it('leaves a custom kind that only ends in List as it is', () => {
    expect(keys(rendered(object('AllowList', 'a', { apiVersion: 'example.com/v1', spec: {} })))).toEqual([
      'AllowList shop/a',
    ]);
  });

  it('is in order of wave, kind, group, namespace and name', () => {
    const wave = (n: string) => ({ metadata: { annotations: { 'argocd.argoproj.io/sync-wave': n } } });
    expect(
      keys(
        rendered(
          object('Widget', 'z', { apiVersion: 'b.example.com/v1' }),
          object('Widget', 'a', { apiVersion: 'c.example.com/v1' }),
          object('Deployment', 'late', { apiVersion: 'apps/v1', ...wave('1') }),
          object('ConfigMap', 'b'),
          object('ConfigMap', 'a'),
          object('ConfigMap', 'z', { metadata: { namespace: 'aaa' } }),
          object('Job', 'early', { apiVersion: 'batch/v1', ...wave('-1') }),
          object('Namespace', 'shop'),
          object('ConfigMap', 'odd', wave(' 3')),
        ),
      ),
    ).toEqual([
      'Job shop/early',
      'Namespace -/shop',
      'ConfigMap aaa/z',
      'ConfigMap shop/a',
      'ConfigMap shop/b',
      'ConfigMap shop/odd',
      'Widget shop/z',
      'Widget shop/a',
      'Deployment shop/late',
    ]);
  });

  it('holds hooks, and what says Skip: what they mean is decided where they run', () => {
    const hook = (name: string, type: string, more: object = {}) =>
      object('Job', name, {
        apiVersion: 'batch/v1',
        metadata: { annotations: { 'argocd.argoproj.io/hook': type }, ...more },
      });
    const objects = rendered(hook('a', 'PreSync'), hook('b', 'Skip'));
    expect(keys(objects)).toEqual(['Job shop/a', 'Job shop/b']);
  });

  it('names a hook with generateName by it', () => {
    const metadata = { generateName: 'migrate-', annotations: { 'helm.sh/hook': 'pre-install' } };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata };
    expect(keys(rendered(job))).toEqual(['Job shop/migrate-']);
    const plain = { ...job, metadata: { generateName: 'migrate-' } };
    expect(problemsOf(canonicalBundle(rendered(plain), { namespace: 'shop' }))).toMatchObject([
      { code: 'MISSING_FIELD' },
    ]);
  });

  it('takes the later source of an object in two, and says so', () => {
    const [one, two] = [0, 1].map((source) => ({
      object: object('ConfigMap', 'a', { data: { source } }),
      source,
      where: `${source}.yaml:1`,
    }));
    const { bundle, warnings } = bundleOf([one!, two!]);
    expect(bundle.objects).toMatchObject([{ data: { source: 1 } }]);
    expect(warnings).toMatchObject([
      { code: 'DUPLICATE_OBJECT', message: expect.stringContaining('source 1 and in source 2') },
    ]);
  });
});

describe('namespaces', () => {
  const crd = (kind: string, scope: string) =>
    object('CustomResourceDefinition', `${kind.toLowerCase()}s.example.com`, {
      apiVersion: 'apiextensions.k8s.io/v1',
      spec: { group: 'example.com', scope, names: { kind } },
    });

  it.each<[string, unknown[], string, string[]]>([
    ['fill where one is missing', [object('ConfigMap', 'a')], 'shop', ['ConfigMap shop/a']],
    [
      'stay where they are written',
      [object('ConfigMap', 'a', { metadata: { namespace: 'other' } })],
      'shop',
      ['ConfigMap other/a'],
    ],
    [
      'are taken from built-in kinds of cluster scope',
      [object('ClusterRole', 'a', { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { namespace: 'x' } })],
      'shop',
      ['ClusterRole -/a'],
    ],
    [
      'fill in kinds that nobody knows',
      [object('Widget', 'a', { apiVersion: 'example.com/v1' })],
      'shop',
      ['Widget shop/a'],
    ],
    [
      'are empty for kinds that nobody knows, where there is none to fill in',
      [object('Widget', 'a', { apiVersion: 'example.com/v1' })],
      '',
      ['Widget -/a'],
    ],
    [
      'follow a CRD beside the object',
      [object('Widget', 'a', { apiVersion: 'example.com/v1' }), crd('Widget', 'Cluster')],
      'shop',
      ['CustomResourceDefinition -/widgets.example.com', 'Widget -/a'],
    ],
    [
      'treat an empty text as missing',
      [object('ConfigMap', 'a', { metadata: { namespace: '' } })],
      'shop',
      ['ConfigMap shop/a'],
    ],
  ])('%s', (_, objects, namespace, expected) => {
    expect(keys(rendered(...objects), namespace)).toEqual(expected);
  });

  it('obey who asked the cluster', () => {
    const result = canonicalBundle(rendered(object('Widget', 'a', { apiVersion: 'example.com/v1' })), {
      namespace: 'shop',
      isNamespaced: (group, kind) => (group === 'example.com' && kind === 'Widget' ? false : undefined),
    });
    expect(result).toMatchObject({ ok: true, value: { bundle: { objects: [{ metadata: { name: 'a' } }] } } });
    expect(JSON.stringify(result)).not.toContain('shop');
  });

  it('are asked for where a built-in kind needs one and there is none', () => {
    const result = canonicalBundle(rendered(object('ConfigMap', 'a')), { namespace: '' });
    expect(problemsOf(result)).toMatchObject([{ code: 'MISSING_FIELD', message: 'ConfigMap a has no namespace' }]);
  });
});

describe('is refused, with where it stands', () => {
  const rbac = 'rbac.authorization.k8s.io/v1';
  it.each<[string, unknown, Partial<Problem>]>([
    ['a document that is no map', ['a'], { code: 'INVALID_YAML' }],
    [
      'no apiVersion',
      { kind: 'ConfigMap', metadata: { name: 'a' } },
      { code: 'MISSING_FIELD', message: 'the object "a" has no apiVersion' },
    ],
    ['no kind', { apiVersion: 'v1', metadata: { name: 'a' } }, { code: 'MISSING_FIELD' }],
    ['no metadata', { apiVersion: 'v1', kind: 'ConfigMap' }, { code: 'MISSING_FIELD' }],
    ['a name that is a number', object('ConfigMap', 7 as never), { code: 'MISSING_FIELD' }],
    [
      'generateName',
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'a-' } },
      { code: 'MISSING_FIELD', hint: expect.stringContaining('generateName') },
    ],
    ['upper case in a name', object('ConfigMap', 'Cart'), { code: 'INVALID_NAME' }],
    ['a name of 254 characters', object('ConfigMap', 'a'.repeat(254)), { code: 'INVALID_NAME' }],
    ['a Service with a dot', object('Service', 'a.b'), { code: 'INVALID_NAME' }],
    ['a Namespace of 64 characters', object('Namespace', 'a'.repeat(64)), { code: 'INVALID_NAME' }],
    ['a slash in the name of a role', object('ClusterRole', 'a/b', { apiVersion: rbac }), { code: 'INVALID_NAME' }],
    [
      'a namespace that is none',
      object('ConfigMap', 'a', { metadata: { namespace: 'A_B' } }),
      { code: 'INVALID_NAME' },
    ],
    [
      'an annotation that is a number',
      object('ConfigMap', 'a', { metadata: { annotations: { 'argocd.argoproj.io/sync-wave': -1 } } }),
      {
        code: 'INVALID_FIELD',
        message: 'ConfigMap shop/a: metadata.annotations["argocd.argoproj.io/sync-wave"] must be text',
        hint: 'put the value into quotes',
      },
    ],
    ['labels that are a list', object('ConfigMap', 'a', { metadata: { labels: ['a'] } }), { code: 'INVALID_FIELD' }],
    [
      '1.5 MiB and a byte',
      object('ConfigMap', 'a', { data: { a: 'ü'.repeat(MAX_OBJECT_BYTES / 2) } }),
      { code: 'OBJECT_TOO_LARGE', message: expect.stringContaining('ConfigMap shop/a has') },
    ],
  ])('%s', (_, bad, expected) => {
    const found = problemsOf(canonicalBundle([{ object: bad, where: 'app/a.yaml:3' }], { namespace: 'shop' }));
    expect(found).toEqual([expect.objectContaining({ where: 'app/a.yaml:3', ...expected })]);
  });

  it.each<[string, unknown]>([
    ['a role with colons', object('ClusterRole', 'system:Reader', { apiVersion: rbac })],
    ['an apiVersion of one word', object('ConfigMap', 'a')],
    ['crd-install', object('ConfigMap', 'a', { metadata: { annotations: { 'helm.sh/hook': 'crd-install' } } })],
    ['a null annotation map', object('ConfigMap', 'a', { metadata: { annotations: null } })],
  ])('not: %s', (_, fine) => {
    expect(problemsOf(canonicalBundle(rendered(fine), { namespace: 'shop' }))).toEqual([]);
  });

  it('one object twice, naming both places, also where the namespace is written only once', () => {
    const twice = [
      { object: object('ConfigMap', 'a'), where: 'a.yaml:1' },
      { object: object('ConfigMap', 'a', { metadata: { namespace: 'shop' } }), where: 'b.yaml:7' },
    ];
    expect(problemsOf(canonicalBundle(twice, { namespace: 'shop' }))).toEqual([
      {
        code: 'DUPLICATE_OBJECT',
        message: 'ConfigMap shop/a is there twice: in a.yaml:1 and in b.yaml:7',
        where: 'b.yaml:7',
        hint: 'remove or rename one of them',
      },
    ]);
  });

  it('everything wrong at once', () => {
    const found = problemsOf(
      canonicalBundle(rendered(object('ConfigMap', 'A'), object('ConfigMap', 'B'), 7), { namespace: 'shop' }),
    );
    expect(found.map(({ code }) => code).sort()).toEqual(['INVALID_NAME', 'INVALID_NAME', 'INVALID_YAML']);
  });
});

describe('laws', () => {
  const arbitrary = fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('ConfigMap', 'Deployment', 'Widget', 'Gadget', 'Namespace'),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      wave: fc.integer({ min: -2, max: 2 }),
      data: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    }),
    { selector: ({ kind, name }) => `${kind}/${name}`, maxLength: 12 },
  );
  const objectsOf = (all: { kind: string; name: string; wave: number; data: object }[]): RenderedObject[] =>
    rendered(
      ...all.map(({ kind, name, wave, data }) =>
        object(kind, name, { data, metadata: { annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } } }),
      ),
    );

  it('the order in which objects come does not matter, and the digest is that of the objects', () => {
    fc.assert(
      fc.property(arbitrary, (all) => {
        const { bundle } = bundleOf(objectsOf(all));
        expect(bundleOf(objectsOf([...all].reverse())).bundle).toEqual(bundle);
        expect(bundle.digest).toBe(digestOf(bundle.objects));
      }),
    );
  });

  it('a bundle put in again comes out the same', () => {
    fc.assert(
      fc.property(arbitrary, (all) => {
        const { bundle } = bundleOf(objectsOf(all));
        expect(bundleOf(rendered(...bundle.objects)).bundle).toEqual(bundle);
      }),
    );
  });
});
