import { expand } from './expand.ts';
import type { Facts, GenerateSettings } from './facts.ts';
import { applicationSet, cluster, directoryFacts, facts } from './fixtures.ts';
import { chosenDirectories } from './git-directories.ts';
import { compilePathPattern } from './path-match.ts';

/** The parameters that one generator makes, in its own order. */
function params(
  generator: object,
  given: Partial<Facts> = {},
  goTemplate = true,
  settings: GenerateSettings = {},
): unknown[] {
  const spec = { project: 'p', source: { repoURL: 'u', path: '.' }, destination: { name: 'd' } };
  const set = applicationSet([generator], { goTemplate, template: { metadata: { name: 'x' }, spec } });
  const result = expand(set, facts(given), settings);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { applications, rejected } = result.value;
  return [...applications, ...rejected].map(({ origin }) => origin.params);
}

describe('list', () => {
  it('passes elements on as they are in Go templates', () => {
    const elements = [{ a: 1, b: { c: [true, null] } }];
    expect(params({ list: { elements } })).toEqual(elements);
  });
  it('flattens values in fasttemplate', () => {
    expect(params({ list: { elements: [{ a: 'x', values: { b: 'y' } }] } }, {}, false)).toEqual([
      { a: 'x', 'values.b': 'y' },
    ]);
  });
  it('appends elementsYaml, with the scalars of YAML 1.1', () => {
    const generator = { list: { elements: [{ a: 'x' }], elementsYaml: '- {b: yes, c: 0777}\n- {d: {e: f}}' } };
    expect(params(generator)).toEqual([{ a: 'x' }, { b: true, c: 511 }, { d: { e: 'f' } }]);
  });
});

describe('clusters', () => {
  const dev = cluster('Dev_1', { env: 'dev' }, { project: 'p' });
  const prod = {
    ...cluster('prod', { env: 'prod' }),
    metadata: { name: 'prod', labels: { env: 'prod' }, annotations: { note: 'n' } },
  };
  const LOCAL = {
    name: 'in-cluster',
    nameNormalized: 'in-cluster',
    server: 'https://kubernetes.default.svc',
    project: '',
  };

  it('emits nested parameters in Go templates; metadata holds only what is there', () => {
    expect(params({ clusters: {} }, { clusters: [prod, dev, cluster('bare')] })).toEqual([
      {
        name: 'Dev_1',
        nameNormalized: 'dev-1',
        server: 'https://Dev_1',
        project: 'p',
        metadata: { labels: { env: 'dev' } },
      },
      { name: 'bare', nameNormalized: 'bare', server: 'https://bare', project: '', metadata: {} },
      {
        name: 'prod',
        nameNormalized: 'prod',
        server: 'https://prod',
        project: '',
        metadata: { labels: { env: 'prod' }, annotations: { note: 'n' } },
      },
      LOCAL,
    ]);
  });
  it('emits flat parameters in fasttemplate', () => {
    expect(
      params({ clusters: { values: { v: '{{name}}-{{metadata.labels.env}}' } } }, { clusters: [dev] }, false),
    ).toEqual([
      {
        name: 'Dev_1',
        nameNormalized: 'dev-1',
        server: 'https://Dev_1',
        project: 'p',
        'metadata.labels.env': 'dev',
        'values.v': 'Dev_1-dev',
      },
      { ...LOCAL, 'values.v': 'in-cluster-{{metadata.labels.env}}' },
    ]);
  });
  it.each([
    ['no selector and nobody stands for it', {}, {}, true],
    ['an empty selector', { selector: {} }, {}, true],
    ['a selector', { selector: { matchLabels: { env: 'dev' } } }, {}, false],
    ['a registered cluster has its server', {}, { clusters: [cluster('x', {}, { server: LOCAL.server })] }, false],
    ['localCluster is registered', {}, { clusters: [dev], localCluster: 'Dev_1' }, false],
    ['localCluster is not registered', {}, { clusters: [dev], localCluster: 'gone' }, true],
  ])('the implicit local cluster: %s', (_, spec, given, present) => {
    const found = params({ clusters: spec }, given).some((one) => (one as { name: string }).name === 'in-cluster');
    expect(found).toBe(present);
  });
  it('selects by the label that every registered cluster has', () => {
    const selector = { matchLabels: { 'argocd.argoproj.io/secret-type': 'cluster' } };
    expect(params({ clusters: { selector } }, { clusters: [prod] })).toHaveLength(1);
  });
  it('values see the generator only, not each other', () => {
    const values = { a: '{{ .name }}', b: '{{ .metadata.labels.env }}' };
    const selector = { matchLabels: { env: 'prod' } };
    expect(params({ clusters: { selector, values } }, { clusters: [prod] })).toMatchObject([
      { values: { a: 'prod', b: 'prod' } },
    ]);
    expect(() => params({ clusters: { values: { a: 'x', b: '{{ .values.a }}' } } }, { clusters: [prod] })).toThrow(
      /values\.b/,
    );
  });
  it('flatList gives one set with all of them', () => {
    const selector = { matchLabels: { env: 'prod' } };
    expect(params({ clusters: { selector, flatList: true } }, { clusters: [prod, dev] })).toEqual([
      { clusters: [expect.objectContaining({ name: 'prod' })] },
    ]);
    expect(params({ clusters: { selector, flatList: true } }, {})).toEqual([{ clusters: [] }]);
  });
});

