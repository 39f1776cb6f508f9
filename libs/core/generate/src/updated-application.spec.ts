import type { IgnoreApplicationDifference, KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { updatedApplication } from './updated-application.ts';

const application = (metadata: object, spec: object): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd', ...metadata },
  spec,
});
const SPEC = {
  project: 'default',
  source: { repoURL: 'u', targetRevision: 'main', helm: { parameters: [{ name: 'tag', value: '1' }] } },
  syncPolicy: { automated: {} },
};
const NOTHING = { preservedFields: { annotations: [], labels: [] }, ignoreApplicationDifferences: [] };
const ignoring = (...rules: Partial<IgnoreApplicationDifference>[]) => ({
  ...NOTHING,
  ignoreApplicationDifferences: rules.map((rule) => ({ jsonPointers: [], jqPathExpressions: [], ...rule })),
});
const pointers = (...jsonPointers: string[]) => ignoring({ jsonPointers });
const jq = (...jqPathExpressions: string[]) => ignoring({ jqPathExpressions });
const sources = (...revisions: readonly string[]) => ({
  project: 'default',
  sources: revisions.map((targetRevision, index) => ({ repoURL: `r${index}`, targetRevision })),
});

describe('metadata of an Application that lives', () => {
  it.each([
    [
      'labels and annotations that people added go',
      { live: { labels: { a: '1' }, annotations: { b: '2' } }, generated: {}, preserved: {} },
      {},
    ],
    [
      'preserved ones stay',
      {
        live: { labels: { a: '1', x: '1' }, annotations: { b: '2', y: '2' } },
        generated: {},
        preserved: { labels: ['a', 'none'], annotations: ['b'] },
      },
      { labels: { a: '1' }, annotations: { b: '2' } },
    ],
    [
      'preserved ones stay against the template',
      { live: { labels: { a: 'mine' } }, generated: { labels: { a: 'set', c: '3' } }, preserved: { labels: ['a'] } },
      { labels: { a: 'mine', c: '3' } },
    ],
    [
      'preserved ones that are not there come from the template',
      { live: {}, generated: { labels: { a: 'set' } }, preserved: { labels: ['a'] } },
      { labels: { a: 'set' } },
    ],
    [
      'what notifications, refreshes and the hydrator remember stays',
      {
        live: {
          annotations: {
            'notified.notifications.argoproj.io': 'n',
            'argocd.argoproj.io/refresh': 'hard',
            'argocd.argoproj.io/hydrate': 'normal',
            other: 'x',
          },
        },
        generated: {},
        preserved: {},
      },
      {
        annotations: {
          'notified.notifications.argoproj.io': 'n',
          'argocd.argoproj.io/refresh': 'hard',
          'argocd.argoproj.io/hydrate': 'normal',
        },
      },
    ],
    [
      'finalizers are those of the template, and those that wait for a hook',
      {
        live: {
          finalizers: ['mine', 'post-delete-finalizer.argocd.argoproj.io', 'pre-delete-finalizer.argocd.argoproj.io/x'],
        },
        generated: { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
        preserved: {},
      },
      {
        finalizers: [
          'resources-finalizer.argocd.argoproj.io',
          'post-delete-finalizer.argocd.argoproj.io',
          'pre-delete-finalizer.argocd.argoproj.io/x',
        ],
      },
    ],
  ])('%s', (_, { live, generated, preserved }, expected) => {
    const preserving = { ...NOTHING, preservedFields: { annotations: [], labels: [], ...preserved } };
    const updated = updatedApplication(application(live, SPEC), application(generated, SPEC), preserving);
    expect(updated).toEqual(application(expected, SPEC));
  });

  it('is that of the template itself where nothing stays', () => {
    const generated = application({}, SPEC);
    expect(updatedApplication(application({ labels: { a: '1' } }, {}), generated, NOTHING)).toBe(generated);
  });
});

describe('differences that are ignored', () => {
  it.each([
    [
      'nothing is: the spec is that of the template',
      { live: { ...SPEC, project: 'other' }, generated: SPEC, rules: NOTHING },
      SPEC,
    ],
    [
      'a field keeps its live value',
      {
        live: { ...SPEC, source: { ...SPEC.source, targetRevision: 'dev' }, project: 'x' },
        generated: SPEC,
        rules: pointers('/spec/source/targetRevision'),
      },
      { ...SPEC, source: { ...SPEC.source, targetRevision: 'dev' } },
    ],
    [
      'a field that a person took away stays away',
      { live: { ...SPEC, syncPolicy: {} }, generated: SPEC, rules: pointers('/spec/syncPolicy/automated') },
      { ...SPEC, syncPolicy: {} },
    ],
    [
      'a field that a person added stays, with what is around it',
      { live: SPEC, generated: { project: 'default' }, rules: pointers('/spec/syncPolicy/automated') },
      { project: 'default', syncPolicy: { automated: {} } },
    ],
    [
      'a rule for another Application does not count',
      { live: { ...SPEC, syncPolicy: {} }, generated: SPEC, rules: ignoring({ name: 'x', jsonPointers: ['/spec'] }) },
      SPEC,
    ],
    [
      'a rule for this one does',
      {
        live: { ...SPEC, syncPolicy: {} },
        generated: SPEC,
        rules: ignoring({ name: 'shop', jsonPointers: ['/spec/syncPolicy'] }),
      },
      { ...SPEC, syncPolicy: {} },
    ],
    [
      'a pointer into a list means the item at this index',
      {
        live: sources('dev', 'dev'),
        generated: sources('main', 'main'),
        rules: pointers('/spec/sources/1/targetRevision'),
      },
      sources('main', 'dev'),
    ],
    [
      'a pointer with a tilde and a slash in a name',
      { live: { 'a/b~c': 1 }, generated: { 'a/b~c': 2 }, rules: pointers('/spec/a~1b~0c') },
      { 'a/b~c': 1 },
    ],
    [
      'a pointer through a text ignores nothing',
      { live: SPEC, generated: SPEC, rules: pointers('/spec/project/x', 'spec', '') },
      SPEC,
    ],
    [
      'a jq path',
      { live: sources('dev', 'dev'), generated: sources('main', 'main'), rules: jq('.spec.sources[0].targetRevision') },
      sources('dev', 'main'),
    ],
    [
      'one item of a list that jq chooses stays while its sibling changes',
      {
        live: sources('dev', 'old'),
        generated: sources('main', 'new'),
        rules: jq('.spec.sources[] | select(.repoURL == "r0").targetRevision'),
      },
      sources('dev', 'new'),
    ],
    [
      'items that stand in another order belong together by what they are',
      {
        live: {
          sources: [
            { repoURL: 'b', targetRevision: 'dev-b' },
            { repoURL: 'a', targetRevision: 'dev-a' },
          ],
        },
        generated: {
          sources: [
            { repoURL: 'a', targetRevision: 'm' },
            { repoURL: 'b', targetRevision: 'm' },
          ],
        },
        rules: jq('.spec.sources[].targetRevision'),
      },
      {
        sources: [
          { repoURL: 'a', targetRevision: 'dev-a' },
          { repoURL: 'b', targetRevision: 'dev-b' },
        ],
      },
    ],
    [
      'an item that a person added stays',
      {
        live: { parameters: [{ name: 'a' }, { name: 'mine', value: '1' }] },
        generated: { parameters: [{ name: 'a' }] },
        rules: jq('.spec.parameters[] | select(.name == "mine")'),
      },
      { parameters: [{ name: 'a' }, { name: 'mine', value: '1' }] },
    ],
    [
      'items that a person took away stay away',
      {
        live: { parameters: [{ name: 'a' }] },
        generated: { parameters: [{ name: 'x' }, { name: 'a' }, { name: 'y' }] },
        rules: jq('.spec.parameters[] | select(.name == ("x", "y"))'),
      },
      { parameters: [{ name: 'a' }] },
    ],
  ])('%s', (_, { live, generated, rules }, expected) => {
    const updated = updatedApplication(application({}, live), application({}, generated), rules);
    expect(updated).toEqual(application({}, expected));
    expect(updatedApplication(updated, application({}, generated), rules)).toEqual(updated);
  });

  it('do not rename an Application, whatever they name', () => {
    const live = { ...application({ name: 'other', namespace: 'x' }, SPEC), kind: 'Thing' };
    const updated = updatedApplication(live, application({}, SPEC), jq('.', '.kind, .metadata.name'));
    expect(updated).toEqual(application({}, SPEC));
  });
});

describe('laws', () => {
  const leaf = fc.oneof(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 2 }), fc.boolean());
  const keys = fc.constantFrom('a', 'b', 'name', 'sources');
  const { spec: specs } = fc.letrec<{ spec: unknown }>((tie) => ({
    spec: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('spec'), { maxLength: 3 }),
      fc.dictionary(keys, tie('spec'), { maxKeys: 3 }),
    ),
  }));
  const maps = fc.dictionary(keys, specs, { maxKeys: 4 });
  const steps = fc.array(fc.oneof(keys, fc.constantFrom('0', '1')), { minLength: 1, maxLength: 4 });
  const expressions = fc.constantFrom('.spec.a', '.spec[]', '.spec.sources[].a', '.spec..', '.spec.b[0]', '.spec.a[]');
  const rules = fc.record({
    jsonPointers: fc.array(
      steps.map((path) => `/spec/${path.join('/')}`),
      { maxLength: 2 },
    ),
    jqPathExpressions: fc.array(expressions, { maxLength: 2 }),
  });

  it('an Application that nobody changed stays as it is generated', () => {
    fc.assert(
      fc.property(maps, rules, (spec, rule) => {
        expect(updatedApplication(application({}, spec), application({}, spec), ignoring(rule))).toEqual(
          application({}, spec),
        );
      }),
    );
  });

  it('doing it again changes nothing, and neither side is touched', () => {
    fc.assert(
      fc.property(maps, maps, steps, (mine, sets, path) => {
        const [live, generated] = [application({}, mine), application({}, sets)];
        const before = JSON.stringify([live, generated]);
        const preserving = pointers(`/spec/${path.join('/')}`);
        const once = updatedApplication(live, generated, preserving);
        expect(updatedApplication(once, generated, preserving)).toEqual(once);
        expect(JSON.stringify([live, generated])).toBe(before);
      }),
    );
  });
});
