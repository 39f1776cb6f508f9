import type { IgnoreDifference, Json, KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { subsetDiff } from './drift.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const object = (apiVersion: string, kind: string, more: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'shop' },
  ...more,
});
const pod = (spec: object): KubeObject => object('v1', 'Pod', { spec });
const widget = (spec: object): KubeObject => object('example.com/v1', 'Widget', { spec });
const paths = (desired: KubeObject, live: KubeObject, ignore: IgnoreDifference[] = []): string[] =>
  subsetDiff(desired, live, ignore).map(({ path }) => path);
const rule = (more: Partial<IgnoreDifference>): IgnoreDifference[] => [
  { group: '*', kind: '*', jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [], ...more },
];

describe('of a kind of Kubernetes', () => {
  it.each<[string, object, object, string[]]>([
    ['what only live has is a default or somebody else’s', { a: 1 }, { a: 1, b: 2 }, []],
    ['another value', { a: 1 }, { a: 2 }, ['spec.a']],
    ['a missing one', { a: { b: 1 } }, {}, ['spec.a.b']],
    ['nothing is nothing', { a: null, b: {}, c: [] }, {}, []],
    ['false, zero and the empty text are absent', { hostNetwork: false, hostname: '', n: 0 }, {}, []],
    [
      'but they are values where live has others',
      { hostNetwork: false, n: 0 },
      { hostNetwork: true, n: 1 },
      ['spec.hostNetwork', 'spec.n'],
    ],
    ['an empty text in a map is a value', { nodeSelector: { a: '' } }, {}, ['spec.nodeSelector.a']],
    ['an empty text that the server fills', { nodeName: '' }, { nodeName: 'n1' }, []],
    [
      'quantities go by value',
      { limits: { cpu: '1', memory: '0.5Gi', x: '1k' } },
      { limits: { cpu: '1000m', memory: '512Mi', x: '1e3' } },
      [],
    ],
    ['also as a number', { limits: { cpu: 2 } }, { limits: { cpu: '2' } }, []],
    ['but differ by value too', { limits: { memory: '1G' } }, { limits: { memory: '1Gi' } }, ['spec.limits.memory']],
    ['elsewhere a text is a text', { version: '1.0' }, { version: '1' }, ['spec.version']],
    [
      'containers go by name',
      { containers: [{ name: 'a', image: 'x' }] },
      { containers: [{ name: 'b' }, { name: 'a', image: 'y' }] },
      ['spec.containers[name=a].image'],
    ],
    [
      'and in their order',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'b' }, { name: 'a' }] },
      ['spec.containers'],
    ],
    [
      'with others between them',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'a' }, { name: 'c' }, { name: 'b' }] },
      [],
    ],
    [
      'environment variables too',
      { env: [{ name: 'A', value: '1' }, { name: 'B' }] },
      { env: [{ name: 'B' }, { name: 'A', value: '1' }] },
      ['spec.env'],
    ],
    [
      'ports go by number and protocol, which has a default',
      { ports: [{ port: 80 }] },
      { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
      [],
    ],
    [
      'an item that is missing',
      { containers: [{ name: 'a' }] },
      { containers: [{ name: 'b' }] },
      ['spec.containers[name=a]'],
    ],
    ['lists of plain values count as a whole', { args: ['a', 'b'] }, { args: ['b', 'a'] }, ['spec.args']],
    [
      'the order of tolerations matters',
      { tolerations: [{ key: 'a' }, { key: 'b' }] },
      { tolerations: [{ key: 'b' }, { key: 'a' }] },
      ['spec.tolerations[0].key', 'spec.tolerations[1].key'],
    ],
  ])('%s', (_, a, b, expected) => expect(paths(pod(a), pod(b))).toEqual(expected));

  const secret = (data: object) => object('v1', 'Secret', data);
  const configMap = (data: object) => object('v1', 'ConfigMap', { data });
  const role = (rules: Json[], aggregated = true) =>
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', {
      ...(aggregated ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } } : {}),
      rules,
    });
  const definition = (spec: object) => object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec });
  it.each<[string, KubeObject, KubeObject, string[]]>([
    ['stringData is data', secret({ stringData: { a: 'x' } }), secret({ data: { a: 'eA==' } }), []],
    ['base64 with line breaks', secret({ data: { a: 'eHh4\neHh4\n' } }), secret({ data: { a: 'eHh4eHh4' } }), []],
    ['a key without a value is empty', configMap({ b: null }), configMap({ b: '' }), []],
    ['and not absent', configMap({ a: '1', b: null }), configMap({ a: '1' }), ['data.b']],
    ['the rules of an aggregated role are a controller’s', role([]), role([{ verbs: ['get'] }]), []],
    [
      'those of another are not',
      role([{ verbs: ['get'] }], false),
      role([{ verbs: ['list'] }], false),
      ['rules[0].verbs'],
    ],
    [
      'preserveUnknownFields: false is left out',
      definition({ group: 'a', preserveUnknownFields: false }),
      definition({ group: 'a' }),
      [],
    ],
    [
      'the status is nobody’s business',
      object('v1', 'Service', { status: { a: 1 } }),
      object('v1', 'Service', { status: { a: 2 } }),
      [],
    ],
  ])('%s', (_, desired, live, expected) => expect(paths(desired, live)).toEqual(expected));

  it('compares labels and annotations', () => {
    const labelled = (value: string): KubeObject => ({ ...pod({}), metadata: { name: 'x', labels: { a: value } } });
    expect(paths(labelled('1'), labelled('2'))).toEqual(['metadata.labels.a']);
    expect(paths(labelled(''), pod({}))).toEqual(['metadata.labels.a']);
  });
});

