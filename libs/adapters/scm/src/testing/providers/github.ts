import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import type { WorldPull, WorldRepository } from '../world.ts';
import { answerOf, type GithubLike } from './github-like.ts';

const DOCS = 'https://docs.github.com/rest';

const repositoryOf = (organization: string, one: WorldRepository) => ({
  id: one.id,
  node_id: `R_${one.id}`,
  name: one.name,
  full_name: `${organization}/${one.name}`,
  private: true,
  owner: { login: organization, id: 1, type: 'Organization', site_admin: false },
  html_url: `https://github.com/${organization}/${one.name}`,
  clone_url: `https://github.com/${organization}/${one.name}.git`,
  ssh_url: `git@github.com:${organization}/${one.name}.git`,
  default_branch: one.defaultBranch,
  topics: one.labels,
  archived: one.archived,
  disabled: false,
  visibility: 'private',
});

const branchOf = ([name, commit]: readonly [string, string]) => ({
  name,
  commit: { sha: commit, url: `https://api.github.com/commits/${commit}` },
  protected: false,
});

const pullOf = (one: WorldPull) => ({
  id: one.number * 100,
  number: one.number,
  state: 'open',
  locked: false,
  title: one.title,
  user: { login: one.author, id: 2, type: 'User' },
  labels: one.labels.map((name, id) => ({ id, name, color: 'f29513', default: false })),
  head: { label: `acme:${one.branch}`, ref: one.branch, sha: one.sha },
  base: { label: `acme:${one.target}`, ref: one.target, sha: one.sha },
  draft: false,
});

const like: GithubLike = {
  repositoryOf,
  branchOf,
  pullOf,
  fileOf: (path) => ({ type: 'file', name: path.split('/').at(-1), path, sha: '0'.repeat(40), size: 3 }),
  asksForOpen: () => true,
};

/** The REST API, version 2022-11-28. */
export const github: ProviderFixture = {
  source: `${DOCS}/repos/repos#list-organization-repositories, ${DOCS}/branches/branches, ${DOCS}/repos/contents, ${DOCS}/pulls/pulls; github/rest-api-description 1e9ee98; read 2026-11-21`,
  notFound: { status: 404, json: { message: 'Not Found', documentation_url: DOCS, status: '404' } },
  unauthorized: { status: 401, json: { message: 'Bad credentials', documentation_url: DOCS, status: '401' } },
  limited: {
    status: 403,
    headers: { 'retry-after': '90' },
    json: { message: 'You have exceeded a secondary rate limit.', documentation_url: DOCS },
  },
  repositories: {
    provider: 'github',
    config: (api, organization) => ({ organization, api, tokenRef }),
    archived: { excludeArchivedRepos: true },
    hasLabels: true,
    urls: { '': 'git@github.com:acme/web.git', https: 'https://github.com/acme/web.git' },
  },
  pullRequests: {
    provider: 'github',
    config: (api, repo) => ({ owner: 'acme', repo, api, tokenRef }),
    hasLabels: true,
    filtersLabels: true,
  },
  answer: (world) => (question) => {
    const path = question.path.replace(/^\/api\/v3/, '');
    if (question.headers.authorization !== `Bearer ${TOKEN}`) return github.unauthorized;
    return answerOf(like, world, question, path);
  },
};
