import fc from 'fast-check';
import { describeProblem, type ApplicationSet } from '@wheelhouse/core-domain';
import { expand, factsNeeded } from './expand.ts';
import type { Facts, GenerateSettings } from './facts.ts';
import { applicationSet, cluster, directoryFacts, facts, GO_TEMPLATE, TEMPLATE } from './fixtures.ts';
import type { Expansion } from './judged.ts';

const list = (...elements: unknown[]): object => ({ list: { elements } });

function expanded(set: ApplicationSet, given: Partial<Facts> = {}, settings?: GenerateSettings): Expansion {
  const result = expand(set, facts(given), settings);
  if (!result.ok) throw new Error(result.error.map(describeProblem).join('\n'));
  return result.value;
}
const names = (set: ApplicationSet, given: Partial<Facts> = {}): string[] =>
  expanded(set, given).applications.map(({ application }) => application.metadata.name);
const errors = (set: ApplicationSet, given: Partial<Facts> = {}): string[] => {
  const result = expand(set, facts(given));
  return result.ok ? [] : result.error.map(describeProblem);
};

describe('a set', () => {
  it('gives its Applications sorted by name, in its own namespace, each with its origin', () => {
    const template = {
      ...TEMPLATE,
      metadata: { name: '{{name}}', namespace: 'elsewhere', labels: { env: '{{env}}' } },
    };
    const { applications } = expanded(
      applicationSet([list({ name: 'b', env: 'y' }), list({ name: 'a', env: 'x' })], { template }),
    );
    expect(applications.map(({ application, origin }) => [application.metadata, origin])).toEqual([
      [
        {
          name: 'a',
          namespace: 'team',
          labels: { env: 'x' },
          annotations: {},
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        { generator: 1, kind: 'list', params: { name: 'a', env: 'x' } },
      ],
      [expect.objectContaining({ name: 'b' }), { generator: 0, kind: 'list', params: { name: 'b', env: 'y' } }],
    ]);
  });

  it('gives the manifest that a person would have written, without blocks that say nothing', () => {
    const spec = {
      ...TEMPLATE.spec,
      source: { repoURL: 'u', path: '.', helm: {}, kustomize: {}, directory: {} },
      syncPolicy: {},
    };
    const [first] = expanded(applicationSet([list({ name: 'a' })], { template: { ...TEMPLATE, spec } })).applications;
    expect(first!.object).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'a', namespace: 'team', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: { project: 'default', source: { repoURL: 'u', path: '.' }, destination: { name: 'dev' } },
    });
  });

  it('leaves out texts that say nothing, whether they were written or rendered so', () => {
    const template = {
      ...TEMPLATE,
      spec: {
        project: 'default',
        source: { repoURL: 'u', path: '.', targetRevision: '{{revision}}', chart: '' },
        destination: { name: 'dev', server: '', namespace: '{{namespace}}' },
      },
    };
    const { applications } = expanded(
      applicationSet(
        [list({ name: 'a', revision: '', namespace: '' }, { name: 'b', revision: 'v1', namespace: 'n' })],
        { template },
      ),
    );
    expect(applications.map(({ object }) => object['spec'])).toEqual([
      { project: 'default', source: { repoURL: 'u', path: '.' }, destination: { name: 'dev' } },
      {
        project: 'default',
        source: { repoURL: 'u', path: '.', targetRevision: 'v1' },
        destination: { name: 'dev', namespace: 'n' },
      },
    ]);
  });

  it.each([
    ['is added', {}, {}, ['resources-finalizer.argocd.argoproj.io']],
    ['is left out where resources are preserved', { syncPolicy: { preserveResourcesOnDeletion: true } }, {}, []],
    ['gives way to any that is named', {}, { finalizers: ['example.com/own'] }, ['example.com/own']],
  ])('the finalizer %s', (_, spec, metadata, finalizers) => {
    const template = { ...TEMPLATE, metadata: { name: '{{name}}', ...metadata } };
    const [first] = expanded(applicationSet([list({ name: 'a' })], { ...spec, template })).applications;
    expect(first!.application.metadata.finalizers).toEqual(finalizers);
  });

  it('leaves the template unrendered, and without finalizer, for an empty element', () => {
    const template = { ...TEMPLATE, metadata: { name: 'fixed', labels: {} } };
    const [first] = expanded(applicationSet([list({})], { template })).applications;
    expect(first!.application.metadata).toMatchObject({ name: 'fixed', finalizers: [] });
  });

  it('runs every generator of an entry', () => {
    const entry = { ...list({ name: 'a' }), clusters: { selector: { matchLabels: { env: 'prod' } } } };
    expect(names(applicationSet([entry]), { clusters: [cluster('b', { env: 'prod' }), cluster('c')] })).toEqual([
      'a',
      'b',
    ]);
  });

  it('may have as many Applications as are allowed; one more, over all generators together, and it has none', () => {
    const given = applicationSet([list({ name: 'a' }, { name: 'b' }), list({ name: 'c' })]);
    expect(expanded(given, {}, { maxApplications: 3 }).applications).toHaveLength(3);
    const result = expand(given, facts({}), { maxApplications: 2 });
    expect(result.ok ? [] : result.error.map(describeProblem)).toEqual([
      expect.stringMatching(/^spec\.generators\[1\]\.list: the generators give more than 2 Applications.*narrow/),
    ]);
  });

  it('makes nothing without generators', () => expect(names(applicationSet([]))).toEqual([]));
});

