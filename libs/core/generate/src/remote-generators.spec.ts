import { describeProblem, type KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { decisionsAmong } from './cluster-decisions.ts';
import { expand, factsNeeded } from './expand.ts';
import {
  decisionsKey,
  pluginKey,
  pullRequestsKey,
  repositoriesKey,
  type Facts,
  type PullRequest,
  type ScmRepository,
} from './facts.ts';
import { applicationSet, cluster, facts } from './fixtures.ts';
import { notGathered } from './not-gathered.ts';
import { slugOf } from './slug.ts';

const SPEC = { project: 'p', source: { repoURL: 'u', path: '.' }, destination: { name: 'd' } };
const setOf = (generator: object, goTemplate = true) =>
  applicationSet([generator], { goTemplate, template: { metadata: { name: '' }, spec: SPEC } });

function params(generator: object, known: Partial<Facts>, goTemplate = true): Record<string, unknown>[] {
  const result = expand(setOf(generator, goTemplate), facts(known));
  if (!result.ok) throw new Error(result.error.map(describeProblem).join('\n'));
  return result.value.rejected.map(({ origin }) => origin.params as Record<string, unknown>);
}

describe('clusterDecisionResource', () => {
  const clusters = [cluster('dev'), cluster('prod')];
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'ocm' },
    data: {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'placementdecisions',
      statusListKey: 'decisions',
      matchKey: 'clusterName',
    },
  };
  const placement = (name: string, decisions: unknown, labels: Record<string, string> = {}): KubeObject => ({
    apiVersion: 'cluster.open-cluster-management.io/v1beta1',
    kind: 'PlacementDecision',
    metadata: { name, labels },
    status: { decisions },
  });
  const generator = (more: object = { name: 'p' }): object => ({
    clusterDecisionResource: { configMapRef: 'ocm', ...more },
  });
  const known = (objects: KubeObject[], more?: object): Partial<Facts> => {
    const [request] = factsNeeded(setOf(generator(more))).decisions;
    return { clusters, decisions: new Map([[decisionsKey(request!), decisionsAmong(objects, request!)]]) };
  };
  const both = [
    { clusterName: 'prod', reason: '' },
    { clusterName: 'dev', reason: 'x', score: 7 },
    { clusterName: 'gone' },
  ];

  it('takes the registered clusters that a PlacementDecision names, with what it says of them', () => {
    expect(params(generator(), known([configMap, placement('p', both)]))).toEqual([
      { name: 'prod', server: 'https://prod', clusterName: 'prod', reason: '' },
      { name: 'dev', server: 'https://dev', clusterName: 'dev', reason: 'x', score: '7' },
    ]);
  });
  it('chooses resources by their labels, in the order of their names', () => {
    const more = { labelSelector: { matchLabels: { a: 'b' } } };
    const objects = [
      placement('q', [{ clusterName: 'dev' }], { a: 'b' }),
      placement('p', [{ clusterName: 'prod' }], { a: 'b' }),
      placement('o', [{ clusterName: 'prod' }]),
    ];
    expect(params(generator(more), known([configMap, ...objects], more)).map(({ name }) => name)).toEqual([
      'prod',
      'dev',
    ]);
  });
  it('takes the local cluster that nobody registered', () => {
    const objects = [configMap, placement('p', [{ clusterName: 'in-cluster' }])];
    expect(params(generator(), known(objects))).toMatchObject([{ server: 'https://kubernetes.default.svc' }]);
  });
  it('adds values as they are', () => {
    const more = { name: 'p', values: { v: '{{ .name }}' } };
    const objects = [configMap, placement('p', [{ clusterName: 'dev' }])];
    expect(params(generator(more), known(objects, more))[0]).toMatchObject({ values: { v: '{{ .name }}' } });
    expect(params(generator(more), known(objects, more), false)[0]).toMatchObject({ 'values.v': '{{ .name }}' });
  });
  it('makes nothing of a resource without a status', () => {
    expect(params(generator(), known([configMap, { ...placement('p', []), status: {} }]))).toEqual([]);
  });
  it.each([
    ['no ConfigMap', [placement('p', both)], /there is no ConfigMap ocm/],
    ['a ConfigMap without data', [{ ...configMap, data: {} }], /needs kind and an apiVersion with its group/],
    [
      'no matchKey',
      [{ ...configMap, data: { ...configMap.data, matchKey: '' } }, placement('p', both)],
      /has no matchKey/,
    ],
    ['no resource', [configMap], /there is no placementdecisions that p chooses/],
    ['a list that is none', [configMap, placement('p', 'x')], /status\.decisions of placementdecisions p is no list/],
  ])('is an error for %s', (_, objects, message) =>
    expect(() => params(generator(), known(objects as KubeObject[]))).toThrow(message),
  );
});