describe('git directories', () => {
  const tree = ['apps', 'apps/one', 'apps/one/deep', 'apps/Two_x', 'apps/.hidden', '.git', 'other'];
  const found = (
    directories: { path: string }[],
    more: object = {},
    goTemplate = true,
    settings: GenerateSettings = {},
  ): unknown[] => {
    const given = { directories: directoryFacts('u', directories, tree) };
    return params({ git: { repoURL: 'u', directories, ...more } }, given, goTemplate, settings);
  };

  it('emits nested parameters in Go templates', () => {
    expect(found([{ path: 'apps/*' }])).toEqual([
      { path: { path: 'apps/Two_x', basename: 'Two_x', basenameNormalized: 'two-x', segments: ['apps', 'Two_x'] } },
      { path: { path: 'apps/one', basename: 'one', basenameNormalized: 'one', segments: ['apps', 'one'] } },
    ]);
  });
  it('emits flat parameters in fasttemplate', () => {
    expect(found([{ path: 'apps/one' }], { values: { v: '{{path.basename}}' } }, false)).toEqual([
      {
        path: 'apps/one',
        'path.basename': 'one',
        'path.basenameNormalized': 'one',
        'path[0]': 'apps',
        'path[1]': 'one',
        'values.v': 'one',
      },
    ]);
  });
  it('puts them below the prefix', () => {
    expect(found([{ path: 'other' }], { pathParamPrefix: 'my' })).toMatchObject([{ my: { path: { path: 'other' } } }]);
    expect(found([{ path: 'other' }], { pathParamPrefix: 'my' }, false)).toEqual([
      { 'my.path': 'other', 'my.path.basename': 'other', 'my.path.basenameNormalized': 'other', 'my.path[0]': 'other' },
    ]);
  });

  const choose = (directories: { path: string; exclude?: boolean }[], includeHiddenDirectories = false): string[] =>
    chosenDirectories(
      tree,
      { directories: directories.map((item) => ({ exclude: false, ...item })) },
      { includeHiddenDirectories },
    );
  it.each([
    ['a star stays within one level', [{ path: '*' }], ['apps', 'other']],
    ['two stars are one level too', [{ path: '**' }], ['apps', 'other']],
    ['an exclude wins, whatever the order', [{ path: 'apps/one', exclude: true }, { path: 'apps/*' }], ['apps/Two_x']],
    ['an exclude does not reach below', [{ path: 'apps/one', exclude: true }, { path: 'apps/*/*' }], ['apps/one/deep']],
    ['a leading slash matches nothing', [{ path: '/apps' }], []],
    ['a trailing slash matches nothing', [{ path: 'apps/' }], []],
    ['braces match nothing', [{ path: '{apps,other}' }], []],
    ['the root is no candidate', [{ path: '.' }], []],
    ['a malformed pattern is ignored', [{ path: '[' }, { path: 'other' }], ['other']],
    ['a malformed exclude is ignored', [{ path: '[', exclude: true }, { path: 'other' }], ['other']],
    ['excludes alone give nothing', [{ path: 'apps', exclude: true }], []],
  ])('%s', (_, directories, expected) => expect(choose(directories)).toEqual(expected));
  it('takes hidden directories only if told to', () => {
    expect(choose([{ path: '*' }], true)).toEqual(['.git', 'apps', 'other']);
    expect(found([{ path: 'apps/.*' }], {}, true, { includeHiddenDirectories: true })).toHaveLength(1);
  });
});

describe('path.Match', () => {
  // The table of Go's own test (src/path/match_test.go), as far as it says something about a form of pattern.
  it.each([
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[e-g]', 'abc', false],
    ['ab[^c]', 'abc', false],
    ['ab[^e-g]', 'abc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a???b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['*[a-ζ]', 'A', false],
    ['a?b', 'a/b', false],
    ['a*b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[\\-]', '-', true],
    ['[x\\-]', 'x', true],
    ['[x\\-]', 'z', false],
    ['[\\-x]', 'a', false],
    ['*x', 'xxx', true],
  ])('%s against %s', (pattern, path, matches) => expect(compilePathPattern(pattern)!.matches(path)).toBe(matches));

  it.each(['[]a]', '[-]', '[x-]', '[-x]', '[a-b-c]', '[', '[^', '[^bc', 'a[', '\\'])('%s is malformed', (pattern) =>
    expect(compilePathPattern(pattern)).toBeUndefined(),
  );
});
