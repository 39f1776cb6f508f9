import { linkedPage, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import type { WorldPull, WorldRepository } from '../world.ts';

const DOCS = 'https://docs.gitlab.com/api';

const projectOf = (group: string, one: WorldRepository) => ({
  id: one.id,
  description: null,
  name: one.name,
  path: one.name,
  path_with_namespace: `${group}/${one.name}`,
  default_branch: Object.keys(one.branches).length === 0 ? null : one.defaultBranch,
  tag_list: one.labels,
  topics: one.labels,
  ssh_url_to_repo: `git@gitlab.com:${group}/${one.name}.git`,
  http_url_to_repo: `https://gitlab.com/${group}/${one.name}.git`,
  web_url: `https://gitlab.com/${group}/${one.name}`,
  archived: one.archived,
  namespace: { id: 1, name: group, path: group, kind: 'group', full_path: group },
});

const branchOf = ([name, commit]: readonly [string, string]) => ({
  name,
  merged: false,
  protected: true,
  default: name === 'main',
  commit: { id: commit, short_id: commit.slice(0, 8), title: 'change' },
});

const requestOf = (one: WorldPull) => ({
  id: one.number * 100,
  iid: one.number,
  project_id: 1,
  title: one.title,
  state: 'opened',
  source_branch: one.branch,
  target_branch: one.target,
  author: { id: 1, username: one.author, name: 'Ann' },
  labels: one.labels,
  draft: false,
  sha: one.sha,
});

/** The REST API, version 4. */
export const gitlab: ProviderFixture = {
  source: `${DOCS}/groups#list-projects, ${DOCS}/branches, ${DOCS}/repositories#list-all-repository-trees-in-a-project, ${DOCS}/merge_requests#list-project-merge-requests; read 2026-11-21`,
  notFound: { status: 404, json: { message: '404 Not Found' } },
  unauthorized: { status: 401, json: { message: '401 Unauthorized' } },
  limited: { status: 429, headers: { 'retry-after': '90', 'ratelimit-remaining': '0' }, text: 'Retry later\n' },
  repositories: {
    provider: 'gitlab',
    config: (api, group) => ({ group, api, tokenRef }),
    archived: 'default',
    hasLabels: true,
    urls: { '': 'git@gitlab.com:acme/web.git', https: 'https://gitlab.com/acme/web.git' },
  },
  pullRequests: {
    provider: 'gitlab',
    config: (api, project) => ({ project: `acme/${project}`, api, tokenRef, pullRequestState: 'opened' }),
    hasLabels: true,
    filtersLabels: true,
  },
  answer: (world) => (question) => {
    const path = question.path.replace(/^\/api\/v4/, '');
    const { query } = question;
    if (question.headers['private-token'] !== TOKEN) return gitlab.unauthorized;
    if (path === `/groups/${world.organization}/projects`) {
      const shown = world.repositories.filter((one) => query.get('archived') !== 'false' || !one.archived);
      return linkedPage(
        question,
        shown.map((one) => projectOf(world.organization, one)),
      );
    }
    if (path === `/projects/${world.organization}/${world.repository}/merge_requests`) {
      const wanted = query.get('labels')?.split(',') ?? [];
      if (query.get('state') !== 'opened') return { status: 400, json: { message: 'state is missing' } };
      const shown = world.pulls.filter(({ labels }) => wanted.every((one) => labels.includes(one)));
      return linkedPage(question, shown.map(requestOf));
    }
    const [, id, rest = ''] = /^\/projects\/(\d+)\/repository\/(.*)$/.exec(path) ?? [];
    const repository = world.repositories.find((one) => String(one.id) === id);
    return repository && ofProject(question, repository, rest);
  },
};

function ofProject(question: ProviderQuestion, one: WorldRepository, rest: string): ProviderReply | undefined {
  if (rest === 'branches') return linkedPage(question, Object.entries(one.branches).map(branchOf));
  const branch = /^branches\/(.+)$/.exec(rest)?.[1];
  if (branch !== undefined)
    return branch in one.branches ? { json: branchOf([branch, one.branches[branch]!]) } : undefined;
  const folder = question.query.get('path') ?? '';
  const within = one.files.filter((file) => file.split('/').slice(0, -1).join('/') === folder);
  // Of a folder that is not there: 404.
  if (rest !== 'tree' || (folder !== '' && within.length === 0)) return undefined;
  return linkedPage(
    question,
    within.map((file) => ({
      id: '0'.repeat(40),
      name: file.split('/').at(-1),
      type: 'blob',
      path: file,
      mode: '100644',
    })),
  );
}
