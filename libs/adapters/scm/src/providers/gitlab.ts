import path from 'node:path/posix';
import { z } from 'zod';
import { gitlabBase, withoutSlash } from '../api-address.ts';
import { secretKeyRef, tokenCredentials, trustFields, trustOf } from '../credentials.ts';
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
import { segment, type ScmClient } from '../scm-client.ts';

const identity = { api: z.string().optional(), tokenRef: secretKeyRef.optional(), ...trustFields };
const scmConfig = z.object({
  group: z.string(),
  allBranches: z.boolean().default(false),
  includeSubgroups: z.boolean().default(false),
  includeSharedProjects: z.boolean().default(true),
  includeArchivedRepos: z.boolean().default(false),
  topic: z.string().default(''),
  ...identity,
});
const pullConfig = z.object({
  project: z.string(),
  labels: z.array(z.string()).default([]),
  excludedLabels: z.array(z.string()).default([]),
  pullRequestState: z.string().default(''),
  ...identity,
});

const project = z.object({
  id: z.number(),
  path: z.string(),
  namespace: z.object({ full_path: z.string() }),
  default_branch: z.string().nullish(),
  topics: z.array(z.string()).nullish(),
  /** What topics were called before GitLab 14.5. */
  tag_list: z.array(z.string()).nullish(),
  ssh_url_to_repo: z.string().nullish(),
  http_url_to_repo: z.string().nullish(),
});
const branch = z.object({ name: z.string(), commit: z.object({ id: z.string() }) });
const treeEntry = z.object({ path: z.string() });
const mergeRequest = z.object({
  iid: z.number(),
  title: z.string(),
  source_branch: z.string(),
  target_branch: z.string(),
  sha: z.string().nullish(),
  author: z.object({ username: z.string() }).nullish(),
  labels: z.array(z.string()).nullish(),
});

interface GitlabRepository extends FoundRepository {
  readonly id: number;
}

/** `GET /groups/:id/projects` of API version 4, and a branch each. */
export const gitlabRepositories: AskRepositories = async (given, { cloneProtocol, choice }, context) => {
  const config = configOf('gitlab', scmConfig, given);
  const client = await gitlabClient(config, context);
  const at = ({ id }: GitlabRepository): string => `projects/${id}/repository`;
  const query = {
    ...PAGE,
    include_subgroups: config.includeSubgroups,
    with_shared: config.includeSharedProjects,
    archived: config.includeArchivedRepos ? undefined : false,
    topic: config.topic || undefined,
  };
  const folders = folderReader(client);
  return listRepositories<GitlabRepository>(
    {
      list: async () => {
        const found = await client.pages(`groups/${segment(config.group)}/projects`, z.array(project), query);
        return found?.map((one) => ({
          id: one.id,
          organization: one.namespace.full_path,
          repository: one.path,
          repositoryId: String(one.id),
          url: cloneUrl('gitlab', cloneProtocol, { ssh: one.ssh_url_to_repo, https: one.http_url_to_repo }),
          defaultBranch: one.default_branch || undefined,
          labels: one.topics?.length ? one.topics : (one.tag_list ?? []),
        }));
      },
      branches: async (one) => {
        if (config.allBranches)
          return ((await client.pages(`${at(one)}/branches`, z.array(branch), PAGE)) ?? []).map(branchOf);
        const found = await client.find(`${at(one)}/branches/${segment(one.defaultBranch!)}`, branch);
        return found ? [branchOf(found)] : [];
      },
      hasPath: async (one, { branch: ref }, wanted) => (await folders(`${at(one)}/tree`, ref, wanted)).has(wanted),
    },
    choice,
  );
};

/** `GET /projects/:id/merge_requests`: of every state, unless one is asked for. */
export const gitlabPullRequests: AskPullRequests = async (given, context) => {
  const config = configOf('gitlab', pullConfig, given);
  const client = await gitlabClient(config, context);
  const found = await client.pages(`projects/${segment(config.project)}/merge_requests`, z.array(mergeRequest), {
    ...PAGE,
    state: config.pullRequestState || undefined,
    labels: config.labels.length > 0 ? config.labels.join(',') : undefined,
  });
  return found
    ?.map((one) => ({
      number: one.iid,
      title: one.title,
      branch: one.source_branch,
      targetBranch: one.target_branch,
      headSha: one.sha ?? '',
      author: one.author?.username ?? '',
      labels: one.labels ?? [],
    }))
    .filter(({ labels }) => !noLabels(labels, [], config.excludedLabels));
};

const PAGE = { per_page: 100 };

const branchOf = ({ name, commit }: z.infer<typeof branch>) => ({ branch: name, sha: commit.id });

/** There is no question for one path that holds for files and folders: the folder around it is listed, once for all in it. */
function folderReader(client: ScmClient): (tree: string, ref: string, wanted: string) => Promise<ReadonlySet<string>> {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  return (tree, ref, wanted) => {
    const folder = path.dirname(wanted);
    const key = JSON.stringify([tree, ref, folder]);
    const listed = known.get(key) ?? listFolder(client, tree, { ref, path: folder === '.' ? undefined : folder });
    known.set(key, listed);
    return listed;
  };
}

async function listFolder(
  client: ScmClient,
  tree: string,
  query: { readonly ref: string; readonly path: string | undefined },
): Promise<ReadonlySet<string>> {
  const found = await client.pages(tree, z.array(treeEntry), { ...PAGE, ...query });
  return new Set((found ?? []).map((one) => one.path));
}

async function gitlabClient(config: z.infer<z.ZodObject<typeof identity>>, context: ScmContext): Promise<ScmClient> {
  const address = addressOf('gitlab', config.api, withoutSlash(context.addresses.gitlab), context);
  const credentials = await tokenCredentials(config.tokenRef, context.data, (token) => ({ 'private-token': token }));
  const trust = await trustOf(config, context.data);
  return clientOf(context, { who: 'gitlab', base: gitlabBase(address), credentials, trust });
}
