import fc from 'fast-check';
import type { Application } from './application.ts';
import type { Cluster } from './cluster.ts';
import { parseDuration } from './duration.ts';
import { globMatches } from './glob.ts';
import { nearestName } from './nearest.ts';
import { parseApplication } from './parse-application.ts';
import { parseProject } from './parse-project.ts';
import type { Project } from './project.ts';
import { projectAllows, projectAllowsKind, safeUrl } from './project-permits.ts';
import { resolveDestination } from './resolve-destination.ts';
import { selectorMatches } from './selector.ts';

const unwrap = <T>(result: { ok: true; value: { value: T } } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.value;
};
const project = (spec: object): Project => unwrap(parseProject({ metadata: { name: 'p' }, spec }));
const application = (
  repoURL = 'https://git/x',
  destination: object = { name: 'dev', namespace: 'ns' },
  namespace = 'argocd',
): Application =>
  unwrap(
    parseApplication({
      metadata: { name: 'a', namespace },
      spec: { project: 'p', source: { repoURL, path: '.' }, destination },
    }),
  );
const cluster = (name: string, server: string, owner = ''): Cluster => ({
  metadata: { name, labels: {}, annotations: {} },
  spec: { server, timeZone: 'UTC', project: owner },
});
const DEV = cluster('dev', 'https://dev');
const ANY = [{ server: '*', namespace: '*' }];

describe('sources', () => {
  it.each([
    ['nothing listed', [], false],
    ['everything', ['*'], true],
    ['a star crosses slashes', ['https://git/*'], true],
    ['case and .git do not count', ['HTTPS://GIT/team/Repo.git'], true],
    ['another', ['https://git/other'], false],
    ['allowed and denied', ['*', '!https://git/team/*'], false],
    ['only another denied', ['!https://evil/*'], true],
  ])('%s', (_, sourceRepos, allowed) => {
    const found = projectAllows(project({ sourceRepos, destinations: ANY }), application('https://git/team/repo'), DEV);
    expect(found.map((problem) => problem.code)).toEqual(allowed ? [] : ['SOURCE_NOT_PERMITTED']);
  });
  it('knows git@host:path for the ssh URL that it is', () => {
    const permits = project({ sourceRepos: ['ssh://git@host/team/*'], destinations: ANY });
    expect(projectAllows(permits, application('git@host:team/x.git'), DEV)).toEqual([]);
  });
  it('shows no password', () => {
    const found = projectAllows(project({ destinations: ANY }), application('https://u:hunter2@git/x'), DEV);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('destinations', () => {
  const judge = (destinations: object[], target: Cluster | undefined = DEV, spec: object = {}): boolean =>
    projectAllows(project({ sourceRepos: ['*'], destinations, ...spec }), application(), target).length === 0;
  it.each([
    ['nothing listed', [], false],
    ['by server', [{ server: 'https://dev', namespace: 'ns' }], true],
    ['by name', [{ name: 'd*', namespace: '*' }], true],
    ['another namespace', [{ name: 'dev', namespace: 'other' }], false],
    ['another cluster', [{ name: 'prod', namespace: '*' }], false],
    [
      'a denied namespace',
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!ns' },
      ],
      false,
    ],
    [
      'a denied cluster',
      [
        { server: '*', namespace: '*' },
        { server: '!https://dev', namespace: '*' },
      ],
      false,
    ],
    [
      'a denied name',
      [
        { server: '*', namespace: '*' },
        { name: '!dev', namespace: '*' },
      ],
      false,
    ],
    [
      'another denied',
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!kube-system' },
      ],
      true,
    ],
  ])('%s', (_, destinations, allowed) => expect(judge(destinations)).toBe(allowed));

  it('that are no cluster are not permitted', () => {
    const found = projectAllows(project({ sourceRepos: ['*'], destinations: ANY }), application(), undefined);
    expect(found.map((problem) => problem.code)).toEqual(['DESTINATION_NOT_PERMITTED']);
  });
  it('scoped to another project are not permitted', () => {
    expect(judge(ANY, cluster('dev', 'https://dev', 'other'))).toBe(false);
    expect(judge(ANY, cluster('dev', 'https://dev', 'p'), { permitOnlyProjectScopedClusters: true })).toBe(true);
    expect(judge(ANY, DEV, { permitOnlyProjectScopedClusters: true })).toBe(false);
  });
  it('may be meant by the names of the local cluster', () => {
    const permits = project({
      sourceRepos: ['*'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: '*' }],
    });
    expect(projectAllows(permits, application(), DEV)).toHaveLength(1);
    expect(projectAllows(permits, application(), DEV, { localCluster: 'dev' })).toEqual([]);
    const denies = project({ sourceRepos: ['*'], destinations: [...ANY, { name: '!in-cluster', namespace: '*' }] });
    expect(projectAllows(denies, application(), DEV, { localCluster: 'dev' })).toHaveLength(1);
  });
});

describe('namespaces of Applications', () => {
  it.each([
    ['argocd', true],
    ['team-a', true],
    ['other', false],
  ])('%s', (namespace, allowed) => {
    const permits = project({ sourceRepos: ['*'], destinations: ANY, sourceNamespaces: ['team-*'] });
    expect(projectAllows(permits, application(undefined, undefined, namespace), DEV).length === 0).toBe(allowed);
  });
});

describe('kinds', () => {
  const namespaceKind = { group: '', kind: 'Namespace' };
  const deployment = { group: 'apps', kind: 'Deployment' };
  it.each([
    ['cluster-scoped kinds are refused unless listed', {}, namespaceKind, false, false],
    ['a listed one', { clusterResourceWhitelist: [{ group: '*', kind: '*' }] }, namespaceKind, false, true],
    [
      'listed and denied',
      { clusterResourceWhitelist: [{ group: '*', kind: '*' }], clusterResourceBlacklist: [namespaceKind] },
      namespaceKind,
      false,
      false,
    ],
    ['namespaced kinds are allowed unless denied', {}, deployment, true, true],
    ['a denied one', { namespaceResourceBlacklist: [{ group: 'apps', kind: 'Dep*' }] }, deployment, true, false],
    ['an empty list allows nothing', { namespaceResourceWhitelist: [] }, deployment, true, false],
  ])('%s', (_, spec, kind, namespaced, allowed) =>
    expect(projectAllowsKind(project(spec), kind, namespaced)).toBe(allowed),
  );
});

describe('resolveDestination', () => {
  const all = [
    DEV,
    cluster('prod', 'https://prod/'),
    cluster('twin', 'https://dev2'),
    cluster('twin2', 'https://dev2'),
  ];
  it.each([
    ['by name', { name: 'prod' }, 'prod'],
    ['by server, slash or none', { server: 'https://prod' }, 'prod'],
    ['in-cluster', { name: 'in-cluster' }, 'dev'],
    ['the local URL', { server: 'https://kubernetes.default.svc' }, 'dev'],
  ])('%s', (_, destination, name) => {
    const found = resolveDestination({ namespace: '', ...destination }, all, 'dev');
    expect(found.ok && found.value.metadata.name).toBe(name);
  });
  it.each([
    ['none', { name: 'prd' }, /there is no cluster "prd"/],
    ['two', { server: 'https://dev2' }, /more than one cluster has the server/],
    ['no local cluster', { name: 'in-cluster' }, /localCluster/],
  ])('%s is an error', (_, destination, message) => {
    const found = resolveDestination({ namespace: '', ...destination }, all);
    expect(!found.ok && found.error[0]!.message).toMatch(message);
  });
});

describe('globs', () => {
  it.each([
    ['a*c', 'a/b/c', true],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[!a]x', 'ax', false],
    ['[^a]x', 'ax', true],
    ['{a,b*}c', 'bxc', true],
    ['{a,b}', 'c', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['[a', '[a', false],
    ['{a', '{a', false],
    ['', '', true],
    ['*', '', true],
  ])('%s against %s', (pattern, text, matches) => expect(globMatches(pattern, text)).toBe(matches));

  it('take no exponential time', () => {
    expect(globMatches(`${'*a'.repeat(60)}b`, 'a'.repeat(5000))).toBe(false);
  });
  it('match themselves where they have no special character', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9:/.-]*$/), (text) => expect(globMatches(text, text)).toBe(true)));
  });
});

