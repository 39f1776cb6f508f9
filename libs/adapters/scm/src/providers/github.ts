import { z } from 'zod';
import { githubBase, withoutSlash } from '../api-address.ts';
import { bearer, secretKeyRef, tokenCredentials, type Credentials } from '../credentials.ts';
import { githubApp } from '../github-app.ts';
import { listRepositories, type FoundRepository } from '../list-repositories.ts';
import {
  addressOf,
  clientOf,
  cloneUrl,
  configOf,
  noLabels,
  type AskPullRequests,
  type AskRepositories,
  type ScmContext,
} from '../scm-context.ts';
import { segment, segments, type ScmClient } from '../scm-client.ts';

/** docs.github.com/rest, version 2022-11-28. */
const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

const identity = {
  api: z.string().optional(),
  tokenRef: secretKeyRef.optional(),
  appSecretName: z.string().optional(),
};
const scmConfig = z.object({
  organization: z.string(),
  allBranches: z.boolean().default(false),
  excludeArchivedRepos: z.boolean().default(false),
  ...identity,
});
const pullConfig = z.object({
  owner: z.string(),
  repo: z.string(),
  labels: z.array(z.string()).default([]),
  excludedLabels: z.array(z.string()).default([]),
  ...identity,
});

const repository = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string().nullish(),
  archived: z.boolean().nullish(),
  topics: z.array(z.string()).nullish(),
  ssh_url: z.string().nullish(),
  clone_url: z.string().nullish(),
});
const branch = z.object({ name: z.string(), commit: z.object({ sha: z.string() }) });
const pull = z.object({
  number: z.number(),
  title: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
});

/** `GET /orgs/{org}/repos`, and a branch each. */
export const githubRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('github', scmConfig, given);
  const client = await githubClient(config, config.organization, context);
  const at = ({ organization, repository: name }: FoundRepository): string =>
    `repos/${segment(organization)}/${segment(name)}`;
  return listRepositories(
    {
      list: async () => {
        const found = await client.pages(`orgs/${segment(config.organization)}/repos`, z.array(repository), PAGE);
        return found
          ?.filter((one) => !(config.excludeArchivedRepos && one.archived))
          .map((one) => ({
            organization: one.owner.login,
            repository: one.name,
            repositoryId: String(one.id),
            url: cloneUrl('github', cloneProtocol, { ssh: one.ssh_url, https: one.clone_url }),
            defaultBranch: one.default_branch || undefined,
            labels: one.topics ?? [],
          }));
      },
      branches: async (one) => {
        if (config.allBranches)
          return ((await client.pages(`${at(one)}/branches`, z.array(branch), PAGE)) ?? []).map(branchOf);
        const found = await client.find(`${at(one)}/branches/${segments(one.defaultBranch!)}`, branch);
        return found ? [branchOf(found)] : [];
      },
      hasPath: async (one, { branch: ref }, path) => client.exists(`${at(one)}/contents/${segments(path)}`, { ref }),
    },
    choice,
  );
};

/** `GET /repos/{owner}/{repo}/pulls`, which gives the open ones. */
export const githubPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('github', pullConfig, given);
  const client = await githubClient(config, config.owner, context);
  const path = `repos/${segment(config.owner)}/${segment(config.repo)}/pulls`;
  const found = await client.pages(path, z.array(pull), PAGE);
  return found
    ?.map((one) => ({
      number: one.number,
      title: one.title,
      branch: one.head.ref,
      targetBranch: one.base.ref,
      headSha: one.head.sha,
      author: one.user?.login ?? '',
      labels: (one.labels ?? []).map(({ name }) => name),
    }))
    .filter(({ labels }) => !noLabels(labels, config.labels, config.excludedLabels));
};

const PAGE = { per_page: 100 };

const branchOf = ({ name, commit }: z.infer<typeof branch>) => ({ branch: name, sha: commit.sha });

/** As the App that is named, else with the token, else as nobody. */
async function githubClient(
  config: z.infer<z.ZodObject<typeof identity>>,
  owner: string,
  context: ScmContext,
): Promise<ScmClient> {
  const app = config.appSecretName ? await githubApp(config.appSecretName, context.data) : undefined;
  const fallback = withoutSlash(context.addresses.github);
  const named = addressOf('github', config.api || app?.enterpriseUrl || undefined, '', context);
  const base = named ? githubBase(named) : fallback;
  const credentials: Credentials = app
    ? await context.appTokens.credentials(app, base, owner)
    : await tokenCredentials(config.tokenRef, context.data, bearer);
  return clientOf(context, { who: 'github', base, credentials, headers: HEADERS });
}
