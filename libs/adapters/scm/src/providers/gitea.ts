import { z } from 'zod';
import { giteaBase } from '../api-address.ts';
import { secretKeyRef, tokenCredentials } from '../credentials.ts';
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

const identity = { api: z.string(), tokenRef: secretKeyRef.optional(), insecure: z.boolean().default(false) };
const scmConfig = z.object({
  owner: z.string(),
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
  default_branch: z.string().nullish(),
  empty: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  ssh_url: z.string().nullish(),
  html_url: z.string().nullish(),
});
const branch = z.object({ name: z.string(), commit: z.object({ id: z.string() }) });
const label = z.object({ name: z.string() });
const pull = z.object({
  number: z.number(),
  title: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(label).nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
});

/** `GET /orgs/{org}/repos` of API version 1, or those of a user; labels and a branch each. */
export const giteaRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('gitea', scmConfig, given);
  const client = await giteaClient(config, context);
  const at = ({ repository: name }: FoundRepository): string => `repos/${segment(config.owner)}/${segment(name)}`;
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

/** `GET /repos/{owner}/{repo}/pulls?state=open`. */
export const giteaPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('gitea', pullConfig, given);
  const client = await giteaClient(config, context);
  const path = `repos/${segment(config.owner)}/${segment(config.repo)}/pulls`;
  const found = await client.pages(path, z.array(pull), { ...PAGE, state: 'open' });
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

/** What a server allows at most unless it is configured otherwise. */
const PAGE = { limit: 50 };

const branchOf = ({ name, commit }: z.infer<typeof branch>) => ({ branch: name, sha: commit.id });

async function giteaClient(config: z.infer<z.ZodObject<typeof identity>>, context: ScmContext): Promise<ScmClient> {
  const base = giteaBase(addressOf('gitea', config.api, '', context));
  const credentials = await tokenCredentials(config.tokenRef, context.data, (token) => ({
    authorization: `token ${token}`,
  }));
  return clientOf(context, { who: 'gitea', base, credentials, trust: { insecure: config.insecure, ca: undefined } });
}