describe('one invalid Application is left out, and the rest is made', () => {
  it('all of a duplicated name', () => {
    const { applications, rejected } = expanded(applicationSet([list({ name: 'a' }, { name: 'b' }, { name: 'a' })]));
    expect(applications.map(({ application }) => application.metadata.name)).toEqual(['b']);
    expect(rejected.map(({ name, problems }) => [name, problems[0]!.code])).toEqual([
      ['a', 'DUPLICATE_NAME'],
      ['a', 'DUPLICATE_NAME'],
    ]);
  });
  it.each([
    ['a name that Kubernetes would refuse', { metadata: { name: '{{name}}_X' } }, /metadata\.name "a_X" is no name/],
    ['an empty name', { metadata: { name: '' } }, /metadata\.name is missing/],
    ['an empty project', { spec: { ...TEMPLATE.spec, project: '' } }, /spec\.project is empty/],
    [
      'name and server',
      { spec: { ...TEMPLATE.spec, destination: { name: 'x', server: 'y' } } },
      /has both name and server/,
    ],
    [
      'a path outside',
      { spec: { ...TEMPLATE.spec, source: { repoURL: 'u', path: '../{{name}}' } } },
      /no path inside the repository/,
    ],
  ])('%s', (_, template, message) => {
    const { applications, rejected } = expanded(
      applicationSet([list({ name: 'a' })], { template: { ...TEMPLATE, ...template } }),
    );
    expect(applications).toEqual([]);
    expect(describeProblem(rejected[0]!.problems[0]!)).toMatch(message);
  });
});

describe('a failing generator or template gives no Applications at all', () => {
  it.each([
    [
      'a template',
      [list({ name: 'a' })],
      { goTemplate: true, template: { ...TEMPLATE, metadata: { name: '{{ .nope }}' } } },
      /^spec\.template\.metadata\.name: the template fails at 1:4: map has no entry for key "nope"/,
    ],
    [
      'an unclosed tag',
      [list({ name: 'a' })],
      { template: { ...TEMPLATE, metadata: { name: '{{name}}{{' } } },
      /"\{\{" is not closed/,
    ],
    [
      'a number in fasttemplate',
      [list({ name: 1 })],
      {},
      /^spec\.generators\[0\]\.list\.elements\[0\]: the element holds .+ under "name", which is no text/,
    ],
    ['an element that is no map', [list('x')], { goTemplate: true }, /the element is no map/],
    ['elementsYaml', [{ list: { elementsYaml: 'a: [' } }], {}, /elementsYaml:1:\d+: broken YAML/],
    ['elementsYaml of another shape', [{ list: { elementsYaml: 'a: 1' } }], {}, /is no YAML list of maps/],
    [
      'missing files',
      [{ git: { repoURL: 'u', files: [{ path: '*.json' }] } }],
      {},
      /the files of u at HEAD are not known/,
    ],
    [
      'missing facts',
      [{ git: { repoURL: 'u', directories: [{ path: '*' }] } }],
      {},
      /the directories of u at HEAD are not known/,
    ],
    [
      'values',
      [{ clusters: { values: { a: '{{ .nope }}' } } }],
      { goTemplate: true, template: GO_TEMPLATE },
      /^spec\.generators\[0\]\.clusters: the template of values\.a fails/,
    ],
  ])('%s', (_, generators, spec, message) => {
    const set = applicationSet([...generators, list({ name: 'good' })], { ...spec });
    expect(errors(set).join('\n')).toMatch(message);
  });
});

