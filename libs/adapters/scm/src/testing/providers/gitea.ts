import { linkedPage } from '../provider-server.ts';
import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import type { WorldPull, WorldRepository } from '../world.ts';
import { answerOf, type GithubLike } from './github-like.ts';

const repositoryOf = (owner: string, one: WorldRepository) => ({
  id: one.id,
  owner: { id: 1, login: owner, username: owner },
  name: one.name,
  full_name: `${owner}/${one.name}`,
  empty: Object.keys(one.branches).length === 0,
  private: true,
  archived: one.archived,
  default_branch: one.defaultBranch,
  html_url: `https://gitea.example.com/${owner}/${one.name}`,
  clone_url: `https://gitea.example.com/${owner}/${one.name}.git`,
  ssh_url: `git@gitea.example.com:${owner}/${one.name}.git`,
});

const labelOf = (name: string, id: number) => ({ id, name, color: '00aabb', description: '', exclusive: false });

const branchOf = ([name, commit]: readonly [string, string]) => ({
  name,
  commit: { id: commit, message: 'change', url: '' },
  protected: false,
});

const pullOf = (one: WorldPull) => ({
  id: one.number * 100,
  number: one.number,
  user: { id: 2, login: one.author, username: one.author },
  title: one.title,
  body: '',
  labels: one.labels.map(labelOf),
  state: 'open',
  base: { label: one.target, ref: one.target, sha: one.sha, repo_id: 1 },
  head: { label: one.branch, ref: one.branch, sha: one.sha, repo_id: 1 },
});

const like: GithubLike = {
  repositoryOf,
  branchOf,
  pullOf,
  fileOf: (path) => ({ name: path, path, type: 'file' }),
  asksForOpen: ({ query }) => query.get('state') === 'open',
  more: (question, one, rest) => (rest === 'labels' ? linkedPage(question, one.labels.map(labelOf)) : undefined),
};

/** The API of version 1. */
export const gitea: ProviderFixture = {
  source:
    'https://docs.gitea.com/api/1.24 (orgListRepos, issueListLabels, repoListBranches, repoGetContents, repoListPullRequests); go-gitea/gitea templates/swagger/v1_json.tmpl 67ce9ca; read 2026-11-21',
  notFound: { status: 404, json: { message: "The target couldn't be found.", url: '', errors: [] } },
  unauthorized: { status: 401, json: { message: 'invalid username, password or token', url: '' } },
  limited: { status: 429, headers: { 'retry-after': '90' }, text: 'Too Many Requests' },
  repositories: {
    provider: 'gitea',
    config: (api, owner) => ({ owner, api, tokenRef }),
    archived: { excludeArchivedRepos: true },
    hasLabels: true,
    urls: { '': 'git@gitea.example.com:acme/web.git', https: 'https://gitea.example.com/acme/web' },
  },
  pullRequests: {
    provider: 'gitea',
    config: (api, repo) => ({ owner: 'acme', repo, api, tokenRef }),
    hasLabels: true,
    filtersLabels: true,
  },
  answer: (world) => (question) => {
    const path = question.path.replace(/^\/api\/v1/, '');
    if (question.headers.authorization !== `token ${TOKEN}`) return gitea.unauthorized;
    return answerOf(like, world, question, path);
  },
};
