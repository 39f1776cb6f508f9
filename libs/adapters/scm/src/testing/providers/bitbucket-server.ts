import { PAGE, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import { hasPath, type WorldPull, type WorldRepository } from '../world.ts';

const DOCS = 'https://developer.atlassian.com/server/bitbucket/rest/v906';

const said = (message: string, exceptionName: string) => ({ errors: [{ context: null, message, exceptionName }] });

const repositoryOf = (key: string, one: WorldRepository) => ({
  slug: one.name,
  id: one.id,
  name: one.name,
  scmId: 'git',
  state: 'AVAILABLE',
  forkable: true,
  archived: one.archived,
  project: { key, id: 1, name: key, public: false, type: 'NORMAL' },
  public: false,
  links: {
    clone: [
      { href: `ssh://git@bitbucket.example.com:7999/${key}/${one.name}.git`, name: 'ssh' },
      { href: `https://bitbucket.example.com/scm/${key}/${one.name}.git`, name: 'http' },
    ],
  },
});

const branchOf = ([name, commit]: readonly [string, string]) => ({
  id: `refs/heads/${name}`,
  displayId: name,
  type: 'BRANCH',
  latestCommit: commit,
  isDefault: name === 'main',
});

const pullOf = (one: WorldPull) => ({
  id: one.number,
  version: 1,
  title: one.title,
  state: 'OPEN',
  open: true,
  closed: false,
  fromRef: { id: `refs/heads/${one.branch}`, displayId: one.branch, latestCommit: one.sha },
  toRef: { id: `refs/heads/${one.target}`, displayId: one.target, latestCommit: one.sha },
  author: { user: { name: one.author, emailAddress: 'ann@example.com', id: 3, slug: one.author }, role: 'AUTHOR' },
});

/** Adjacent pages need not be adjacent numbers: the next one is where the answer says. */
function pageOf({ query }: ProviderQuestion, items: readonly unknown[]): ProviderReply {
  const start = Number(query.get('start') ?? '0');
  const values = items.slice(start, start + PAGE);
  const isLastPage = start + PAGE >= items.length;
  const paging = { size: values.length, limit: PAGE, start, isLastPage };
  return { json: { ...paging, values, ...(!isLastPage && { nextPageStart: start + PAGE }) } };
}

/** The REST API, version 1.0. */
export const bitbucketServer: ProviderFixture = {
  source: `${DOCS}/intro/#paged-apis, ${DOCS}/api-group-project, ${DOCS}/api-group-repository, ${DOCS}/api-group-pull-requests; read 2026-11-21`,
  notFound: { status: 404, json: said('Nothing of that name exists.', 'NoSuchEntityException') },
  unauthorized: { status: 401, json: said('Authentication failed.', 'IncorrectPasswordAuthenticationException') },
  limited: { status: 429, headers: { 'retry-after': '90' }, json: said('Too many requests', 'RateLimitException') },
  repositories: {
    provider: 'bitbucketServer',
    config: (api, project) => ({ project, api, bearerToken: { tokenRef } }),
    archived: 'never',
    hasLabels: false,
    urls: {
      '': 'ssh://git@bitbucket.example.com:7999/acme/web.git',
      https: 'https://bitbucket.example.com/scm/acme/web.git',
    },
  },
  pullRequests: {
    provider: 'bitbucketServer',
    config: (api, repo) => ({ project: 'acme', repo, api, bearerToken: { tokenRef } }),
    hasLabels: false,
    filtersLabels: false,
  },
  answer: (world) => (question) => {
    const path = question.path.replace(/^\/rest\/api\/1\.0/, '');
    if (question.headers.authorization !== `Bearer ${TOKEN}`) return bitbucketServer.unauthorized;
    const all = world.repositories;
    if (path === `/projects/${world.organization}/repos`)
      return pageOf(
        question,
        all.map((one) => repositoryOf(world.organization, one)),
      );
    const [, key, slug, rest = ''] = /^\/projects\/([^/]+)\/repos\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const repository = all.find((one) => one.name === slug);
    if (key !== world.organization || !repository) return undefined;
    if (rest === 'pull-requests') return pageOf(question, slug === world.repository ? world.pulls.map(pullOf) : []);
    return ofRepository(question, repository, rest);
  },
};

function ofRepository(question: ProviderQuestion, one: WorldRepository, rest: string): ProviderReply | undefined {
  if (rest === 'branches') return pageOf(question, Object.entries(one.branches).map(branchOf));
  if (rest === 'branches/default') {
    const commit = one.branches[one.defaultBranch];
    return commit === undefined ? { status: 204 } : { json: branchOf([one.defaultBranch, commit]) };
  }
  const file = /^browse\/(.+)$/.exec(rest)?.[1];
  const at = (question.query.get('at') ?? '').replace('refs/heads/', '');
  return file !== undefined && at in one.branches && hasPath(one, file) ? { json: { type: 'FILE' } } : undefined;
}