describe('an entry’s own selector', () => {
  const elements = [{ name: 'a', env: 'prod', url: 'https://x' }, { name: 'b', env: 'dev' }, { name: 'c' }];
  const selected = (selector: object): string[] => names(applicationSet([{ ...list(...elements), selector }]));
  it.each([
    ['labels', { matchLabels: { env: 'prod' } }, ['a']],
    ['URLs', { matchLabels: { url: 'https://x' } }, ['a']],
    [
      'In, which a missing key is not',
      { matchExpressions: [{ key: 'env', operator: 'In', values: ['dev', 'prod'] }] },
      ['a', 'b'],
    ],
    [
      'NotIn, which a missing key is',
      { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['dev'] }] },
      ['a', 'c'],
    ],
    ['Exists', { matchExpressions: [{ key: 'env', operator: 'Exists' }] }, ['a', 'b']],
    ['nothing', {}, ['a', 'b', 'c']],
  ])('takes %s', (_, selector, expected) => expect(selected(selector)).toEqual(expected));

  it('looks into nested parameters, as text', () => {
    const generator = list({ name: 'a', x: { n: 1000000, l: ['p'] } }, { name: 'b' });
    const selector = { matchLabels: { 'x.n': '1000000', 'x.l.0': 'p' } };
    expect(names(applicationSet([{ ...generator, selector }], { goTemplate: true, template: GO_TEMPLATE }))).toEqual([
      'a',
    ]);
  });
});

describe('a generator’s own template', () => {
  it('wins where it says something; maps are joined and lists replaced', () => {
    const own = {
      metadata: { labels: { own: 'x', both: 'own' } },
      spec: { project: '', source: { path: 'own' }, syncPolicy: { syncOptions: ['A=true'] } },
    };
    const base = {
      metadata: { name: '{{name}}', labels: { set: 'y', both: 'set' } },
      spec: { ...TEMPLATE.spec, syncPolicy: { syncOptions: ['B=true', 'C=true'] } },
    };
    const set = applicationSet([{ list: { elements: [{ name: 'a' }], template: own } }, list({ name: 'b' })], {
      template: base,
    });
    const [a, b] = expanded(set).applications;
    expect(a!.application).toMatchObject({
      metadata: { labels: { own: 'x', both: 'own', set: 'y' } },
      spec: {
        project: 'default',
        sources: [{ repoURL: 'https://git/x', path: 'own' }],
        syncPolicy: { syncOptions: ['A=true'] },
      },
    });
    expect(b!.application.metadata.labels).toEqual({ set: 'y', both: 'set' });
  });
});

describe('factsNeeded', () => {
  const NOTHING_ELSE = { files: [], decisions: [], plugins: [], repositories: [], pullRequests: [] };
  it('names each tree once, and clusters only if they are looked at', () => {
    const git = { git: { repoURL: 'u', revision: 'main', directories: [{ path: '*' }] } };
    expect(factsNeeded(applicationSet([git, git, list()]))).toEqual({
      clusters: false,
      directories: [{ repoURL: 'u', revision: 'main', directories: [{ path: '*', exclude: false }] }],
      ...NOTHING_ELSE,
    });
    expect(factsNeeded(applicationSet([{ clusters: {} }]))).toEqual({
      ...NOTHING_ELSE,
      clusters: true,
      directories: [],
    });
  });
});

