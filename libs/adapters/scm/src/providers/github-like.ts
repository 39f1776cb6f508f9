import { z } from 'zod';
import type { PullRequest } from '@wheelhouse/core-generate';
import type { FoundRepository, RepositorySource } from '../list-repositories.ts';
import { segment, segments, type ScmClient } from '../scm-client.ts';
import { noLabels } from '../scm-context.ts';

/** What GitHub's API and Gitea's, which was made after it, have in common. */

/** Of `scmProvider`. */
export const repositoriesConfig = {
  allBranches: z.boolean().default(false),
  excludeArchivedRepos: z.boolean().default(false),
};

/** Of `pullRequest`. */
export const pullsConfig = {
  owner: z.string(),
  repo: z.string(),
  labels: z.array(z.string()).default([]),
  excludedLabels: z.array(z.string()).default([]),
};

export const repositoryFields = {
  id: z.number(),
  name: z.string(),
  default_branch: z.string().nullish(),
  archived: z.boolean().nullish(),
  ssh_url: z.string().nullish(),
};

export const label = z.object({ name: z.string() });

const pull = z.object({
  number: z.number(),
  title: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(label).nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
});

export const repositoryPath = (owner: string, name: string): string => `repos/${segment(owner)}/${segment(name)}`;

type Page = Readonly<Record<string, string | number>>;

/** `query`: besides that of a page, what makes the answer be that of open ones. */
export async function openPullRequests(
  client: ScmClient,
  config: z.infer<z.ZodObject<typeof pullsConfig>>,
  query: Page,
): Promise<PullRequest[] | undefined> {
  const found = await client.pages(`${repositoryPath(config.owner, config.repo)}/pulls`, z.array(pull), query);
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
}

/** How branches and paths of a repository are looked at. `commit`: reads the id of a branch's commit. */
export function repositoryContents(
  client: ScmClient,
  shape: {
    readonly at: (one: FoundRepository) => string;
    readonly commit: z.ZodType<string>;
    readonly page: Page;
    readonly allBranches: boolean;
  },
): Pick<RepositorySource<FoundRepository>, 'branches' | 'hasPath'> {
  const { at, commit, page, allBranches } = shape;
  const branch = z.object({ name: z.string(), commit });
  const branchOf = (found: z.infer<typeof branch>) => ({ branch: found.name, sha: found.commit });
  return {
    branches: async (one) => {
      if (allBranches) return ((await client.pages(`${at(one)}/branches`, z.array(branch), page)) ?? []).map(branchOf);
      const found = await client.find(`${at(one)}/branches/${segments(one.defaultBranch!)}`, branch);
      return found ? [branchOf(found)] : [];
    },
    hasPath: async (one, { branch: ref }, path) => client.exists(`${at(one)}/contents/${segments(path)}`, { ref }),
  };
}
