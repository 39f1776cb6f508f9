import { PAGE, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { TOKEN, tokenRef, type ProviderFixture } from '../provider-fixture.ts';
import { hasPath, type WorldPull, type WorldRepository } from '../world.ts';

const DOCS = 'https://learn.microsoft.com/rest/api/azure/devops/git';

const repositoryOf = (organization: string, one: WorldRepository) => ({
  id: `00000000-0000-0000-0000-00000000000${one.id}`,
  name: one.name,
  url: `https://dev.azure.com/${organization}/shop/_apis/git/repositories/${one.id}`,
  project: { id: '1', name: 'shop', state: 'wellFormed' },
  // An empty repository has no such field.
  ...(Object.keys(one.branches).length > 0 && { defaultBranch: `refs/heads/${one.defaultBranch}` }),
  size: 728,
  remoteUrl: `https://${organization}@dev.azure.com/${organization}/shop/_git/${one.name}`,
  sshUrl: `git@ssh.dev.azure.com:v3/${organization}/shop/${one.name}`,
  isDisabled: one.archived,
});

const branchOf = ([name, commit]: readonly [string, string]) => ({
  commit: { commitId: commit, comment: 'change', url: '' },
  name,
  aheadCount: 0,
  behindCount: 0,
  isBaseVersion: name === 'main',
});

const pullOf = (repository: string) => (one: WorldPull) => ({
  repository: { id: '1', name: repository, project: { id: '1', name: 'shop' } },
  pullRequestId: one.number,
  codeReviewId: one.number,
  status: 'active',
  createdBy: { id: '2', displayName: 'Ann', uniqueName: `${one.author}@example.com` },
  title: one.title,
  sourceRefName: `refs/heads/${one.branch}`,
  targetRefName: `refs/heads/${one.target}`,
  mergeStatus: 'succeeded',
  lastMergeSourceCommit: { commitId: one.sha, url: '' },
  ...(one.labels.length > 0 && { labels: one.labels.map((name) => ({ id: name, name, active: true })) }),
});

const listOf = (value: readonly unknown[]): ProviderReply => ({ json: { value, count: value.length } });
const basic = `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`;

/** The REST API, version 7.1. */
export const azureDevOps: ProviderFixture = {
  source: `${DOCS}/repositories/list, ${DOCS}/stats/list, ${DOCS}/items/get, ${DOCS}/pull-requests/get-pull-requests-by-project (7.1); MicrosoftDocs/vsts-rest-api-specs 7cefa36; read 2026-11-21`,
  notFound: {
    status: 404,
    json: { $id: '1', message: 'TF401174: The item could not be found.', typeKey: 'GitItemNotFoundException' },
  },
  // A page to sign in.
  unauthorized: {
    status: 203,
    headers: { 'content-type': 'text/html' },
    text: '<!DOCTYPE html><title>Sign In</title>',
  },
  limited: { status: 429, headers: { 'retry-after': '90' }, json: { message: 'TF400733: blocked for a while' } },
  repositories: {
    provider: 'azureDevOps',
    config: (api, organization) => ({ organization, teamProject: 'shop', api, accessTokenRef: tokenRef }),
    archived: 'default',
    hasLabels: false,
    idOf: (id) => `00000000-0000-0000-0000-00000000000${id}`,
    urls: {
      '': 'https://acme@dev.azure.com/acme/shop/_git/web',
      https: 'https://acme@dev.azure.com/acme/shop/_git/web',
    },
  },
  pullRequests: {
    provider: 'azuredevops',
    config: (api, repo) => ({
      ...{ organization: 'acme', repo, api, tokenRef },
      // A repository that is not there is a project without its pull requests.
      project: repo === 'web' ? 'shop' : 'gone',
    }),
    hasLabels: true,
    filtersLabels: true,
  },
  answer: (world) => (question) => {
    const { query } = question;
    if (question.headers.authorization !== basic) return azureDevOps.unauthorized;
    if (query.get('api-version') !== '7.1') return { status: 400, json: { message: 'VssVersionNotSpecified' } };
    const path = question.path.replace(`/${world.organization}/shop/_apis/git/`, '');
    if (path === 'repositories') return listOf(world.repositories.map((one) => repositoryOf(world.organization, one)));
    if (path === 'pullrequests' && query.get('searchCriteria.status') === 'active') {
      const foreign = { ...world.pulls[0]!, number: 70 };
      const all = [...world.pulls.map(pullOf(world.repository)), pullOf('api')(foreign)];
      const skip = Number(query.get('$skip') ?? '0');
      return listOf(all.slice(skip, skip + PAGE));
    }
    const [, id, rest = ''] = /^repositories\/([^/]+)\/(.*)$/.exec(path) ?? [];
    const repository = world.repositories.find((one) => id?.endsWith(`0${one.id}`));
    return repository && ofRepository(question, repository, rest);
  },
};

function ofRepository({ query }: ProviderQuestion, one: WorldRepository, rest: string): ProviderReply | undefined {
  const name = query.get('name');
  if (rest === 'stats/branches' && name === null) return listOf(Object.entries(one.branches).map(branchOf));
  if (rest === 'stats/branches') return { json: branchOf([name!, one.branches[name!]!]) };
  const file = query.get('path')?.replace(/^\//, '');
  const version = query.get('versionDescriptor.version') ?? '';
  const there = rest === 'items' && file && version in one.branches && hasPath(one, file);
  return there ? { json: { objectId: '0'.repeat(40), gitObjectType: 'blob', path: `/${file}` } } : undefined;
}