describe('of a custom resource', () => {
  it.each<[string, object, object, string[]]>([
    [
      'fields that only live has, in lists of one length',
      { rules: [{ name: 'a', x: 1 }] },
      { rules: [{ name: 'a', x: 1, y: 2 }] },
      [],
    ],
    ['an item', { rules: [{ name: 'a', x: 1 }] }, { rules: [{ name: 'a', x: 2 }] }, ['spec.rules[0].x']],
    [
      'lists of different lengths',
      { rules: [{ name: 'a' }] },
      { rules: [{ name: 'a' }, { name: 'b' }] },
      ['spec.rules'],
    ],
    ['an empty map is a value', { a: {}, b: [] }, {}, ['spec.a', 'spec.b']],
    ['false, zero and the empty text too', { a: false, b: 0, c: '' }, {}, ['spec.a', 'spec.b', 'spec.c']],
    ['null is none', { a: null }, {}, []],
    ['a quantity is a text', { limits: { cpu: '1' } }, { limits: { cpu: '1000m' } }, ['spec.limits.cpu']],
  ])('%s', (_, a, b, expected) => expect(paths(widget(a), widget(b))).toEqual(expected));
});

describe('what Git dropped', () => {
  const applied = (before: KubeObject, now: object, labels?: object): KubeObject => ({
    ...pod(now),
    metadata: {
      name: 'x',
      ...(labels ? { labels } : {}),
      annotations: { [LAST_APPLIED]: JSON.stringify(before) },
    } as KubeObject['metadata'],
  });
  const owned = (fieldsV1: object, now: object, manager = 'wheelhouse'): KubeObject => ({
    ...pod(now),
    metadata: { name: 'x', managedFields: [{ manager, operation: 'Apply', fieldsV1 }] },
  });
  const labelled = {
    ...pod({ a: 1 }),
    metadata: { name: 'x', labels: { mine: '1', 'app.kubernetes.io/instance': 'shop' } },
  };
  it.each<[string, KubeObject, KubeObject, object[]]>([
    ['is a difference', pod({ a: 1 }), applied(pod({ a: 1, b: 2 }), { a: 1, b: 2 }), [{ path: 'spec.b', live: 2 }]],
    [
      'with the value that live has now',
      pod({ a: 1 }),
      applied(pod({ b: 2 }), { a: 1, b: 3 }),
      [{ path: 'spec.b', live: 3 }],
    ],
    ['but not where it is gone', pod({ a: 1 }), applied(pod({ b: 2 }), { a: 1 }), []],
    ['and not what nobody applied', pod({ a: 1 }), applied(pod({ a: 1 }), { a: 1, b: 2 }), []],
    [
      'deep down',
      pod({}),
      applied(pod({ a: { b: { c: 1 } } }), { a: { b: { c: 1, d: 2 } } }),
      [{ path: 'spec.a.b.c', live: 1 }],
    ],
    [
      'an item',
      pod({ containers: [{ name: 'a' }] }),
      applied(pod({ containers: [{ name: 'a' }, { name: 'b' }] }), { containers: [{ name: 'a' }, { name: 'b' }] }),
      [{ path: 'spec.containers[name=b]', live: { name: 'b' } }],
    ],
    [
      'a label, marks of tools apart',
      pod({ a: 1 }),
      applied(labelled, { a: 1 }, labelled.metadata.labels),
      [{ path: 'metadata.labels.mine', live: '1' }],
    ],
    [
      'what we own and do not want',
      pod({ a: 1 }),
      owned({ 'f:spec': { 'f:a': {}, 'f:b': {} } }, { a: 1, b: 2 }),
      [{ path: 'spec.b', live: 2 }],
    ],
    [
      'an item that we own',
      pod({ c: [] }),
      owned({ 'f:spec': { 'f:c': { 'k:{"name":"b"}': { '.': {}, 'f:name': {} } } } }, { c: [{ name: 'b' }] }),
      [{ path: 'spec.c[name=b]', live: { name: 'b' } }],
    ],
    ['what others own is theirs', pod({ a: 1 }), owned({ 'f:spec': { 'f:b': {} } }, { a: 1, b: 2 }, 'kubectl'), []],
  ])('%s', (_, desired, live, expected) => expect(subsetDiff(desired, live)).toEqual(expected));

  it('shows no value of a Secret', () => {
    const before = object('v1', 'Secret', { data: { p: 'aHVudGVyMg==' } });
    const live = { ...before, metadata: { name: 'x', annotations: { [LAST_APPLIED]: JSON.stringify(before) } } };
    expect(subsetDiff(object('v1', 'Secret', {}), live)).toEqual([{ path: 'data.p', live: '••••••' }]);
  });

  it('a broken annotation is none', () => {
    const live = { ...pod({ a: 1 }), metadata: { name: 'x', annotations: { [LAST_APPLIED]: '{' } } };
    expect(paths(pod({ a: 1 }), live)).toEqual([]);
  });
});

