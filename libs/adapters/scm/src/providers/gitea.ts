import { z } from 'zod';
import { giteaBase } from '../api-address.ts';
import { secretKeyRef, tokenCredentials } from '../credentials.ts';
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
  label,
  openPullRequests,
  pullsConfig,
  repositoriesConfig,
  repositoryContents,
  repositoryFields,
  repositoryPath,
} from './github-like.ts';

const identity = { api: z.string(), tokenRef: secretKeyRef.optional(), insecure: z.boolean().default(false) };
const scmConfig = z.object({ owner: z.string(), ...repositoriesConfig, ...identity });
const pullConfig = z.object({ ...pullsConfig, ...identity });
const repository = z.object({ ...repositoryFields, empty: z.boolean().nullish(), html_url: z.string().nullish() });
const commit = z.object({ id: z.string() }).transform(({ id }) => id);

/** `GET /orgs/{org}/repos` of API version 1, or those of a user; labels and a branch each. */
export const giteaRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('gitea', scmConfig, given);
  const client = await giteaClient(config, context);
  const at = ({ repository: name }: FoundRepository): string => repositoryPath(config.owner, name);
  const owned = async (of: 'orgs' | 'users') =>
    client.pages(`${of}/${segment(config.owner)}/repos`, z.array(repository), PAGE);
  return listRepositories(
    {
      list: async () =>
        ((await owned('orgs')) ?? (await owned('users')))
          ?.filter((one) => !(config.excludeArchivedRepos && one.archived))
          .map((one) => ({
            organization: config.owner,
            repository: one.name,
            repositoryId: String(one.id),
            url: cloneUrl('gitea', cloneProtocol, { ssh: one.ssh_url, https: one.html_url }),
            defaultBranch: one.empty ? undefined : one.default_branch || undefined,
            labels: [],
          })),
      labels: async (one) =>
        ((await client.pages(`${at(one)}/labels`, z.array(label), PAGE)) ?? []).map(({ name }) => name),
      ...repositoryContents(client, { at, commit, page: PAGE, allBranches: config.allBranches }),
    },
    choice,
  );
};

/** `GET /repos/{owner}/{repo}/pulls?state=open`. */
export const giteaPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('gitea', pullConfig, given);
  const client = await giteaClient(config, context);
  return openPullRequests(client, config, { ...PAGE, state: 'open' });
};

/** What a server allows at most unless it is configured otherwise. */
const PAGE = { limit: 50 };

async function giteaClient(config: z.infer<z.ZodObject<typeof identity>>, context: ScmContext): Promise<ScmClient> {
  const base = giteaBase(addressOf('gitea', config.api, '', context));
  const credentials = await tokenCredentials(config.tokenRef, context.data, (token) => ({
    authorization: `token ${token}`,
  }));
  return clientOf(context, { who: 'gitea', base, credentials, trust: { insecure: config.insecure, ca: undefined } });
}