describe('laws', () => {
  const shuffled = <T>(items: readonly T[], seed: number): T[] =>
    items
      .map((item, index) => ({ item, key: Math.sin(seed + index) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  const clusterNames = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { maxLength: 12 });
  const directoryNames = fc.uniqueArray(fc.stringMatching(/^apps\/[a-z]{1,4}(?:\/[a-z]{1,3})?$/), { maxLength: 12 });

  it('the same facts in any order give the same bytes', () => {
    fc.assert(
      fc.property(clusterNames, directoryNames, fc.integer(), fc.boolean(), (all, folders, seed, goTemplate) => {
        const name = goTemplate
          ? '{{ if hasKey . "name" }}c-{{ .name }}{{ else }}d-{{ .path.basename }}{{ end }}'
          : 'c-{{name}}-{{path.basename}}';
        const patterns = [{ path: 'apps/*' }, { path: 'apps/b*', exclude: true }];
        const set = applicationSet([{ clusters: {} }, { git: { repoURL: 'u', directories: patterns } }], {
          goTemplate,
          template: { ...TEMPLATE, metadata: { name } },
        });
        const given = {
          clusters: all.map((one) => cluster(one, { env: one })),
          directories: directoryFacts('u', patterns, folders),
        };
        const other = {
          clusters: shuffled(given.clusters, seed),
          directories: directoryFacts('u', patterns, shuffled(folders, seed)),
        };
        expect(JSON.stringify(expand(set, facts(other)))).toBe(JSON.stringify(expand(set, facts(given))));
      }),
    );
  });

  it('every Application that comes out has a name of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'D', 'e-', 'f'), { maxLength: 12 }), (given) => {
        const { applications, rejected } = expanded(applicationSet([list(...given.map((name) => ({ name })))]));
        const made = applications.map(({ application }) => application.metadata.name);
        expect(new Set(made).size).toBe(made.length);
        expect(made.length + rejected.length).toBe(given.length);
      }),
    );
  });
});

describe('what helps where a template fails', () => {
  const failing = (name: string): string =>
    errors(
      applicationSet([list({ name: 'a' }, { name: 'b', region: 'x'.repeat(200) })], {
        goTemplate: true,
        template: { ...TEMPLATE, metadata: { name } },
      }),
    ).join();
  it.each([
    [
      'the parameters that it failed for, shortened',
      '{{ if eq .name "b" }}{{ .gone }}{{ end }}',
      /\(the parameters were \{"name":"b","region":"x+…\)$/,
    ],
    ['how a parameter is written', '{{ name }}', /\(in a Go template a parameter is written \{\{ \.name \}\}\)$/],
  ])('%s', (_, name, expected) => expect(failing(name)).toMatch(expected));
});

describe('templatePatch', () => {
  const patchOf = (templatePatch: string, goTemplate = true): ApplicationSet =>
    applicationSet([list({ name: 'a', prod: true }, { name: 'b', prod: false })], {
      goTemplate,
      template: goTemplate ? GO_TEMPLATE : TEMPLATE,
      templatePatch,
    });
  it('is rendered once for each Application and merged over it', () => {
    const patch = '{{ if .prod }}\nspec: {syncPolicy: {automated: {prune: true}}, project: other}\n{{ end }}';
    const objects = expanded(patchOf(patch)).applications.map(
      ({ object }) => object['spec'] as Record<string, unknown>,
    );
    expect(objects.map((spec) => [spec['project'], spec['syncPolicy']])).toEqual([
      ['default', { automated: { prune: true } }],
      ['default', undefined],
    ]);
  });
  it('joins its finalizers with the one that is added, and leaves the namespace', () => {
    const [first] = expanded(patchOf('metadata: {namespace: x, finalizers: [example.org/f]}')).applications;
    expect(first!.object.metadata).toEqual({
      name: 'a',
      namespace: 'team',
      finalizers: ['example.org/f', 'resources-finalizer.argocd.argoproj.io'],
    });
  });
  it.each([
    ['a template that fails', 'a: {{ .nope }}', /spec.templatePatch: the template fails at 1:7: map has no entry/],
    ['a text that is no map', '- 1', /the patch is no map/],
  ])('is an error of the set where it is %s', (_, patch, message) => {
    expect(errors(patchOf(patch))).toEqual([expect.stringMatching(message), ...errors(patchOf(patch)).slice(1)]);
  });
});