describe('what is ignored', () => {
  const containers = (...list: object[]) => pod({ containers: list });
  it.each<[string, Partial<IgnoreDifference>, KubeObject, KubeObject, string[]]>([
    [
      'a field within a list that is compared as a whole',
      { jsonPointers: ['/spec/rules/0/x'] },
      widget({ rules: [{ x: 1 }] }),
      widget({ rules: [{ x: 2 }] }),
      [],
    ],
    [
      'and not its neighbour',
      { jsonPointers: ['/spec/rules/0/x'] },
      widget({ rules: [{ x: 1, y: 1 }] }),
      widget({ rules: [{ x: 2, y: 2 }] }),
      ['spec.rules[0].y'],
    ],
    [
      'an item that only live has',
      { jqPathExpressions: ['.spec.rules[] | select(.name == "injected")'] },
      widget({ rules: [{ name: 'a' }] }),
      widget({ rules: [{ name: 'a' }, { name: 'injected' }] }),
      [],
    ],
    [
      'a field of a container by name',
      { jqPathExpressions: ['.spec.containers[] | select(.name == "a").image'] },
      containers({ name: 'a', image: '1' }, { name: 'b', image: '1' }),
      containers({ name: 'a', image: '2' }, { name: 'b', image: '2' }),
      ['spec.containers[name=b].image'],
    ],
    [
      'names with slashes',
      { jsonPointers: ['/metadata/labels/a.b~1c'] },
      { ...pod({}), metadata: { name: 'x', labels: { 'a.b/c': '1' } } },
      pod({}),
      [],
    ],
    [
      'two items of one list',
      { jsonPointers: ['/spec/args/0', '/spec/args/1'] },
      pod({ args: ['a', 'b', 'c'] }),
      pod({ args: ['x', 'y', 'c'] }),
      [],
    ],
    [
      'stringData by the name it gets',
      { jsonPointers: ['/data/a'] },
      object('v1', 'Secret', { stringData: { a: 'x' } }),
      object('v1', 'Secret', { data: { a: 'eQ==' } }),
      [],
    ],
  ])('%s', (_, more, desired, live, expected) => expect(paths(desired, live, rule(more))).toEqual(expected));

  it('what a manager has', () => {
    const live: KubeObject = {
      ...pod({ a: 2, b: 2 }),
      metadata: {
        name: 'x',
        managedFields: [{ manager: 'scaler', operation: 'Update', fieldsV1: { 'f:spec': { 'f:a': {} } } }],
      },
    };
    expect(paths(pod({ a: 1, b: 1 }), live, rule({ managedFieldsManagers: ['scaler'] }))).toEqual(['spec.b']);
  });
});

describe('laws', () => {
  const value = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  it.each([
    ['of Kubernetes', pod],
    ['a custom one', widget],
  ])('an object %s does not differ from itself, nor from itself with more in it', (_, make) => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), value), (spec) => {
        expect(subsetDiff(make(spec), make(spec))).toEqual([]);
        expect(subsetDiff(make(spec), make({ ...spec, OTHER: 1 }))).toEqual([]);
      }),
    );
  });
});
