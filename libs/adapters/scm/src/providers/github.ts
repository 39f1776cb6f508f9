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
  type AskPullRequests,
  type AskRepositories,
  type ScmContext,
} from '../scm-context.ts';
import { segment, type ScmClient } from '../scm-client.ts';
import {
  openPullRequests,
  pullsConfig,
  repositoriesConfig,
  repositoryContents,
  repositoryFields,
  repositoryPath,
} from './github-like.ts';

/** docs.github.com/rest, version 2022-11-28. */
const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

const identity = {
  api: z.string().optional(),
  tokenRef: secretKeyRef.optional(),
  appSecretName: z.string().optional(),
};
const scmConfig = z.object({ organization: z.string(), ...repositoriesConfig, ...identity });
const pullConfig = z.object({ ...pullsConfig, ...identity });
const repository = z.object({
  ...repositoryFields,
  owner: z.object({ login: z.string() }),
  topics: z.array(z.string()).nullish(),
  clone_url: z.string().nullish(),
});
const commit = z.object({ sha: z.string() }).transform(({ sha }) => sha);

/** `GET /orgs/{org}/repos`, and a branch each. */
export const githubRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('github', scmConfig, given);
  const client = await githubClient(config, config.organization, context);
  const at = ({ organization, repository: name }: FoundRepository): string => repositoryPath(organization, name);
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
      ...repositoryContents(client, { at, commit, page: PAGE, allBranches: config.allBranches }),
    },
    choice,
  );
};

/** `GET /repos/{owner}/{repo}/pulls`, which gives the open ones. */
export const githubPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('github', pullConfig, given);
  const client = await githubClient(config, config.owner, context);
  return openPullRequests(client, config, PAGE);
};

const PAGE = { per_page: 100 };

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