describe('plugin', () => {
  const generator = {
    plugin: { configMapRef: { name: 'c' }, input: { parameters: { a: [1] } }, values: { v: '{{ .x.y }}' } },
  };
  const known = (answer: unknown[]): Partial<Facts> => ({
    plugins: new Map([[pluginKey({ configMapRef: 'c', applicationSetName: 'set', parameters: { a: [1] } }), answer]]),
  });
  it('passes on what is answered, with what was asked', () => {
    expect(params(generator, known([{ x: { y: 1 } }]))).toEqual([
      { x: { y: 1 }, generator: { input: { parameters: { a: [1] } } }, values: { v: '1' } },
    ]);
  });
  it('flattens it in fasttemplate', () => {
    const flat = { plugin: { ...generator.plugin, values: { v: '{{x.y}}' } } };
    expect(params(flat, known([{ x: { y: 1 } }]), false)).toMatchObject([{ 'x.y': '1', 'values.v': '1' }]);
  });
  it('refuses an answer that is no list of maps', () => {
    expect(() => params(generator, known(['x']))).toThrow(/output\.parameters\[0\] is no map/);
  });
});

describe('scmProvider', () => {
  const repository = (name: string, branch: string, more: Partial<ScmRepository> = {}): ScmRepository => ({
    organization: 'org',
    repository: name,
    repositoryId: '7',
    url: `https://x/${name}`,
    branch,
    sha: '0123456789abcdef',
    labels: [],
    paths: [],
    ...more,
  });
  const all = [
    repository('web', 'main', { labels: ['shop', 'eu'], paths: ['k8s'] }),
    repository('web', 'feature/X_1', { labels: ['shop', 'eu'] }),
    repository('api', 'main', { paths: ['k8s', 'skip'] }),
  ];
  const generator = (filters: object[], more: object = {}): object => ({
    scmProvider: { github: { organization: 'org' }, filters, ...more },
  });
  const known = (spec: object, given: readonly ScmRepository[] = all): Partial<Facts> => {
    const [request] = factsNeeded(setOf(spec)).repositories;
    return { repositories: new Map([[repositoriesKey(request!), given]]) };
  };
  const chosen = (...filters: object[]): string[] =>
    params(generator(filters), known(generator(filters))).map(
      (one) => `${String(one['repository'])}@${String(one['branch'])}`,
    );

  it('emits what a branch of a repository is', () => {
    const spec = generator([{ branchMatch: '^feature' }], { values: { v: '{{ .repository }}' } });
    expect(params(spec, known(spec))).toEqual([
      {
        organization: 'org',
        repository: 'web',
        repository_id: '7',
        url: 'https://x/web',
        branch: 'feature/X_1',
        branchNormalized: 'feature-x-1',
        sha: '0123456789abcdef',
        short_sha: '01234567',
        short_sha_7: '0123456',
        labels: 'shop,eu',
        values: { v: 'web' },
      },
    ]);
  });
  it.each([
    ['without filters all, by name', [], ['api@main', 'web@feature/X_1', 'web@main']],
    ['an expression matches anywhere', [{ repositoryMatch: 'e' }], ['web@feature/X_1', 'web@main']],
    ['one label is enough', [{ labelMatch: '^eu$' }], ['web@feature/X_1', 'web@main']],
    ['within one filter all must hold', [{ repositoryMatch: 'web', branchMatch: 'main' }], ['web@main']],
    ['paths must be there', [{ pathsExist: ['k8s/'] }], ['api@main', 'web@main']],
    ['and must not', [{ pathsExist: ['k8s'], pathsDoNotExist: ['skip'] }], ['web@main']],
    [
      'one of many filters is enough',
      [{ repositoryMatch: 'api' }, { repositoryMatch: 'web' }],
      ['api@main', 'web@feature/X_1', 'web@main'],
    ],
    ['repositories and branches count apart', [{ repositoryMatch: 'api' }, { branchMatch: 'feature' }], []],
  ])('%s', (_, filters, expected) => expect(chosen(...filters)).toEqual(expected));
  it('says what its filters ask for', () => {
    const [request] = factsNeeded(
      setOf(generator([{ pathsExist: ['b/', 'a'] }, { pathsDoNotExist: ['c'] }])),
    ).repositories;
    expect(request).toEqual({
      provider: 'github',
      config: { organization: 'org' },
      cloneProtocol: '',
      filters: [
        { pathsExist: ['b/', 'a'], pathsDoNotExist: [] },
        { pathsExist: [], pathsDoNotExist: ['c'] },
      ],
    });
  });
  it('refuses a broken expression by its place, and asks nobody', () => {
    expect(factsNeeded(setOf(generator([{ labelMatch: '(' }]))).repositories).toEqual([]);
    expect(() => params(generator([{ labelMatch: '(' }]), {})).toThrow(
      /scmProvider\.filters\[0\]\.labelMatch: broken expression/,
    );
  });
  it('gives the same for any order of what is known', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 3 }), (given) => {
        expect(params(generator([]), known(generator([]), given))).toEqual(params(generator([]), known(generator([]))));
      }),
    );
  });
});

