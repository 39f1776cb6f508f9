import { z } from 'zod';
import { withoutSlash } from '../api-address.ts';
import { basic, secretKeyRef, tokenCredentials } from '../credentials.ts';
import { listRepositories, type FoundRepository } from '../list-repositories.ts';
import {
  addressOf,
  clientOf,
  configOf,
  noLabels,
  type AskPullRequests,
  type AskRepositories,
  type ScmContext,
} from '../scm-context.ts';
import { segment, type ScmClient } from '../scm-client.ts';
import { ScmError } from '../scm-error.ts';

const scmConfig = z.object({
  organization: z.string(),
  teamProject: z.string(),
  api: z.string().optional(),
  accessTokenRef: secretKeyRef.optional(),
  allBranches: z.boolean().default(false),
});
const pullConfig = z.object({
  organization: z.string(),
  project: z.string(),
  repo: z.string(),
  api: z.string().optional(),
  tokenRef: secretKeyRef.optional(),
  labels: z.array(z.string()).default([]),
});

const VERSION = { 'api-version': '7.1' };
const HEADS = /^refs\/heads\//;

const listOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item) });
const repository = z.object({
  id: z.string(),
  name: z.string(),
  defaultBranch: z.string().nullish(),
  remoteUrl: z.string().nullish(),
  isDisabled: z.boolean().nullish(),
});
const branch = z.object({ name: z.string(), commit: z.object({ commitId: z.string() }) });
const pull = z.object({
  pullRequestId: z.number(),
  title: z.string(),
  sourceRefName: z.string(),
  targetRefName: z.string(),
  createdBy: z.object({ uniqueName: z.string().nullish() }).nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  lastMergeSourceCommit: z.object({ commitId: z.string() }).nullish(),
  repository: z.object({ name: z.string() }),
});

/** `GET {organization}/{project}/_apis/git/repositories` of version 7.1, and the branches of each. It has no labels. */
export const azureRepositories: AskRepositories = async (given, { choice }, context) => {
  const config = configOf('azureDevOps', scmConfig, given);
  const client = await azureClient('azureDevOps', { ...config, tokenRef: config.accessTokenRef }, context);
  const root = `${segment(config.teamProject)}/_apis/git/repositories`;
  const at = ({ repositoryId }: FoundRepository): string => `${root}/${segment(repositoryId)}`;
  return listRepositories(
    {
      list: async () => {
        const found = await client.find(root, listOf(repository), VERSION);
        return found?.value
          .filter((one) => !one.isDisabled && one.remoteUrl)
          .map((one) => ({
            organization: config.organization,
            repository: one.name,
            repositoryId: one.id,
            url: one.remoteUrl!,
            defaultBranch: one.defaultBranch?.replace(HEADS, ''),
            labels: [],
          }));
      },
      branches: async (one) => {
        const path = `${at(one)}/stats/branches`;
        if (!config.allBranches) {
          const found = await client.find(path, branch, { ...VERSION, name: one.defaultBranch });
          return found ? [branchOf(found)] : [];
        }
        return ((await client.find(path, listOf(branch), VERSION))?.value ?? []).map(branchOf);
      },
      hasPath: async (one, { branch: version }, path) =>
        client.exists(`${at(one)}/items`, {
          ...VERSION,
          path: `/${path}`,
          $format: 'json',
          'versionDescriptor.version': version,
          'versionDescriptor.versionType': 'branch',
        }),
    },
    choice,
  );
};

const PAGE = 100;

/** `GET {organization}/{project}/_apis/git/pullrequests`: the active ones of a project, of which one repository's count. */
export const azurePullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('azuredevops', pullConfig, given);
  const client = await azureClient('azuredevops', config, context);
  const path = `${segment(config.project)}/_apis/git/pullrequests`;
  let skip = 0;
  const found = await client.pagesOf(path, listOf(pull), {
    query: { ...VERSION, 'searchCriteria.status': 'active', $top: PAGE, $skip: 0 },
    items: (page) => page.value,
    // A server may give fewer than it is asked for: only an empty page is the last.
    next: (page) => (page.value.length === 0 ? undefined : { $skip: (skip += page.value.length) }),
  });
  return found
    ?.filter((one) => one.repository.name === config.repo && one.lastMergeSourceCommit)
    .map((one) => ({
      number: one.pullRequestId,
      title: one.title,
      branch: one.sourceRefName.replace(HEADS, ''),
      targetBranch: one.targetRefName.replace(HEADS, ''),
      headSha: one.lastMergeSourceCommit!.commitId,
      author: (one.createdBy?.uniqueName ?? '').split('@')[0]!,
      labels: (one.labels ?? []).map(({ name }) => name),
    }))
    .filter(({ labels }) => !noLabels(labels, config.labels, []));
};

const branchOf = ({ name, commit }: z.infer<typeof branch>) => ({ branch: name, sha: commit.commitId });

/** With a personal access token, which is a password without a user. */
async function azureClient(
  who: 'azureDevOps' | 'azuredevops',
  config: Pick<z.infer<typeof pullConfig>, 'api' | 'tokenRef' | 'organization'>,
  context: ScmContext,
): Promise<ScmClient> {
  if (who === 'azureDevOps' && !config.tokenRef) throw new ScmError(`${who}: accessTokenRef is missing`);
  const address = addressOf(who, config.api, withoutSlash(context.addresses.azureDevOps), context);
  const credentials = await tokenCredentials(config.tokenRef, context.data, basic(''));
  return clientOf(context, { who, base: `${address}/${segment(config.organization)}`, credentials });
}
