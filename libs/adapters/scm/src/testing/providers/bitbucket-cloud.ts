import { PAGE, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import { hasPath, type WorldPull, type WorldRepository } from '../world.ts';

const DOCS = 'https://developer.atlassian.com/cloud/bitbucket/rest';

const repositoryOf = (workspace: string, one: WorldRepository) => ({
  type: 'repository',
  uuid: `{${one.id}}`,
  full_name: `${workspace}/${one.name}`,
  slug: one.name,
  name: one.name,
  scm: 'git',
  is_private: true,
  mainbranch: Object.keys(one.branches).length === 0 ? null : { name: one.defaultBranch, type: 'branch' },
  links: {
    clone: [
      { href: `https://bitbucket.org/${workspace}/${one.name}.git`, name: 'https' },
      { href: `git@bitbucket.org:${workspace}/${one.name}.git`, name: 'ssh' },
    ],
  },
});

const branchOf = ([name, commit]: readonly [string, string]) => ({
  type: 'branch',
  name,
  target: { type: 'commit', hash: commit, message: 'change' },
});

const pullOf = (one: WorldPull) => ({
  type: 'pullrequest',
  id: one.number,
  title: one.title,
  state: 'OPEN',
  author: { type: 'user', nickname: one.author, display_name: 'Ann', uuid: '{ann}' },
  source: {
    branch: { name: one.branch },
    commit: { type: 'commit', hash: one.sha },
    repository: { type: 'repository' },
  },
  destination: { branch: { name: one.target }, commit: { type: 'commit', hash: one.sha.slice(0, 12) } },
});

function pageOf({ origin, path, query }: ProviderQuestion, items: readonly unknown[]): ProviderReply {
  const page = Number(query.get('page') ?? '1');
  const following = new URLSearchParams(query);
  following.set('page', String(page + 1));
  const last = page * PAGE >= items.length;
  const next = `${origin}${encodeURI(path)}?${following}`;
  const values = items.slice((page - 1) * PAGE, page * PAGE);
  return { json: { size: items.length, page, pagelen: PAGE, values, ...(!last && { next }) } };
}

const basic = `Basic ${Buffer.from(`ann:${TOKEN}`).toString('base64')}`;

/** The REST API, version 2.0. */
export const bitbucketCloud: ProviderFixture = {
  source: `${DOCS}/intro/#pagination, ${DOCS}/api-group-repositories, ${DOCS}/api-group-refs, ${DOCS}/api-group-source, ${DOCS}/api-group-pullrequests; read 2026-11-21`,
  notFound: { status: 404, json: { type: 'error', error: { message: 'Resource not found' } } },
  unauthorized: { status: 401, json: { type: 'error', error: { message: 'Token is invalid or not supported.' } } },
  limited: { status: 429, headers: { 'retry-after': '90' }, text: 'Rate limit for this resource has been exceeded' },
  repositories: {
    provider: 'bitbucket',
    config: (_origin, owner) => ({ owner, user: 'ann', appPasswordRef: tokenRef }),
    archived: 'never',
    hasLabels: false,
    idOf: (id) => `{${id}}`,
    urls: { '': 'git@bitbucket.org:acme/web.git', https: 'https://bitbucket.org/acme/web.git' },
  },
  pullRequests: {
    provider: 'bitbucket',
    config: (api, repo) => ({
      ...{ owner: 'acme', repo, api: `${api}/2.0` },
      basicAuth: { username: 'ann', passwordRef: tokenRef },
    }),
    hasLabels: false,
    filtersLabels: false,
  },
  answer: (world) => (question) => {
    const path = question.path.replace(/^\/2\.0/, '');
    if (question.headers.authorization !== basic) return bitbucketCloud.unauthorized;
    const all = world.repositories;
    if (path === `/repositories/${world.organization}`)
      return pageOf(
        question,
        all.map((one) => repositoryOf(world.organization, one)),
      );
    const [, owner, slug, rest = ''] = /^\/repositories\/([^/]+)\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const repository = all.find((one) => one.name === slug);
    if (owner !== world.organization || !repository) return undefined;
    if (rest === 'pullrequests') return pageOf(question, slug === world.repository ? world.pulls.map(pullOf) : []);
    return ofRepository(question, repository, rest);
  },
};

function ofRepository(question: ProviderQuestion, one: WorldRepository, rest: string): ProviderReply | undefined {
  if (rest === 'refs/branches') return pageOf(question, Object.entries(one.branches).map(branchOf));
  const branch = /^refs\/branches\/(.+)$/.exec(rest)?.[1];
  if (branch !== undefined)
    return branch in one.branches ? { json: branchOf([branch, one.branches[branch]!]) } : undefined;
  const [, commit = '', file = ''] = /^src\/([^/]+)\/(.+)$/.exec(rest) ?? [];
  return Object.values(one.branches).includes(commit) && hasPath(one, file)
    ? { json: { type: 'commit_file', path: file, commit: { hash: commit } } }
    : undefined;
}