describe('pullRequest', () => {
  const pull = (number: number, branch: string, more: Partial<PullRequest> = {}): PullRequest => ({
    number,
    title: `Title ${number}`,
    branch,
    targetBranch: 'main',
    headSha: 'fedcba9876543210',
    author: 'ann',
    labels: ['preview'],
    ...more,
  });
  const config = { owner: 'o', repo: 'r' };
  const generator = (more: object = {}): object => ({ pullRequest: { github: config, ...more } });
  const known = (given: readonly PullRequest[] | 'missing'): Partial<Facts> => ({
    pullRequests: new Map([[pullRequestsKey({ provider: 'github', config }), given]]),
  });
  it('emits what a pull request is; labels in Go templates only', () => {
    const expected = {
      number: '12',
      title: 'Title 12',
      branch: 'fix/A_b',
      branch_slug: 'fix-a-b',
      target_branch: 'main',
      target_branch_slug: 'main',
      head_sha: 'fedcba9876543210',
      head_short_sha: 'fedcba98',
      head_short_sha_7: 'fedcba9',
      author: 'ann',
    };
    expect(params(generator(), known([pull(12, 'fix/A_b')]))).toEqual([{ ...expected, labels: ['preview'] }]);
    expect(params(generator(), known([pull(12, 'fix/A_b')]), false)).toEqual([expected]);
  });
  it.each([
    ['without filters all, by number', [], ['1', '2', '10']],
    ['the branch', [{ branchMatch: '^fix/' }], ['2']],
    ['the target', [{ targetBranchMatch: 'release' }], ['10']],
    ['the title', [{ titleMatch: '1$' }], ['1']],
    ['all of one, any of many', [{ branchMatch: 'a', titleMatch: '2' }, { titleMatch: '10' }], ['10']],
  ])('chosen by %s', (_, filters, expected) => {
    const all = [pull(10, 'x', { targetBranch: 'release' }), pull(2, 'fix/x'), pull(1, 'a')];
    expect(params(generator({ filters }), known(all)).map(({ number }) => number)).toEqual(expected);
  });
  it('without its repository is an error, or nothing where that is allowed', () => {
    expect(() => params(generator(), known('missing'))).toThrow(/github has no such repository/);
    expect(params(generator({ continueOnRepoNotFoundError: true }), known('missing'))).toEqual([]);
  });
});

describe('a slug', () => {
  it.each([
    ['lower case, dashes for the rest', 'Feature/JIRA-1_Add  it!', 'feature-jira-1-add-it'],
    ['marks are gone', 'Größe-für-Łódź', 'grosse-fur-lodz'],
    ['fifty characters at most, at a word’s end', `${'abcd-'.repeat(12)}x`, 'abcd-'.repeat(10).slice(0, -1)],
    ['one long word is cut', 'a'.repeat(60), 'a'.repeat(50)],
    ['nothing', '///', ''],
  ])('%s', (_, name, slug) => expect(slugOf(name)).toBe(slug));
});

describe('what cannot be gathered', () => {
  it('is refused by the name of its generator', () => {
    const request = factsNeeded(setOf({ pullRequest: { github: { owner: 'o', repo: 'r' } } }));
    expect(notGathered(request, { pullRequests: 'nobody asks', plugins: 'nobody asks' }).map(describeProblem)).toEqual([
      'spec.generators: the generator pullRequest is refused: nobody asks',
    ]);
  });
});