describe('selectorMatches', () => {
  const requirement = (operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', key: string) =>
    ({ matchLabels: {}, matchExpressions: [{ key, operator, values: operator.endsWith('In') ? ['x'] : [] }] }) as const;
  it.each([
    ['In', 'a', true],
    ['In', 'b', false],
    ['In', 'missing', false],
    ['NotIn', 'a', false],
    ['NotIn', 'b', true],
    ['NotIn', 'missing', true],
    ['Exists', 'a', true],
    ['Exists', 'missing', false],
    ['DoesNotExist', 'a', false],
    ['DoesNotExist', 'missing', true],
    ['DoesNotExist', 'constructor', true],
  ] as const)('%s of %s', (operator, key, matches) =>
    expect(selectorMatches(requirement(operator, key), { a: 'x', b: 'y' })).toBe(matches),
  );
});

it.each([
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['-2m', -120_000],
  ['0', 0],
  ['100ms', 100],
  ['1d', undefined],
  ['', undefined],
  ['5', undefined],
])('the duration %s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

it.each([
  ['syncPolcy', 'syncPolicy'],
  ['SyncPolicy', 'syncPolicy'],
  ['timezone', 'timeZone'],
  ['zzzzz', undefined],
  ['foo', undefined],
])('the name nearest to %s', (name, near) =>
  expect(nearestName(name, ['syncPolicy', 'timeZone', 'project'])).toBe(near),
);

describe('a URL for people to read', () => {
  it.each([
    ['has no password', 'https://git:s3cret@git.example.com/a.git', 'https://git.example.com/a.git'],
    [
      'has no token in the place of a name',
      'https://ghp_s3cret@git.example.com/a.git',
      'https://git.example.com/a.git',
    ],
    ['has no password with an @ in it', 'https://git:s3c@ret@git.example.com/a.git', 'https://git.example.com/a.git'],
    ['keeps the user of SSH', 'ssh://git@git.example.com/a.git', 'ssh://git@git.example.com/a.git'],
    ['keeps an @ of the path', 'https://git.example.com/a@b.git', 'https://git.example.com/a@b.git'],
    ['keeps a path of this machine', 'file:///srv/a.git', 'file:///srv/a.git'],
  ])('%s', (_, url, shown) => expect(safeUrl(url)).toBe(shown));
});
